import type * as s3 from "@aws-sdk/client-s3";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { type IssuerBucket, discoveryHeaders, discoveryPaths } from "../../../trust/mirror";
import { quietSdk } from "../../aws";
import { errorCode } from "../../net";
import { CommandError } from "../../terminal";

/** What a mirror's keys are at this moment. */
export interface StoredKeys {
    text: string;
    /** What identifies this very text, so that a write can be refused after a concurrent update. */
    version?: string;
}

/** Where the mirror's keys are kept: the bucket's object, or the committed file. */
export interface KeyStore {
    /** What a reader calls it: `s3://bucket/key`, or the file. */
    name: string;
    /** Undefined where there is nothing yet. Throws CommandError where that cannot be known: then nothing may be written. */
    read(): Promise<StoredKeys | undefined>;
    /** The store's own clock at the last `read`, in seconds since 1970, where it has one. */
    time?(): number | undefined;
    /** Replaces what `read` gave. Throws CommandError where it is no longer that, or must not be written. */
    write(text: string, before: StoredKeys | undefined): Promise<void>;
}

/** The bucket of a mirror. */
export interface MirrorBucket extends IssuerBucket {
    /** The account that must own it: a bucket of the same name in other hands is refused. Default: not checked. */
    owner?: string;
}

/**
 * The keys in the mirror's bucket. Credentials are the SDK's usual ones: environment, a job's web identity, profile, SSO.
 * A write names the version that was read, so of two writers at once the second is refused
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */
export function bucketKeyStore({ bucket, region, owner }: MirrorBucket): KeyStore {
    quietSdk();
    // Loaded when it is needed: the other commands do without.
    const sdk = createRequire(__filename)("@aws-sdk/client-s3") as typeof s3;
    const client = new sdk.S3Client({
        region,
        requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000 },
    });
    let time: number | undefined;
    client.middlewareStack.add(
        (next) => async (call) => {
            const result = await next(call);
            time = timeOf(result.response) ?? time;
            return result;
        },
        // Next to the connection: an answer that is an error has a time too.
        { step: "deserialize", priority: "low", name: "timeOfAnswer" },
    );
    const object = { Bucket: bucket, Key: discoveryPaths.keys, ...(owner && { ExpectedBucketOwner: owner }) };
    const name = `s3://${bucket}/${discoveryPaths.keys}`;
    return {
        name,
        time: () => time,
        async read() {
            try {
                const { Body, ETag } = await client.send(new sdk.GetObjectCommand(object));
                const text = (await Body?.transformToString()) ?? "";
                return { text, ...(ETag !== undefined && { version: ETag }) };
            } catch (error) {
                if (error instanceof Error && error.name === "NoSuchKey") return undefined;
                throw refusal(`read ${name}`, "s3:GetObject", error);
            }
        },
        async write(text, before) {
            const { contentType: ContentType, cacheControl: CacheControl } = discoveryHeaders;
            const condition =
                before?.version === undefined ? { IfNoneMatch: "*" } : { IfMatch: before.version };
            try {
                await client.send(
                    new sdk.PutObjectCommand({
                        ...object,
                        ...condition,
                        Body: text,
                        ContentType,
                        CacheControl,
                    }),
                );
            } catch (error) {
                throw refusal(`write ${name}`, "s3:PutObject", error);
            }
        },
    };
}

/** The `Date` of an answer, whatever the SDK's type of it is, in seconds since 1970. */
function timeOf(response: unknown): number | undefined {
    if (typeof response !== "object" || response === null || !("headers" in response)) return undefined;
    const { headers } = response;
    if (typeof headers !== "object" || headers === null || !("date" in headers)) return undefined;
    const milliseconds = Date.parse(String(headers.date));
    return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

function refusal(what: string, action: string, error: unknown): CommandError {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (name === "PreconditionFailed" || name === "ConditionalRequestConflict") {
        return new CommandError(
            `${what.slice("write ".length)} was modified concurrently; nothing was written.`,
            "Run it again.",
        );
    }
    if (name === "CredentialsProviderError") {
        const fix =
            "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and what belongs to it, or AWS_ROLE_ARN and a job's token file.";
        return new CommandError(`There are no AWS credentials to ${what}; nothing was written.`, fix);
    }
    const fixes: Readonly<Record<string, string>> = {
        // S3 says so too where the object is missing and the caller may not list: then it must not be written blindly.
        AccessDenied: `The credentials need ${action}; the first keys are published by \`pulumi up\`.`,
        NoSuchBucket: "Create the mirror first: pulumi up.",
        PermanentRedirect: "Specify the bucket's own region: --region REGION.",
    };
    return new CommandError(`S3 refused to ${what} (${name}: ${message}); nothing was written.`, fixes[name]);
}

/** The keys in a file of the repository, which the program publishes. A write is whole or does not happen. */
export function fileKeyStore(file: string): KeyStore {
    const read = (): string | undefined => {
        try {
            return readFileSync(file, "utf8");
        } catch (error) {
            if (errorCode(error) === "ENOENT") return undefined;
            throw new CommandError(`${file} cannot be read (${errorCode(error)}); nothing was written.`);
        }
    };
    return {
        name: file,
        read: () => {
            const text = read();
            return Promise.resolve(text === undefined ? undefined : { text });
        },
        write: (text, before) => {
            if (read() !== before?.text) {
                throw new CommandError(
                    `${file} was modified concurrently; nothing was written.`,
                    "Run it again.",
                );
            }
            writeWhole(file, text);
            return Promise.resolve();
        },
    };
}

/** Writes a file, and the folders that it is in; the file is whole or not there. Throws CommandError where it cannot. */
export function writeWhole(file: string, text: string): void {
    const draft = `${file}.${String(process.pid)}.tmp`;
    let isDrafted = false;
    try {
        makeFolder(dirname(resolve(file)));
        isDrafted = true;
        writeFileSync(draft, text);
        renameSync(draft, file);
    } catch (error) {
        // Where its folder could not be made, there is nothing to remove, and removing it would fail in its own way.
        if (isDrafted) rmSync(draft, { force: true });
        throw new CommandError(`${file} cannot be written (${errorCode(error)}).`);
    }
}

/**
 * Makes a folder and those above it. Each is made once: `mkdir` with `recursive` does not end where the system says that
 * a folder is missing and that the one above it exists, as in `/proc` (Node 20 and 22, tried 2026-11).
 */
function makeFolder(folder: string): void {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    const above = dirname(folder);
    if (above !== folder) makeFolder(above);
    try {
        mkdirSync(folder);
    } catch (error) {
        // Somebody else may have made it in between.
        if (errorCode(error) !== "EEXIST" || !statSync(folder).isDirectory()) throw error;
    }
}

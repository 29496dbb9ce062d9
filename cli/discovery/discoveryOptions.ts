import { readFileSync } from "node:fs";
import type { KeySet } from "../../trust/discovery/keySet";
import { bucketOfIssuer } from "../../trust/discovery/mirrorIssuer";
import { readKeySet } from "../../trust/discovery/readKeySet";
import { issuerHostAndPath, parseIssuer } from "../../trust/issuer/issuerUrl";
import { formatProblems } from "../../trust/problem";
import type { VerbArguments, VerbOption } from "../commandLine/verb";
import { errorCode } from "../probe/network";
import { CommandError } from "../terminal";
import { bucketKeyStore } from "./bucketKeyStore";
import type { FetchOptions } from "./fetchDocument";
import { fileKeyStore } from "./fileKeyStore";
import type { KeyStore } from "./keyStore";

/** The options of the verb `discovery`. */
export const discoveryOptions = {
    "gitlab-url": {
        kind: "text",
        valueName: "URL",
        description: "The instance's own address. Default: CI_SERVER_URL.",
    },
    issuer: {
        kind: "text",
        valueName: "URL",
        description: "The mirror's URL, as the tokens name it in iss.",
    },
    "ca-file": {
        kind: "text",
        valueName: "FILE",
        description:
            "PEM file with the authority of the instance's certificate. Default: CI_SERVER_TLS_CA_FILE, or public ones.",
    },
    file: { kind: "text", valueName: "FILE", description: "sync: the committed file with the keys." },
    bucket: {
        kind: "text",
        valueName: "NAME",
        description: "sync: the mirror's bucket. Default: that of --issuer.",
    },
    region: {
        kind: "text",
        valueName: "REGION",
        description: "sync: the bucket's region. Default: that of --issuer, or AWS_REGION.",
    },
    "bucket-owner": {
        kind: "text",
        valueName: "ACCOUNT",
        description: "sync: the account that must own the bucket.",
    },
    "grace-hours": {
        kind: "text",
        valueName: "N",
        description: "sync: how long a replaced key stays. Default: 24.",
    },
    "next-keys": {
        kind: "text",
        valueName: "FILE",
        description: "sync: keys that the instance will publish next (JWKS).",
    },
    "accept-unrelated-keys": { kind: "flag", description: "sync: takes keys of which the mirror had none." },
    "dry-run": { kind: "flag", description: "sync: says what it would do, and writes nothing." },
    keys: {
        kind: "text",
        valueName: "FILE",
        description: "render: keys from a file; then nothing is fetched.",
    },
    out: {
        kind: "text",
        valueName: "DIR",
        description: "render: the folder to write to. Default: standard output.",
    },
    "provider-arn": {
        kind: "text",
        valueName: "ARN",
        description: "verify: compares the account's provider; needs iam:GetOpenIDConnectProvider.",
    },
    audience: {
        kind: "text",
        valueName: "TEXT",
        description: "verify: an audience that the provider must register.",
    },
    json: { kind: "flag", description: "Prints a JSON document." },
} as const satisfies Record<string, VerbOption>;

/** The instance's address; an address that GitLab would not put into its own document is refused. */
export function instanceUrlOf(given: VerbArguments): string {
    const url = given.text("gitlab-url") ?? process.env["CI_SERVER_URL"];
    if (url === undefined)
        throw new CommandError("The instance's address is missing.", "Give --gitlab-url URL.");
    return checkedUrl("--gitlab-url", url, true);
}

/** The mirror's URL. */
export function issuerOf(given: VerbArguments): string {
    const url = given.text("issuer");
    if (url === undefined) throw new CommandError("The mirror's URL is missing.", "Give --issuer URL.");
    return checkedUrl("--issuer", url, false);
}

/** How the instance is asked. A job of the instance itself knows its certificate authority. */
export function fetchOptionsOf(given: VerbArguments): FetchOptions {
    const file = given.text("ca-file") ?? process.env["CI_SERVER_TLS_CA_FILE"];
    if (file === undefined || file === "") return {};
    const authorities = readText(file);
    if (authorities.includes("-----BEGIN CERTIFICATE-----")) return { authorities };
    throw new CommandError(`${file} holds no certificate.`, "Give a PEM file: -----BEGIN CERTIFICATE-----.");
}

/** Where the keys are to be written. */
export function keyStoreOf(given: VerbArguments): KeyStore {
    const file = given.text("file");
    const issuer = given.text("issuer");
    const named = issuer === undefined ? undefined : bucketOfIssuer(issuerHostAndPath(issuer));
    const bucket = given.text("bucket") ?? named?.bucket;
    if (file !== undefined) {
        if (given.text("bucket") === undefined) return fileKeyStore(file);
        throw new CommandError("--file and --bucket exclude each other: there is one writer and one place.");
    }
    if (bucket === undefined) {
        throw new CommandError(
            "It is not said where the keys are.",
            "Give --file FILE, --bucket NAME, or the --issuer of a bucket.",
        );
    }
    const region = given.text("region") ?? named?.region ?? process.env["AWS_REGION"];
    if (region === undefined)
        throw new CommandError("The bucket's region is missing.", "Give --region REGION.");
    const owner = given.text("bucket-owner");
    return bucketKeyStore({ bucket, region, ...(owner !== undefined && { owner }) });
}

/** The grace period in seconds. */
export function gracePeriodOf(given: VerbArguments): number {
    const hours = Number(given.text("grace-hours") ?? "24");
    if (hours > 0 && hours <= 24 * 365) return Math.round(hours * 3600);
    throw new CommandError(
        `--grace-hours ${given.text("grace-hours") ?? ""} is no number of hours.`,
        "Write at least the longest job timeout: the tokens of the old key live as long.",
    );
}

/** Reads a key set from a file. Throws CommandError with all that is wrong. */
export function readKeySetFile(file: string): KeySet {
    const { keySet, problems } = readKeySet(readText(file));
    if (keySet !== undefined) return keySet;
    throw new CommandError(`${file} is no key set that AWS takes.\n${formatProblems(problems)}`);
}

function readText(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        throw new CommandError(`${file} cannot be read (${errorCode(error)}).`);
    }
}

function checkedUrl(option: string, url: string, mayHavePort: boolean): string {
    const problems = parseIssuer(url).problems.filter(({ code }) => !(mayHavePort && code === "port"));
    const [problem] = problems;
    if (problem === undefined) return url;
    throw new CommandError(`${option} ${JSON.stringify(url)} ${problem.message}.`, problem.fix);
}

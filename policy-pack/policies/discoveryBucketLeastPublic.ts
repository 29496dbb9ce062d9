import type { PolicyResource } from "@pulumi/policy";
import { namesAction } from "../../trust/decision";
import { namesResource } from "../../trust/mirror";
import type { PolicyValue } from "../../trust/conditions";
import {
    documentsOf,
    isWriteAction,
    known,
    knownTexts,
    type Mirror,
    mirrorsOf,
    type MirrorStatement,
    stackPolicy,
    type StackViolation,
    statementsOf,
    type Violation,
    strangersMeeting,
} from "../engine";
import { cases } from "./discoveryBucketLeastPublic.cases";

/** A mirror's bucket that shows more than the two documents, or not even those. */
export const discoveryBucketLeastPublic = stackPolicy<object>({
    name: "discovery-bucket-least-public",
    displayName: "Two public documents, nothing else",
    finds: "a mirror's bucket that shows more than two documents, or keeps AWS out",
    description:
        "Of a mirror's bucket everybody reads exactly the discovery document and the keys; settings neither expose more nor keep AWS out.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Allow s3:GetObject on the two objects and nothing else, without conditions, by a bucket policy; block and ignore ACLs; encrypt with SSE-S3. Behind CloudFront let only cloudfront.amazonaws.com read, and block all public access.",
    tags: ["discovery", "bucket"],
    config: {},
    otherFinders: [],
    cases,
    *check(resources, { organisation }) {
        for (const mirror of mirrorsOf(resources, organisation)) {
            yield* publicReads(mirror);
            yield* bucketSettings(mirror);
        }
    },
});

/** What a bucket's policies let everybody read: more than the two documents, or less. A Deny beside it gets no credit. */
export function* publicReads(mirror: Mirror): Generator<StackViolation> {
    const { keys } = documentsOf(mirror);
    const documents = [keys.document, keys.keys].map((key) => `arn:aws:s3:::${mirror.bucketName}/${key}`);
    const { statements, isPartial } = statementsOf(mirror);
    const open = statements.filter(
        ({ statement, isForEverybody }) => statement.effect === "Allow" && isForEverybody,
    );
    const met = open.filter(
        ({ metAnonymously, statement }) =>
            metAnonymously !== false || strangersMeeting(statement.conditions, undefined).length > 0,
    );
    // What everybody may write is reported by discovery-bucket-write-protected.
    for (const each of met.filter(letsRead)) yield* tooMuch(each, documents);
    if (mirror.mode === "cloudfront") {
        for (const each of met) {
            const message = "lets everybody read the bucket itself, though a distribution serves it";
            yield about(
                each,
                each.statement.path,
                message,
                'Write {"Service": "cloudfront.amazonaws.com"}.',
                "open",
            );
        }
    }
    for (const each of statements.filter(({ statement }) => statement.effect === "Deny")) {
        if (
            mirror.mode === "s3" &&
            each.isForEverybody &&
            each.metAnonymously === true &&
            readsOne(each, documents)
        ) {
            const message = "denies everybody the documents: AWS reads them without credentials";
            yield about(
                each,
                each.statement.path,
                message,
                "Leave s3:GetObject on them out of the Deny.",
                "closed",
            );
        }
    }
    if (mirror.bucket === undefined || isPartial) return;
    yield* tooLittle(mirror, statements, documents);
}

function* tooMuch(each: MirrorStatement, documents: readonly string[]): Generator<StackViolation> {
    const { statement, resources } = each;
    if (statement.notActions !== undefined) {
        const message = "allows everybody everything but some actions";
        yield about(each, `${statement.path}.NotAction`, message, 'Write "Action": "s3:GetObject".', "open");
    }
    for (const action of statement.actions) {
        if (action.text.toLowerCase() === "s3:getobject") continue;
        if (!isReadAction(action)) continue;
        yield aboutValue(
            each,
            action,
            "lets everybody do more than read the two documents",
            'Write "s3:GetObject".',
        );
    }
    for (const resource of resources) {
        if (documents.includes(anyPartition(resource.text))) continue;
        const isPattern = /[*?]/.test(resource.text);
        const message = isPattern
            ? "shows everybody whatever is put there, now or later"
            : "is none of the two documents, and everybody may read it";
        yield aboutValue(
            each,
            resource,
            message,
            `Name ${documents.map((arn) => `"${arn}"`).join(" and ")}.`,
        );
    }
    if (statement.raw["NotResource"] !== undefined) {
        const message = "shows everybody all objects but some";
        yield about(
            each,
            `${statement.path}.NotResource`,
            message,
            "Name the two documents under Resource.",
            "open",
        );
    }
    if (each.metAnonymously === "not-analysed") {
        const message =
            "limits who may read the documents: AWS reads them without credentials, from anywhere";
        yield about(each, `${statement.path}.Condition`, message, "Leave the condition out.", "closed");
    }
}

function letsRead({ statement }: MirrorStatement): boolean {
    return statement.notActions !== undefined || statement.actions.some(isReadAction);
}

/** A wildcard that takes in a write most often takes in a read too. */
function isReadAction(action: PolicyValue): boolean {
    return (
        !isWriteAction(action) || namesAction(action, "s3:ListBucket") || namesAction(action, "s3:GetObject")
    );
}

function* tooLittle(
    mirror: Mirror,
    statements: readonly MirrorStatement[],
    documents: readonly string[],
): Generator<StackViolation> {
    const { bucket } = mirror;
    const readers = statements.filter(
        ({ statement, isForEverybody, metAnonymously }) =>
            statement.effect === "Allow" &&
            (mirror.mode === "s3"
                ? isForEverybody && metAnonymously !== false
                : statement.principals.some(
                      ({ text }) => text === "cloudfront.amazonaws.com" || text === "*",
                  )),
    );
    const unreadable = documents.filter((arn) => !readers.some((each) => readsOne(each, [arn])));
    if (bucket === undefined || unreadable.length === 0) return;
    const who = mirror.mode === "s3" ? "everybody" : "CloudFront";
    const message = `is trusted as issuer ${mirror.issuer}, and no policy lets ${who} read ${unreadable.join(" and ")}`;
    const fix = `Allow s3:GetObject on it to ${mirror.mode === "s3" ? '"*"' : '{"Service": "cloudfront.amazonaws.com"}'} by a bucket policy; ACLs do not work on new buckets.`;
    yield {
        subject: { noun: "Bucket", name: bucket.name },
        urn: bucket.urn,
        violation: { effect: "closed", path: "bucket", value: mirror.bucketName, message, fix },
    };
}

function readsOne({ statement, resources }: MirrorStatement, documents: readonly string[]): boolean {
    const reads =
        statement.notActions === undefined
            ? statement.actions.some((action) => namesAction(action, "s3:GetObject"))
            : !statement.notActions.some((action) => namesAction(action, "s3:GetObject"));
    return (
        reads && resources.some(({ text }) => documents.some((arn) => namesResource(anyPartition(text), arn)))
    );
}

function anyPartition(arn: string): string {
    return arn.replace(/^arn:aws[\w-]*:/, "arn:aws:");
}

function aboutValue(each: MirrorStatement, value: PolicyValue, message: string, fix: string): StackViolation {
    return about(each, value.path, message, fix, "open", value.text);
}

function about(
    { resource, key }: MirrorStatement,
    path: string,
    message: string,
    fix: string,
    effect: "open" | "closed",
    value?: string,
): StackViolation {
    return {
        subject: { noun: "Bucket policy", name: resource.name },
        urn: resource.urn,
        violation: { effect, path: `${key} ${path}`, ...(value !== undefined && { value }), message, fix },
    };
}

const aclFlags = ["blockPublicAcls", "ignorePublicAcls"];
const policyFlags = ["blockPublicPolicy", "restrictPublicBuckets"];

/**
 * Settings of a mirror's bucket, and of its objects, that expose more than two documents or keep AWS out. What is unknown
 * is left alone. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html.
 */
export function* bucketSettings(mirror: Mirror): Generator<StackViolation> {
    yield* publicAccessBlock(mirror);
    const { ownership, encryption, acl, object } = mirror.parts;
    const bucket = mirror.bucket === undefined ? [] : [mirror.bucket];
    for (const resource of [...ownership, ...bucket]) {
        const text = settingText(resource, ["rule", "ownershipControls"]);
        if (!/"(?:ObjectWriter|BucketOwnerPreferred)"/.test(text)) continue;
        const message = "lets whoever writes an object set an access list of its own";
        yield aboutSetting(resource, "objectOwnership", {
            effect: "open",
            message,
            fix: 'Write "BucketOwnerEnforced".',
        });
    }
    for (const resource of [...encryption, ...bucket, ...object]) {
        const keys = [
            "rules",
            "serverSideEncryptionConfiguration",
            "bucketEncryption",
            "serverSideEncryption",
            "kmsKeyId",
        ];
        const text = settingText(resource, keys);
        if (mirror.mode !== "s3" || !/aws:kms|"arn:aws[\w-]*:kms:/.test(text)) continue;
        const message = "encrypts with KMS, and nobody without credentials can read such an object";
        yield aboutSetting(resource, "sseAlgorithm", {
            effect: "closed",
            message,
            fix: 'Write "AES256" (SSE-S3).',
        });
    }
    for (const resource of [...acl, ...bucket, ...object]) {
        const [value] = knownTexts(resource, ["acl", "accessControl"]);
        if (value === undefined || /^(?:private|bucket-?owner-?(?:read|full-?control))$/i.test(value))
            continue;
        const message =
            "publishes by an access list: new buckets refuse that, and where they do not, it shows more than two documents";
        yield aboutSetting(resource, "acl", {
            effect: "mixed",
            value,
            message,
            fix: "Leave it out; a bucket policy on the two documents does it.",
        });
    }
    for (const resource of bucket) {
        if (settingText(resource, ["requestPayer"]) !== '"Requester"') continue;
        const message = "makes the reader pay, which nobody without credentials can";
        yield aboutSetting(resource, "requestPayer", { effect: "closed", message, fix: "Leave it out." });
    }
}

function* publicAccessBlock({ mode, bucket, parts }: Mirror): Generator<StackViolation> {
    const native = bucket?.type.startsWith("aws-native:") ?? false;
    const holders = native && bucket !== undefined ? [bucket] : parts.publicAccessBlock;
    if (holders.length === 0) {
        if (bucket === undefined || mode !== "s3") return;
        const message =
            "has no public access block in this stack; a new bucket blocks everything, so its policy is refused";
        const fix =
            "Add one: blockPublicAcls and ignorePublicAcls true, blockPublicPolicy and restrictPublicBuckets false.";
        yield aboutSetting(bucket, "bucket", { effect: "closed", message, fix });
        return;
    }
    for (const resource of holders) {
        const key = "publicAccessBlockConfiguration";
        const { value, unknownPaths } = known(
            () => (native ? resource.props[key] : resource.props) as unknown,
            "",
        );
        if (value === undefined && unknownPaths.length > 0) continue;
        const flags = (value ?? {}) as Record<string, unknown>;
        for (const flag of [...aclFlags, ...policyFlags]) {
            if (unknownPaths.some((path) => path.endsWith(flag))) continue;
            const wanted = mode === "cloudfront" || aclFlags.includes(flag);
            const actual = flags[flag] === true;
            if (actual === wanted) continue;
            const path = native ? `${key}.${flag}` : flag;
            yield aboutSetting(resource, path, blockViolation(wanted, actual, mode));
        }
    }
}

function blockViolation(wanted: boolean, actual: boolean, mode: Mirror["mode"]): Omit<Violation, "path"> {
    const message = wanted
        ? mode === "cloudfront"
            ? "is off, though nobody but CloudFront is to read the bucket"
            : "is off, though no access list is needed"
        : "is on, and keeps AWS from reading the documents";
    return { effect: wanted ? "open" : "closed", value: actual, message, fix: `Write ${String(wanted)}.` };
}

/** Settings with these keys as one JSON text; unknown ones are left out. */
function settingText(resource: PolicyResource, keys: readonly string[]): string {
    return keys
        .flatMap((key) => {
            const { value } = known(() => resource.props[key] as unknown, key);
            return value === undefined ? [] : [JSON.stringify(value)];
        })
        .join(" ");
}

function aboutSetting(
    resource: PolicyResource,
    path: string,
    violation: Omit<Violation, "path">,
): StackViolation {
    const noun = /bucket:Bucket$|s3:Bucket$|V2$/.test(resource.type) ? "Bucket" : "Setting";
    return { subject: { noun, name: resource.name }, urn: resource.urn, violation: { path, ...violation } };
}

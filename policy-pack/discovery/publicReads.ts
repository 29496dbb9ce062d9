import { namesResource } from "../../trust/mirror";
import { namesAction } from "../../trust/decision";
import type { PolicyValue } from "../../trust/conditions";
import type { StackViolation } from "../sdk/stackPolicy";
import type { Mirror } from "./mirror";
import { documentsOf } from "./mirrorDocuments";
import { type MirrorStatement, statementsOf } from "./mirrorStatements";
import { isWriteAction } from "./writeActions";

/** What a bucket's policies let everybody read: more than the two documents, or less. A Deny beside it gets no credit. */
export function* publicReads(mirror: Mirror): Generator<StackViolation> {
    const { keys } = documentsOf(mirror);
    const documents = [keys.document, keys.keys].map((key) => `arn:aws:s3:::${mirror.bucketName}/${key}`);
    const { statements, isPartial } = statementsOf(mirror);
    const open = statements.filter(
        ({ statement, isForEverybody }) => statement.effect === "Allow" && isForEverybody,
    );
    const met = open.filter(({ metAnonymously }) => metAnonymously !== false);
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

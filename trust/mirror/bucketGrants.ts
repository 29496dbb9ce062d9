import { parsePrincipalArn } from "../aws";
import {
    type KeyState,
    type PolicyValue,
    type RequestContext,
    type Truth,
    allOf,
    evaluateCondition,
    matchPattern,
    tokenizeValue,
} from "../conditions";
import { type TrustStatement, isObject, readTrustDocument, readValues } from "../document";

/** One statement of a bucket's policy, with whom it concerns. */
export interface BucketStatement {
    statement: TrustStatement;
    /** What it is about. Empty where the statement has NotResource: then it is everything but that. */
    resources: PolicyValue[];
    /** Whether its principals take in everybody, a caller without credentials too. */
    isForEverybody: boolean;
    /** Whether a caller without credentials, over TLS, meets its conditions; `not-analysed` where it depends on the caller. */
    metAnonymously: Truth;
    /** Accounts that its principals name. */
    accounts: { accountId: string; path: string; text: string }[];
}

/**
 * Reads a bucket's policy: a JSON text, or what one parses to. Undefined where it is no policy. Statements are judged by
 * the same evaluator as trust policies.
 */
export function readBucketPolicy(document: unknown): BucketStatement[] | undefined {
    const policy = readTrustDocument(document);
    if (!isObject(policy.raw)) return undefined;
    return policy.statements.map((statement) => ({
        statement,
        resources: readValues(statement.raw["Resource"] ?? [], `${statement.path}.Resource`).values,
        isForEverybody:
            statement.notPrincipals !== undefined ||
            statement.principals.some(({ kind, text }) => text === "*" && (kind === "*" || kind === "AWS")),
        metAnonymously: allOf(
            statement.conditions.map(
                (block) => evaluateCondition(block, anonymous, policy.hasPolicyVariables).met,
            ),
        ),
        accounts: statement.principals.flatMap(({ kind, text, path }) => {
            const accountId = kind === "AWS" ? accountOf(text) : undefined;
            return accountId === undefined ? [] : [{ accountId, path, text }];
        }),
    }));
}

/** Whether a pattern of resources takes in an object or bucket, given by its ARN. */
export function namesResource(pattern: string, arn: string): boolean {
    const tokens = tokenizeValue(pattern, { wildcards: true, variables: false });
    const plain = tokens.filter((token) => token.kind !== "variable" && token.kind !== "malformed");
    return matchPattern(plain, arn).matched;
}

/** The account that a principal's text names: an ARN of IAM or STS, or twelve digits. */
function accountOf(text: string): string | undefined {
    if (/^\d{12}$/.test(text)) return text;
    return (
        parsePrincipalArn(text)?.accountId ??
        /^arn:[\w-]+:(?:iam|sts)::(\d{12}):/.exec(text)?.[1] ??
        undefined
    );
}

/** Keys that only a caller with credentials, or a service, brings with it. */
const keysOfCallers = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:userid",
    "aws:username",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
];

/** A request without credentials, over TLS, as AWS reads a mirror. */
const anonymous: RequestContext = {
    lookUp(keyName): KeyState {
        if (keyName === "aws:securetransport") return { state: "present", values: ["true"], type: "other" };
        if (keyName === "aws:principalisawsservice")
            return { state: "present", values: ["false"], type: "other" };
        if (keysOfCallers.includes(keyName) || keyName.startsWith("aws:principaltag/")) {
            return { state: "absent", why: "it has no credentials" };
        }
        return { state: "unknown", why: "it depends on where the request comes from" };
    },
};

import {
    type ConditionBlock,
    type KeyState,
    type RequestContext,
    type Truth,
    allOf,
    evaluateCondition,
} from "../../trust/conditions";

/** Who may meet the conditions of a statement that is for everybody, other than the bucket's own account. */
export interface Stranger {
    /** `caller`: signs with the credentials of another account. `access-point`: comes through an access point. */
    kind: "caller" | "access-point";
    /** In words: `callers of the account 999999999999`. */
    words: string;
}

/** An account that no policy names. */
const anyAccount = "999900009999";

/** Keys by which a bucket's policy leaves the decision to access points. */
const accessPointKeys = ["s3:dataaccesspointaccount", "s3:dataaccesspointarn", "s3:accesspointnetworkorigin"];

/**
 * Strangers that meet all conditions of a statement; empty where the conditions keep everybody out but the account
 * `owner` (12 digits; unknown: the accounts that the conditions name are taken as its own). A condition on addresses,
 * tags, an organisation or another value that a stranger can have, or that nobody here can decide, keeps nobody out: only
 * the account, its principals and its networks do.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html ("the meaning of
 * public") and https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html. Read 2026-11.
 */
export function strangersMeeting(
    conditions: readonly ConditionBlock[],
    owner: string | undefined,
): Stranger[] {
    if (conditions.some(({ keyName }) => accessPointKeys.includes(keyName))) {
        const meets = mayMeet(conditions, requestOf(owner ?? anyAccount, undefined));
        return meets ? [{ kind: "access-point", words: "whoever the policies of access points let in" }] : [];
    }
    const found: Stranger[] = [];
    if (mayMeet(conditions, requestOf(anyAccount, undefined))) {
        found.push({ kind: "caller", words: "callers of any account" });
    }
    for (const { account, arn } of named(conditions)) {
        if (owner === undefined || account === owner || found.length > 0) continue;
        if (mayMeet(conditions, requestOf(account, arn)))
            found.push({ kind: "caller", words: `callers of the account ${account}` });
    }
    return found;
}

/** Accounts that conditions name, each with the principal that they name, if any: wildcards filled in. */
function named(conditions: readonly ConditionBlock[]): { account: string; arn?: string }[] {
    const texts = conditions.flatMap(({ values }) => values.map(({ text }) => text)).slice(0, 100);
    return texts.flatMap((text) => {
        const [account] = /(?<!\d)\d{12}(?!\d)/.exec(text) ?? [];
        if (account === undefined) return [];
        return [{ account, ...(text.startsWith("arn:") && { arn: text.replace(/[*?]/g, "z") }) }];
    });
}

function mayMeet(conditions: readonly ConditionBlock[], request: RequestContext): boolean {
    const truths = conditions.map((block): Truth => evaluateCondition(block, request, true).met);
    return allOf(truths) !== false;
}

/** A signed request over TLS by a principal of an account, straight to the bucket. */
function requestOf(account: string, arn = `arn:aws:iam::${account}:role/zq7-stranger`): RequestContext {
    const values: Readonly<Record<string, string>> = {
        "aws:securetransport": "true",
        "aws:principalisawsservice": "false",
        "aws:viaawsservice": "false",
        "aws:principalaccount": account,
        "aws:principalarn": arn,
        "aws:principaltype": "AssumedRole",
        "aws:userid": "AROAZQ7STRANGER:zq7",
        "aws:sourcevpce": "vpce-0f0f0f0f0f0f0f0f0",
        "aws:sourcevpc": "vpc-0f0f0f0f0f0f0f0f0",
        "aws:sourcevpcaccount": anyAccount,
        "s3:authtype": "REST-HEADER",
        "s3:signatureversion": "AWS4-HMAC-SHA256",
        "s3:tlsversion": "1.3",
    };
    // What a service brings with it, when it calls for somebody.
    const absent = ["aws:sourcearn", "aws:sourceaccount", "aws:sourceowner", "aws:sourceorgid"];
    return {
        lookUp(keyName): KeyState {
            const value = Object.hasOwn(values, keyName) ? values[keyName] : undefined;
            if (value !== undefined) return { state: "present", values: [value], type: "other" };
            if (absent.includes(keyName)) return { state: "absent", why: "no service calls for it" };
            return { state: "unknown", why: "a stranger may have a value that fits" };
        },
    };
}

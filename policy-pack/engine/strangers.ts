import {
    type ConditionBlock,
    type KeyState,
    type RequestContext,
    type Truth,
    allOf,
    evaluateCondition,
} from "../../trust/conditions";
import { strangeArns, strangeUserIds } from "../../trust/admission";

/** Who may meet the conditions of a statement that is for everybody, other than the bucket's own account. */
export interface Stranger {
    /** `caller`: signs with the credentials of another account. `access-point`: comes through an access point. */
    kind: "caller" | "access-point";
    /** In words: `callers of the account 999999999999`. */
    words: string;
}

/** An account that no policy names. */
const anyAccount = "999900009999";

/** More names of callers than this are not tried. */
const mostCallers = 200;

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
        const meets = mayMeet(conditions, requestOf(owner ?? anyAccount, owner));
        return meets ? [{ kind: "access-point", words: "whoever the policies of access points let in" }] : [];
    }
    const found: Stranger[] = [];
    const about = (key: string) => conditions.filter(({ keyName }) => keyName === key);
    const callers = strangeArns(about("aws:principalarn"), anyAccount).flatMap((arn) =>
        strangeUserIds(about("aws:userid")).map((userId) => requestOf(anyAccount, owner, arn, userId)),
    );
    if (callers.slice(0, mostCallers).some((request) => mayMeet(conditions, request))) {
        found.push({ kind: "caller", words: "callers of any account" });
    }
    for (const { account, arn } of named(conditions)) {
        if (owner === undefined || account === owner || found.length > 0) continue;
        if (mayMeet(conditions, requestOf(account, owner, arn)))
            found.push({ kind: "caller", words: `callers of the account ${account}` });
    }
    if (found.length === 0) found.push(...servicesMeeting(conditions, owner));
    return found;
}

/** Services of AWS that call for another account than the owner: what sets them off is that account's. */
function servicesMeeting(conditions: readonly ConditionBlock[], owner: string | undefined): Stranger[] {
    const isAboutServices = conditions.some(({ keyName }) => serviceKeys.includes(keyName));
    if (!isAboutServices) return [];
    const foreign = [anyAccount, ...named(conditions).map(({ account }) => account)].filter(
        (account) => owner !== undefined && account !== owner,
    );
    const texts = conditions
        .filter(({ keyName }) => keyName === "aws:sourcearn")
        .flatMap(({ values }) => values.map(({ text }) => text));
    for (const account of new Set(foreign)) {
        for (const arn of [...texts.map((text) => sourceOf(text, account)), undefined].slice(
            0,
            mostCallers,
        )) {
            if (mayMeet(conditions, serviceFor(account, arn, owner)))
                return [{ kind: "caller", words: `services of AWS that call for the account ${account}` }];
        }
    }
    return [];
}

/** Keys that only a service brings with it. */
const serviceKeys = ["aws:sourcearn", "aws:sourceaccount", "aws:sourceowner"];

/** A resource of an account that a pattern takes in; undefined where it names one, or another account's. */
function sourceOf(pattern: string, account: string): string | undefined {
    const parts = pattern.split(":");
    const [, , , , place = ""] = parts;
    if (!/[*?]/.test(pattern)) return place === account ? pattern : undefined;
    const isOpen = parts.length < 6 || place === "" || /[*?]/.test(place) || place === account;
    return isOpen ? pattern.replaceAll("*", "zq7").replaceAll("?", "z") : undefined;
}

function serviceFor(account: string, arn: string | undefined, owner: string | undefined): RequestContext {
    const values: Readonly<Record<string, string | undefined>> = {
        "aws:securetransport": "true",
        "aws:principalisawsservice": "true",
        "aws:sourceaccount": account,
        "aws:sourceowner": account,
        "aws:sourcearn": arn,
        "aws:resourceaccount": owner,
    };
    const absent = [
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:userid",
        "aws:sourcearn",
    ];
    return lookingUp(values, absent);
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

/** A signed request over TLS by a principal of an account, straight to the bucket of an account. */
function requestOf(
    account: string,
    owner: string | undefined,
    arn = `arn:aws:iam::${account}:role/zq7-stranger`,
    userId = "AROAZQ7STRANGER:zq7",
): RequestContext {
    const values: Readonly<Record<string, string | undefined>> = {
        "aws:securetransport": "true",
        "aws:principalisawsservice": "false",
        "aws:viaawsservice": "false",
        "aws:principalaccount": account,
        "aws:principalarn": arn,
        "aws:userid": userId,
        "aws:sourcevpce": "vpce-0f0f0f0f0f0f0f0f0",
        "aws:sourcevpc": "vpc-0f0f0f0f0f0f0f0f0",
        "aws:sourcevpcaccount": anyAccount,
        "aws:resourceaccount": owner,
        "s3:authtype": "REST-HEADER",
        "s3:signatureversion": "AWS4-HMAC-SHA256",
        "s3:tlsversion": "1.3",
    };
    // What a service brings with it, when it calls for somebody.
    return lookingUp(values, [...serviceKeys, "aws:sourceorgid"]);
}

function lookingUp(
    values: Readonly<Record<string, string | undefined>>,
    absent: readonly string[],
): RequestContext {
    return {
        lookUp(keyName): KeyState {
            const value = Object.hasOwn(values, keyName) ? values[keyName] : undefined;
            if (value !== undefined) return { state: "present", values: [value], type: "other" };
            if (absent.includes(keyName)) return { state: "absent", why: "no service calls for it" };
            return { state: "unknown", why: "a stranger may have a value that fits" };
        },
    };
}

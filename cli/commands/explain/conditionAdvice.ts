import { conditionKeyTable, parseOperator } from "../../../trust/conditions";
import type { Claims, ConditionDecision, DecisionProvider } from "../../../trust/decision";
import type { TrustDocument } from "../../../trust/document";
import { gitlabComIssuer } from "../../../trust/gitlab";
import type { Advice } from "./advice";
import { differsInEnds, marked } from "./whiteSpace";
import {
    audienceAdvice,
    claimAdvice,
    editAdvice,
    matchesLike,
    subjectAdvice,
    wantAdvice,
} from "./claimAdvice";

/** Why one condition of an Allow statement is not met, and what to do. */
export function conditionAdvice(miss: ConditionMiss): Advice {
    const operator = parseOperator(miss.operator);
    const name = miss.key.slice(miss.key.lastIndexOf(":") + 1).toLowerCase();
    if (operator?.kind === "null") {
        const asks = miss.wanted.some((value) => value.toLowerCase() === "true") ? "be absent" : "be there";
        return wantAdvice(
            miss,
            `the statement asks that ${miss.key} ${asks}: ${miss.why}`,
            "Take this condition away, and say which value is meant.",
            [],
        );
    }
    if (miss.got === undefined) return absentKeyAdvice(miss, name);
    if (operator?.negated === true) return exclusionAdvice(miss, operator);
    const isPattern = operator?.pattern ?? false;
    const padded = endsAdvice(miss, name, isPattern);
    if (padded !== undefined) return padded;
    if (name === "sub") return subjectAdvice(miss, isPattern);
    if (name === "aud") return audienceAdvice(miss, isPattern);
    return claimAdvice(miss, name);
}

/** What to do where a value of the token and one of the condition differ in nothing but white space at their ends. */
function endsAdvice(miss: ConditionMiss, name: string, isPattern: boolean): Advice | undefined {
    for (const got of miss.got ?? []) {
        const wanted = miss.wanted.find((value) =>
            isPattern
                ? (value !== value.trim() || got !== got.trim()) && matchesLike(value.trim(), got.trim())
                : differsInEnds(value, got),
        );
        if (wanted === undefined) continue;
        const reason = `${name} is ${marked(got)} and this statement requires ${marked(wanted)}: they differ only in white space at the ends, which AWS compares`;
        if (got !== got.trim() && wanted === wanted.trim() && !/[*?]/.test(wanted))
            return {
                path: miss.path,
                reason,
                fix: `Remove the white space from the token's ${name}${name === "aud" ? " (aud under id_tokens in the job)" : ""}.`,
                change: { on: "claims", claim: name, value: wanted },
            };
        const right = isPattern && got === got.trim() ? wanted.trim() : got;
        return wantAdvice(
            miss,
            reason,
            "Remove the white space at the ends of the value in the trust policy.",
            miss.wanted.map((value) => (value === wanted ? right : value)),
        );
    }
    return undefined;
}

/** A negated condition that shuts the job out by name. */
function exclusionAdvice(
    miss: ConditionMiss,
    { pattern, ignoreCase }: { pattern: boolean; ignoreCase: boolean },
): Advice {
    const got = miss.got ?? [];
    const shutsOut = (value: string): boolean =>
        got.some((one) => {
            if (pattern) return matchesLike(value, one);
            return ignoreCase ? value.toLowerCase() === one.toLowerCase() : value === one;
        });
    const names = miss.wanted.filter(shutsOut);
    return wantAdvice(
        miss,
        `the statement explicitly excludes this job: ${miss.operator} names ${names.map((value) => `"${value}"`).join(", ")}`,
        "If the job is meant to assume the role, remove that value; a condition that lists who may is easier to read.",
        names.length === 0 ? [] : miss.wanted.filter((value) => !shutsOut(value)),
    );
}

/** A condition that is not met, and what is known around it. */
export interface ConditionMiss extends ConditionDecision {
    /** The place of its statement in the list. */
    index: number;
    /** The token's issuer, as host and path. */
    issuer: string;
    claims: Claims;
    provider?: DecisionProvider;
    /** Whether `${…}` is a variable in this document. */
    policyVariables: boolean;
}

/** Keys of every issuer that a GitLab token never has: it carries no such claim. */
const neverSent = ["amr", "email"];

/** What a claim that is no key can be said with instead. */
const sayWith: Readonly<Record<string, string>> = {
    project_path: "the subject has the project's path",
    ref: "the subject has the ref",
    ref_type: "the subject has the ref's type",
    ref_path: "the subject has the ref",
    namespace_path: 'the subject begins with it: "project_path:GROUP/..."',
    deployment_tier: "a subject can have it, where the project's ci_id_token_sub_claim_components name it",
    environment_protected:
        "a subject can have it, where the project's ci_id_token_sub_claim_components name it",
};

/**
 * What to do where the request has no value for a key: a key of another issuer or misspelled, a claim that is no key, a key
 * that only gitlab.com has, one that a call without credentials lacks. `name` is the key's name without prefix.
 */
function absentKeyAdvice(miss: ConditionMiss, name: string): Advice {
    const { key, issuer } = miss;
    const colon = key.lastIndexOf(":");
    const prefix = colon < 0 ? "" : key.slice(0, colon);
    if (/^(aws|sts|saml|iam)$/i.test(prefix) || /^aws:/i.test(key))
        return wantAdvice(
            miss,
            `no request of a GitLab job has ${key}: ${miss.why}`,
            "Take this condition away; say with the subject which jobs are meant.",
            [],
        );
    const table: readonly string[] = [...conditionKeyTable.everyIssuer, ...conditionKeyTable.gitlabCom];
    if (prefix.toLowerCase() !== issuer.toLowerCase() && table.includes(name)) {
        const right = `${issuer}:${name}`;
        const isSame =
            prefix
                .replace(/^https?:\/\//i, "")
                .replace(/\/+$/, "")
                .toLowerCase() === issuer.toLowerCase();
        return editAdvice(
            miss,
            isSame
                ? `"${key}" is not a recognized key: a key has the issuer without https:// and without a slash at its end`
                : `"${key}" is a key of another issuer; this token's is https://${issuer}`,
            `Write "${right}", if this statement is for that issuer.`,
            { kind: "rename-key", operator: miss.operator, key, to: right },
        );
    }
    const isOwn = prefix.toLowerCase() === issuer.toLowerCase();
    const offered: readonly string[] = issuer === gitlabComIssuer ? table : conditionKeyTable.everyIssuer;
    if (isOwn && offered.includes(name) && !neverSent.includes(name))
        return {
            path: miss.path,
            reason: `the token has no ${name}`,
            fix: "Ask with a token of a job that has it.",
            change: { on: "claims", claim: name, value: miss.wanted[0] ?? "" },
        };
    const hint = sayWith[name];
    return wantAdvice(
        miss,
        `AWS offers no key "${key}" for this token, so the condition never sees a value`,
        `Take this condition away${hint === undefined ? "" : `; ${hint}`}.`,
        [],
    );
}

/** The exact values that a document's Allow statements want of an issuer's key, such as `aud`. */
export function keysWanted({ statements }: TrustDocument, name: string): string[] {
    return statements
        .filter(({ effect }) => effect === "Allow")
        .flatMap(({ conditions }) => conditions)
        .filter(({ keyName, operator }) => keyName.endsWith(`:${name}`) && operator?.negated === false)
        .flatMap(({ values }) => values.map(({ text }) => text))
        .filter((text) => !/[*?]/.test(text));
}

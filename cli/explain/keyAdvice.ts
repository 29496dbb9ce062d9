import { conditionKeyTable } from "../../trust/conditions";
import type { Advice } from "./advice";
import { type ConditionMiss, editAdvice, wantAdvice } from "./conditionMiss";

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
 * What to do where the request has no value for a key: a key of another issuer or misspelt, a claim that is no key, a key
 * that only gitlab.com has, one that a call without credentials lacks. `name` is the key's name without prefix.
 */
export function absentKeyAdvice(miss: ConditionMiss, name: string): Advice {
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
                ? `"${key}" is no key: a key has the issuer without https:// and without a slash at its end`
                : `"${key}" is a key of another issuer; this token's is https://${issuer}`,
            `Write "${right}", if this statement is for that issuer.`,
            { kind: "rename-key", operator: miss.operator, key, to: right },
        );
    }
    const isOwn = prefix.toLowerCase() === issuer.toLowerCase();
    if (isOwn && table.includes(name) && !neverSent.includes(name) && !/only for gitlab\.com/.test(miss.why))
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

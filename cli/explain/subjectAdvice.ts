import { escapePolicyVariables } from "../../trust/gitlab";
import type { Advice } from "./advice";
import { type ConditionMiss, wantAdvice } from "./conditionMiss";
import { matchesLike, subjectMiss } from "./subjectMiss";

/** What to do where a condition on `sub` is not met: name what differs from the nearest value. */
export function subjectAdvice(miss: ConditionMiss, isPattern: boolean): Advice {
    const [subject = ""] = miss.got ?? [];
    const { wanted } = miss;
    const exact = miss.policyVariables ? escapePolicyVariables(subject) : subject;
    const starred = isPattern
        ? undefined
        : wanted.find((value) => matchesLike(value, subject) && value !== subject);
    if (starred !== undefined)
        return wantAdvice(
            miss,
            `"*" and "?" are plain characters under ${miss.operator}, so "${starred}" never matches any job's subject`,
            `List the subjects exactly, such as "${exact}". Only where all that the wildcard would take in is meant: put it under StringLike, in a statement of its own.`,
            [...wanted, exact],
        );
    const nearest = wanted
        .map((value) => ({ value, ...subjectMiss(subject, value) }))
        .sort((a, b) => a.distance - b.distance)[0];
    const others = wanted.length > 1 ? ` (of ${String(wanted.length)} values the nearest)` : "";
    return wantAdvice(
        miss,
        `${nearest?.reason ?? `no subject is listed; the job's is "${subject}"`}${others}`,
        `Run a job that the role takes, or add this one to the role's subjects: "${exact}" under ${miss.operator}.`,
        [...wanted, exact],
    );
}

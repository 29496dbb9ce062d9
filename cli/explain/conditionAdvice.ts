import { parseOperator } from "../../trust/conditions";
import { audienceAdvice } from "./audienceAdvice";
import type { Advice } from "./advice";
import { claimAdvice } from "./claimAdvice";
import { type ConditionMiss, wantAdvice } from "./conditionMiss";
import { absentKeyAdvice } from "./keyAdvice";
import { subjectAdvice } from "./subjectAdvice";
import { matchesLike } from "./subjectMiss";

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
    if (name === "sub") return subjectAdvice(miss, isPattern);
    if (name === "aud") return audienceAdvice(miss, isPattern);
    return claimAdvice(miss, name);
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
        `the statement shuts this job out: ${miss.operator} names ${names.map((value) => `"${value}"`).join(", ")}`,
        "If the job is meant to get in, take that value away; a condition that names who may is easier to read.",
        names.length === 0 ? [] : miss.wanted.filter((value) => !shutsOut(value)),
    );
}

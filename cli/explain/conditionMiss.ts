import type { Claims, ConditionDecision, DecisionProvider } from "../../trust/decision";
import type { Advice } from "./advice";
import type { StatementEdit } from "./change";

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

/** Advice to edit the statement of a condition. */
export function editAdvice(
    { path, index }: Pick<ConditionMiss, "path" | "index">,
    reason: string,
    fix: string,
    edit: StatementEdit,
): Advice {
    return { path, reason, fix, change: { on: "statement", index, edit } };
}

/** Advice to let a condition want something else; an empty list takes it away. */
export function wantAdvice(
    miss: ConditionMiss,
    reason: string,
    fix: string,
    values: readonly string[],
): Advice {
    const { operator, key } = miss;
    return editAdvice(miss, reason, fix, { kind: "want", operator, key, values });
}

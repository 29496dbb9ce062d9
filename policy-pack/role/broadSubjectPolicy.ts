import { type AllowedSubject, allowedSubjectsKey } from "../config/allowedSubjects";
import { type TrustedRole, trustedRoles } from "../resources/trustedRole";
import type { ResourcePolicyDefinition } from "../sdk/resourcePolicy";
import { allowanceFinder, allowedViolation } from "./allowedFinding";
import { analyzeRole } from "./analyzeRole";
import type { TrustRulePolicy } from "./trustRulePolicy";
import { violationOf } from "./violationOf";

/** The config of a policy that reports broad subjects. */
export interface BroadSubjectConfig {
    allowedSubjects: AllowedSubject[];
}

/**
 * A policy on roles that shows one rule's findings on broad subjects. A subject that its config allows, by its exact
 * text, is still shown, with the reason, but for information only.
 */
export function broadSubjectPolicy(
    policy: TrustRulePolicy,
): ResourcePolicyDefinition<TrustedRole, BroadSubjectConfig> {
    return {
        ...policy,
        config: { allowedSubjects: allowedSubjectsKey },
        kind: trustedRoles,
        check(role, { config: { allowedSubjects }, organisation }) {
            const findings = analyzeRole(role, organisation)?.findings ?? [];
            const own = findings.filter(({ rule }) => rule === policy.name);
            const allowanceOf = allowanceFinder(role.document.value, allowedSubjects);
            return own.map((finding) => {
                const allowance = allowanceOf(finding);
                return allowance ? allowedViolation(violationOf(finding), allowance) : violationOf(finding);
            });
        },
    };
}

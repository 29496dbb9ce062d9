import type { TrustRule } from "../../trust/rules";
import { type TrustedRole, trustedRoles } from "../resources/trustedRole";
import type { PolicyDefinition } from "../sdk/policyDefinition";
import type { ResourcePolicyDefinition } from "../sdk/resourcePolicy";
import { analyzeRole } from "./analyzeRole";
import { violationOf } from "./violationOf";

/** What a policy that shows one rule's findings says about itself. It bears the rule's name. */
export type TrustRulePolicy = Omit<PolicyDefinition<object>, "config" | "name"> & { name: TrustRule };

/** A policy on roles that is a view of one rule of the trust policy analysis, and has no config of its own. */
export function trustRulePolicy(policy: TrustRulePolicy): ResourcePolicyDefinition<TrustedRole, object> {
    return {
        ...policy,
        config: {},
        kind: trustedRoles,
        check(role, { organisation }) {
            const findings = analyzeRole(role, organisation)?.findings ?? [];
            return findings.filter(({ rule }) => rule === policy.name).map(violationOf);
        },
    };
}

/** trust/organization: policies of an AWS organization, which deny what a role's trust policy allows. */
export {
    type OrganizationPolicy,
    type OrganizationPolicyKind,
    limitsOfKind,
    organizationPolicyTypes,
    readOrganizationPolicy,
} from "./organizationPolicy";
export { type RoleFacts, placeIn, underPolicies } from "./underPolicies";
export { deniedWays, effectivenessFindings } from "./effectiveness";
export {
    type GuardedIssuer,
    type Guardrail,
    type GuardrailDocuments,
    type GuardrailExceptions,
    type GuardrailProtection,
    guardrailDocuments,
} from "./guardrails";

import type { Finding } from "../../trust/finding";
import { readTrustPolicy } from "../../trust/policy/readTrustPolicy";
import { allowanceFor, type AllowedSubject, allowedSubjectsKey } from "../config/allowedSubjects";
import { type TrustedRole, trustedRoles } from "../resources/trustedRole";
import type { ResourcePolicyDefinition } from "../sdk/resourcePolicy";
import type { Violation } from "../sdk/violation";
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
            if (allowedSubjects.length === 0) return own.map(violationOf);
            const issuers = issuersByPath(role.document.value);
            return own.map((finding) => withAllowance(finding, allowedSubjects, issuers.get(finding.path)));
        },
    };
}

function withAllowance(
    finding: Finding,
    allowed: readonly AllowedSubject[],
    issuer: string | undefined,
): Violation {
    const allowance =
        issuer !== undefined && typeof finding.value === "string"
            ? allowanceFor(allowed, issuer, finding.value)
            : undefined;
    if (!allowance) return violationOf(finding);
    return {
        ...violationOf(finding),
        severity: "low",
        level: "advisory",
        label: "IS ALLOWED BY THE CONFIG",
        fix: `Nothing: the config allows this subject. Reason: ${allowance.reason}`,
    };
}

/** The issuer, as host and path, of each value of a `sub` condition, by the value's JSON path. */
function issuersByPath(document: unknown): Map<string, string> {
    const blocks = readTrustPolicy(document).policy?.statements.flatMap(({ conditions }) => conditions) ?? [];
    return new Map(
        blocks
            .filter(({ keyName }) => keyName.endsWith(":sub"))
            .flatMap(({ keyName, values }) =>
                values.map(({ path }): [string, string] => [path, keyName.slice(0, -":sub".length)]),
            ),
    );
}

import { type AllowedSubject, allowedSubjectsKey } from "../config/allowedSubjects";
import { describeWitness } from "../../trust/admission";
import { FullGrants } from "../permissions/fullGrants";
import { rolesOf } from "../resources/stackRoles";
import { trustedRoles } from "../resources/trustedRole";
import type { StackPolicyDefinition } from "../sdk/stackPolicy";
import type { Violation } from "../sdk/violation";
import { allowanceFinder, allowedViolation } from "./allowedFinding";
import { analyzeRole } from "./analyzeRole";
import { type ExposedTo, type Exposure, exposuresIn } from "./exposingFindings";

/** The config of `role-exposure`. */
export interface RoleExposureConfig {
    allowedSubjects: AllowedSubject[];
}

/** A role that may do everything, and that more jobs can assume than one project's on a named ref. */
export const roleExposure: StackPolicyDefinition<RoleExposureConfig> = {
    name: "role-exposure",
    displayName: "No administrator for everybody",
    description:
        "A role that may do everything is assumed by named projects on named refs only, never by outsiders, several projects or any ref.",
    level: "mandatory",
    severity: "high",
    effect: "open",
    remediationSteps:
        "Name the projects and their protected refs one by one, or give the role only the permissions that its jobs use. A role that many may assume and one that may do everything are best two roles.",
    tags: ["trust-policy", "permissions"],
    config: { allowedSubjects: allowedSubjectsKey },
    *check(resources, { config: { allowedSubjects }, organisation }) {
        const grants = new FullGrants(resources);
        for (const { resource, role } of rolesOf(resources)) {
            const words = grants.of(resource);
            if (words.length === 0) continue;
            const exposures = exposuresIn(analyzeRole(role, organisation)?.findings ?? []);
            const allowanceOf = allowanceFinder(role.document.value, allowedSubjects);
            const open = exposures.filter(({ finding }) => allowanceOf(finding) === undefined);
            const [exposure, ...others] = open.length > 0 ? open : exposures;
            if (!exposure) continue;
            const violation = violationFor(exposure, others.length, words);
            const allowance = allowanceOf(exposure.finding);
            yield {
                subject: { noun: trustedRoles.noun, name: resource.name },
                urn: resource.urn,
                violation: allowance ? allowedViolation(violation, allowance) : violation,
            };
        }
    },
};

const whoGetsIn: Record<ExposedTo, string> = {
    outsiders: "lets outsiders in",
    "every project that matches": "lets more than one project in",
    "any ref": "lets any ref in, or more refs than one",
};

function violationFor({ finding, to }: Exposure, others: number, words: readonly string[]): Violation {
    const { path, value, witness, rule } = finding;
    const more = others > 0 ? ` (and ${String(others)} more such finding${others > 1 ? "s" : ""})` : "";
    return {
        effect: "open",
        severity: to === "outsiders" ? "critical" : "high",
        path,
        ...(value !== undefined && { value }),
        message: `${whoGetsIn[to]}${more}, and the role may do everything: ${words.join(", ")}`,
        fix: `Name projects and protected refs, as ${rule} says, or replace the permissions by those that the jobs use.`,
        ...(witness !== undefined && { witness: describeWitness(witness) }),
    };
}

import type { PolicyResource } from "@pulumi/policy";
import {
    administratorAccess,
    failing,
    passing,
    type PolicyCase,
    readOneBucket,
    roleForSubject,
} from "../cases";
import {
    analyzeRole,
    type ConfigKey,
    FullGrants,
    known,
    rolesOf,
    stackPolicy,
    trustedRoles,
    type Violation,
} from "../engine";

/** The config of `role-permissions-bounded`. */
export interface PermissionsBoundedConfig {
    /** The longest session that a role may allow, in seconds. Default: 3600, which is also what AWS has where a role says nothing. */
    longestSession: number;
}

const longestSession: ConfigKey<number> = {
    schema: {
        type: "integer",
        description: "The longest session that a role may allow, in seconds.",
        default: 3600,
    },
    fallback: 3600,
};

/** A role for jobs that may do everything without a boundary, or whose sessions outlive any usual job. */
export const rolePermissionsBounded = stackPolicy<PermissionsBoundedConfig>({
    name: "role-permissions-bounded",
    displayName: "Bounded permissions",
    finds: "a role for CI that may do everything without a boundary, or with sessions over an hour",
    description:
        "A role for GitLab jobs that may do everything has a permissions boundary, and no role's sessions last longer than an hour.",
    level: "advisory",
    severity: "low",
    effect: "none",
    remediationSteps:
        "Set permissionsBoundary to a policy of your organisation, and maxSessionDuration to 3600: a job can ask for new credentials as long as its token is valid.",
    tags: ["permissions"],
    config: { longestSession },
    otherFinders: [],
    cases,
    *check(resources, { config, organisation }) {
        const grants = new FullGrants(resources);
        for (const { resource, role } of rolesOf(resources)) {
            if (analyzeRole(role, organisation)?.isGitlab !== true) continue;
            const violations = [
                ...unbounded(resource, grants),
                ...longSession(resource, config.longestSession),
            ];
            for (const violation of violations) {
                yield {
                    subject: { noun: trustedRoles.noun, name: resource.name },
                    urn: resource.urn,
                    violation,
                };
            }
        }
    },
});

function unbounded(role: PolicyResource, grants: FullGrants): Violation[] {
    const words = grants.of(role);
    if (words.length === 0) return [];
    const key = "permissionsBoundary";
    const { value, unknownPaths } = known(() => role.props[key] as unknown, key);
    const isEmpty = grants.areIn(role, key);
    if (!isEmpty && (unknownPaths.length > 0 || (typeof value === "string" && value !== ""))) return [];
    return [
        {
            effect: "none",
            level: "own",
            label: "IS NOT BOUNDED",
            severity: "medium",
            path: key,
            ...(isEmpty && typeof value === "string" && { value }),
            message: isEmpty
                ? `allows everything, so it bounds nothing; the role may do everything: ${words.join(", ")}`
                : `is not set, and the role may do everything: ${words.join(", ")}`,
            fix: "Set permissionsBoundary to the ARN of a policy that says what jobs may do at most, or grant less.",
        },
    ];
}

function longSession({ props }: PolicyResource, longest: number): Violation[] {
    const path = "maxSessionDuration";
    const { value } = known(() => props[path] as unknown, path);
    if (typeof value !== "number" || value <= longest) return [];
    return [
        {
            effect: "none",
            level: "own",
            label: "HAS LONG SESSIONS",
            path,
            value,
            message: `seconds are more than the ${String(longest)} that a session may last; credentials that leak work until it ends`,
            fix: `Set maxSessionDuration to ${String(longest)} or less. A longer job asks again: its ID token is valid for as long as the job may run.`,
        },
    ];
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const oneRef = roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main");
    const admin = { ...oneRef, managedPolicyArns: [administratorAccess] };
    const boundary = "arn:aws:iam::123456789012:policy/ci-boundary";

    return [
        passing("an administrator within a boundary", { ...admin, permissionsBoundary: boundary }),
        passing("few permissions without a boundary", { ...oneRef, inlinePolicies: { read: readOneBucket } }),
        passing("sessions of an hour", { ...oneRef, maxSessionDuration: 3600 }),
        {
            ...passing("two hours, which the config allows", { ...oneRef, maxSessionDuration: 7200 }),
            config: { "role-permissions-bounded": { longestSession: 7200 } },
        },
        failing("an administrator without a boundary", admin),
        failing("a boundary that allows everything", { ...admin, permissionsBoundary: administratorAccess }),
        failing("sessions of six hours", { ...oneRef, maxSessionDuration: 22200 }),
    ];
}

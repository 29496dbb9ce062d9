import type { PolicyResource } from "@pulumi/policy";
import {
    administratorAccess,
    allowing,
    failing,
    passing,
    type PolicyCase,
    readOneBucket,
    roleForSubject,
} from "../cases";
import {
    analyzeRole,
    type ConfigKey,
    StackPermissions,
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
    finds: "a role for CI that may do everything without a boundary, that may change its own limits, or with sessions over an hour",
    description:
        "A role for GitLab jobs that may do everything has a permissions boundary, none may change its own trust policy or what bounds it, and no sessions last longer than an hour.",
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
        const permissions = new StackPermissions(resources);
        for (const { resource, role } of rolesOf(resources)) {
            if (analyzeRole(role, organisation)?.isGitlab !== true) continue;
            const violations = [
                ...unbounded(resource, permissions),
                ...changesItself(resource, permissions),
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

const boundaryKey = "permissionsBoundary";

/** Whether a role may do everything, or make itself do so, and nothing that is known bounds it. */
function isUnbounded(role: PolicyResource, permissions: StackPermissions): boolean {
    if (permissions.powersOf(role).length === 0) return false;
    if (permissions.isEverything(role, boundaryKey)) return true;
    const { value, unknownPaths } = known(() => role.props[boundaryKey] as unknown, boundaryKey);
    return unknownPaths.length === 0 && (typeof value !== "string" || value === "");
}

function unbounded(role: PolicyResource, permissions: StackPermissions): Violation[] {
    if (!isUnbounded(role, permissions)) return [];
    const words = permissions.powersOf(role).join(", ");
    const { value } = known(() => role.props[boundaryKey] as unknown, boundaryKey);
    const isEmpty = permissions.isEverything(role, boundaryKey);
    return [
        {
            effect: "none",
            level: "own",
            label: "IS NOT BOUNDED",
            severity: "medium",
            path: boundaryKey,
            ...(isEmpty && typeof value === "string" && { value }),
            message: isEmpty
                ? `allows everything, so it bounds nothing; the role may do everything: ${words}`
                : `is not set, and the role may do everything: ${words}`,
            fix: "Set permissionsBoundary to the ARN of a policy that specifies what jobs may do at most, or grant less.",
        },
    ];
}

/** By what a role may undo its own limits. One that may do everything anyway is reported for that. */
function changesItself(role: PolicyResource, permissions: StackPermissions): Violation[] {
    const [first, ...others] = permissions.ownChanges(role);
    if (first === undefined || isUnbounded(role, permissions)) return [];
    const more =
        others.length > 0
            ? ` (and ${String(others.length)} more such action${others.length > 1 ? "s" : ""})`
            : "";
    return [
        {
            effect: "none",
            level: "own",
            label: "MAY CHANGE ITS OWN LIMITS",
            severity: "high",
            path: "permissions",
            value: first,
            message: `is allowed${more}: a job can change who may assume its role, what the role may do, or what bounds it`,
            fix: "Leave the role itself, its policies and its boundary out of what it may change, or deny these actions in its boundary. Whoever deploys them uses another role.",
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
    const named = { ...oneRef, roleName: "gitlab-ci" };
    const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
    const boundary = "arn:aws:iam::123456789012:policy/ci-boundary";

    return [
        passing("an administrator within a boundary", { ...admin, permissionsBoundary: boundary }),
        passing("few permissions without a boundary", { ...oneRef, inlinePolicies: { read: readOneBucket } }),
        passing("another role's trust policy", {
            ...named,
            inlinePolicies: { deploy: allowing("iam:UpdateAssumeRolePolicy", roleArn("app")) },
        }),
        passing("its own trust policy, within a boundary from elsewhere", {
            ...named,
            permissionsBoundary: boundary,
            inlinePolicies: { deploy: allowing("iam:UpdateAssumeRolePolicy", roleArn("gitlab-ci")) },
        }),
        passing("sessions of an hour", { ...oneRef, maxSessionDuration: 3600 }),
        {
            ...passing("two hours, which the config allows", { ...oneRef, maxSessionDuration: 7200 }),
            config: { "role-permissions-bounded": { longestSession: 7200 } },
        },
        failing("an administrator without a boundary", admin),
        failing("a boundary that allows everything", { ...admin, permissionsBoundary: administratorAccess }),
        failing("PassRole on every role, with a service that runs code", {
            ...oneRef,
            inlinePolicies: {
                run: allowing(["lambda:CreateFunction", "lambda:InvokeFunction"], "*"),
                pass: allowing("iam:PassRole", "*"),
            },
        }),
        failing("its own trust policy", {
            ...named,
            inlinePolicies: { deploy: allowing("iam:UpdateAssumeRolePolicy", roleArn("gitlab-ci")) },
        }),
        failing("its own policies, by a pattern of names", {
            ...named,
            inlinePolicies: { deploy: allowing(["iam:Put*", "iam:Get*"], roleArn("gitlab-*")) },
        }),
        failing("its own boundary's removal, which the boundary allows", {
            ...named,
            inlinePolicies: { deploy: allowing("iam:DeleteRolePermissionsBoundary", roleArn("gitlab-ci")) },
            permissionsBoundary: administratorAccess,
        }),
        failing("a new version of a policy of its own", {
            ...named,
            managedPolicyArns: ["arn:aws:iam::123456789012:policy/ci-deploy"],
            inlinePolicies: {
                deploy: allowing("iam:CreatePolicyVersion", "arn:aws:iam::123456789012:policy/ci-*"),
            },
        }),
        failing("sessions of six hours", { ...oneRef, maxSessionDuration: 22200 }),
    ];
}

import type { PolicyResource } from "@pulumi/policy";
import {
    type CaseProvider,
    type CaseRole,
    failing,
    passing,
    type PolicyCase,
    provider,
    role,
    roleForSubject,
} from "../cases";
import {
    concernsGitlab,
    isGitlab,
    heldIn,
    identityProviders,
    type Organisation,
    rolesOf,
    stackPolicy,
    type StackRole,
    type StackViolation,
    trustedRoles,
} from "../engine";

/** A trust policy that is unknown at preview, so that no other policy could look at it. */
export const trustPolicyKnown = stackPolicy<object>({
    name: "trust-policy-known",
    displayName: "Trust policy known at preview",
    finds: "a trust policy, or a template that may hold one, that is unknown at preview, so that nothing could check it",
    description:
        "The trust policy of a role for GitLab is known at preview, so that it can be checked before it exists.",
    level: "advisory",
    severity: "medium",
    effect: "mixed",
    remediationSteps:
        "Build the trust policy from values that are known before the deployment. The provider's ARN can be computed: arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST[/PATH]. Let dependsOn keep the order.",
    tags: ["trust-policy", "unknown"],
    config: {},
    otherFinders: [],
    cases,
    *check(resources, { organisation }) {
        for (const resource of resources) yield* unreadIn(resource);
        for (const stackRole of rolesOf(resources)) {
            const { resource, role } = stackRole;
            const [path = "", ...more] = role.document.unknownPaths;
            const identity = path === "" ? { kind: "other" as const } : identityOf(stackRole, organisation);
            if (identity.kind === "other") continue;
            const others = more.length > 0 ? ` (and ${String(more.length)} more)` : "";
            yield {
                subject: { noun: trustedRoles.noun, name: resource.name },
                urn: resource.urn,
                violation: {
                    effect: "mixed",
                    label: "CANNOT BE CHECKED at this preview",
                    path,
                    message: `is not known yet${others}; ${whereFrom(identity)}. No other policy of this pack has seen this trust policy`,
                    fix: cureFor(identity),
                },
            };
        }
    },
});

/** Templates and registry resources that may hold roles, and that nobody can read here. */
function* unreadIn(resource: PolicyResource): Generator<StackViolation> {
    for (const { path, why } of heldIn(resource).unread) {
        yield {
            subject: { noun: "Template", name: resource.name },
            urn: resource.urn,
            violation: {
                effect: "mixed",
                label: "IS NOT JUDGED",
                path,
                value: path,
                message: `${why}: if roles or identity providers are in it, no policy of this pack has seen them`,
                fix: "Write the template into the program as text that is known at preview, or define its roles as resources of their own.",
            },
        };
    }
}

function identityOf({ resource, role }: StackRole, organisation: Organisation): TrustedIdentity {
    const { value, unknownPaths } = role.document;
    const dependencies = resource.propertyDependencies[role.documentKey] ?? resource.dependencies;
    const identity = trustedIdentityBehind(dependencies, organisation);
    if (identity.kind === "gitlab" || value === undefined) return identity;
    // Of an object the known part may name the issuer, in a principal or a condition key.
    if (concernsGitlab(role, organisation)) return { kind: "unidentified" };
    const principalsKnown = !unknownPaths.some((path) => /Principal|Statement(\[\d+\])?$/.test(path));
    return principalsKnown ? { kind: "other" } : identity;
}

function whereFrom(identity: Exclude<TrustedIdentity, { kind: "other" }>): string {
    const name = identity.provider && JSON.stringify(identity.provider.name);
    if (identity.kind === "gitlab") return `it waits for the GitLab identity provider ${name ?? ""}`;
    if (name) return `it waits for the identity provider ${name}, whose issuer is not known either`;
    return "nothing that it waits for says whom it trusts, so it may be GitLab";
}

function cureFor(identity: Exclude<TrustedIdentity, { kind: "other" }>): string {
    if (identity.provider === undefined) {
        return "Build the trust policy from values that are known before the deployment: config, literals, getCallerIdentity.";
    }
    const arn = "arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST";
    return `Compute the ARN (${arn}) instead of reading it from the provider, and add dependsOn: one unknown piece hides the whole document.`;
}

/** What the dependencies of an unknown trust policy say about whom the role trusts. */
export type TrustedIdentity =
    /** A GitLab provider is among them. */
    | { kind: "gitlab"; provider: PolicyResource }
    /** They lead to identities that have nothing to do with GitLab. */
    | { kind: "other" }
    /** They lead to a provider whose issuer is unknown, or to no identity at all. */
    | { kind: "unidentified"; provider?: PolicyResource };

/**
 * Types that stand for an identity other than a GitLab: clusters that bring an issuer of their own, IAM's other
 * principals, and AWS's other ways in. Compared with the beginning of the type token.
 */
const otherIdentities = [
    "aws:eks/",
    "aws-native:eks:",
    "eks:index:",
    "azure:containerservice/",
    "azure-native:containerservice",
    "gcp:container/",
    "google-native:container/",
    "aws:iam/role:",
    "aws-native:iam:Role",
    "aws:iam/user:",
    "aws-native:iam:User",
    "aws:iam/samlProvider:",
    "aws-native:iam:SamlProvider",
    "aws:cognito/",
    "aws-native:cognito:",
    "aws:rolesanywhere/",
    "aws-native:rolesanywhere:",
    "aws:organizations/account:",
    "aws-native:organizations:Account",
];

/** Follows dependencies until they end or say who is meant. One GitLab among many identities is enough. */
export function trustedIdentityBehind(
    dependencies: readonly PolicyResource[],
    organisation: Organisation,
): TrustedIdentity {
    const seen = new Set<PolicyResource>();
    const open = [...dependencies];
    let [foundOther, unidentified]: [boolean, PolicyResource | undefined] = [false, undefined];
    for (let resource = open.shift(); resource; resource = open.shift()) {
        if (seen.has(resource)) continue;
        seen.add(resource);
        if (otherIdentities.some((beginning) => resource?.type.startsWith(beginning))) {
            foundOther = true;
        } else if (identityProviders.types.includes(resource.type)) {
            const { issuer } = identityProviders.read(resource);
            if (issuer !== undefined && isGitlab(issuer, organisation)) {
                return { kind: "gitlab", provider: resource };
            }
            const behindUrl = trustedIdentityBehind(resource.propertyDependencies.url ?? [], organisation);
            if (issuer !== undefined || behindUrl.kind === "other") foundOther = true;
            else unidentified ??= resource;
        } else {
            open.push(...Object.values(resource.propertyDependencies).flat(), ...resource.dependencies);
        }
    }
    if (foundOther && unidentified === undefined) return { kind: "other" };
    return { kind: "unidentified", ...(unidentified && { provider: unidentified }) };
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const unknownRole = (...unknownFrom: string[]): CaseRole => ({ ...role(), unknownFrom });
    const eksProvider: CaseProvider = {
        kind: "provider",
        name: "eks",
        urlFrom: ["cluster"],
        audiences: ["aws"],
    };
    const cluster = { kind: "other" as const, name: "cluster", type: "aws:eks/cluster:Cluster" };
    const topic = { Topic: { Type: "AWS::SNS::Topic" } };
    const template = (body: object) => ({
        kind: "other" as const,
        name: "template",
        type: "aws:cloudformation/stack:Stack",
        props: { templateBody: JSON.stringify(body) },
    });
    const suffix = { kind: "other" as const, name: "suffix", type: "random:index/randomId:RandomId" };

    return [
        passing(
            "a known trust policy beside its provider",
            provider("https://gitlab.com", ["https://gitlab.com"]),
            roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main"),
        ),
        passing("a service account of a new EKS cluster", cluster, eksProvider, unknownRole("eks")),
        passing(
            "a role for GitHub",
            {
                ...provider("https://token.actions.githubusercontent.com", ["sts.amazonaws.com"]),
                name: "github",
            },
            unknownRole("github"),
        ),
        passing(
            "a role that another role may assume",
            { kind: "other", name: "runner", type: "aws:iam/role:Role" },
            unknownRole("runner"),
        ),
        failing(
            "built from the ARN of a GitLab provider",
            provider("https://gitlab.com", ["https://gitlab.com"]),
            unknownRole("gitlab"),
        ),
        failing(
            "built from two providers, one of them GitLab",
            cluster,
            eksProvider,
            provider("https://gitlab.com", ["https://gitlab.com"]),
            unknownRole("eks", "gitlab"),
        ),
        ...(
            [
                ["a macro", { Transform: "Ours", Resources: topic }],
                ["an inclusion", { Resources: { "Fn::Transform": { Name: "AWS::Include" } } }],
                ["a loop", { Transform: "AWS::LanguageExtensions", Resources: { "Fn::ForEach::Roles": [] } }],
                ["a module", { Resources: { Roles: { Type: "Ours::Iam::Roles::MODULE" } } }],
                ["a nested application", { Resources: { Roles: { Type: "AWS::Serverless::Application" } } }],
            ] as const
        ).map(([what, body]) => failing(`a template with ${what}`, template(body))),
        passing("a template that shows all that it makes", template({ Resources: topic })),
        failing("built from something that is no identity", suffix, unknownRole("suffix")),
        failing("built from nothing that the stack knows", unknownRole()),
    ];
}

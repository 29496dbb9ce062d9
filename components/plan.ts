import type * as pulumi from "@pulumi/pulumi";
import { limits, providerArn } from "../trust/aws";
import type { KeySet } from "../trust/mirror";
import { type TrustedIssuer, audienceProblems, issuerHostAndPath, parseIssuer } from "../trust/gitlab";
import {
    guardrailDocuments,
    limitsOfKind,
    organizationPolicyTypes,
    type GuardrailDocuments,
    type OrganizationPolicyKind,
} from "../trust/organization";
import { atPath, type Problem } from "../trust/problem";
import {
    currentIssuerUrl,
    defaultGitLabUrl,
    federationProblems,
    readFederation,
    roleKeyProblems,
    roleName,
    trustedIssuers,
    type GitLabFederationArgs,
} from "./args/federation";
import {
    guardrailProblems,
    readOrganizationGuardrails,
    type OrganizationGuardrailsArgs,
} from "./args/organization";
import { roleNameProblems, tagProblems } from "./args/iamValues";
import {
    checkMirror,
    mirrorAddress,
    readDiscoveryMirror,
    type Discovery,
    type DiscoveryMirrorArgs,
    type MirrorAddress,
} from "./args/mirror";
import { policyAttachments, type PolicyAttachment } from "./args/permissions";
import {
    identityProviderProblems,
    instanceUrlProblems,
    issuerUrlProblems,
    previousIssuerProblems,
    readIdentityProvider,
    type IdentityProviderArgs,
} from "./args/provider";
import {
    accountIdProblems,
    checkRole,
    partitionProblems,
    readProjectRole,
    type ProjectRoleArgs,
    type RoleArgs,
} from "./args/role";
import { check } from "./args/values";
import { ArgsError, withoutConsequences } from "./errors";

/** An identity provider, checked and complete. */
export interface ProviderPlan {
    /** The issuer's URL. */
    readonly url: string;
    /** The issuer as host and path. */
    readonly issuer: string;
    /** Sorted, so that their order in the arguments changes nothing. */
    readonly audiences: readonly string[];
    /** Sorted; absent where none are given. */
    readonly thumbprints?: readonly string[];
    /** Whether the provider is looked up and not managed. */
    readonly useExisting: boolean;
    /** The existing provider that the stack takes over. */
    readonly adoptArn?: string;
    /** Absent where there are none. */
    readonly tags?: Readonly<Record<string, string>>;
}

/** A role, checked and complete but for the account. */
export interface RolePlan {
    readonly name: string;
    readonly path?: string;
    readonly description: string;
    readonly maxSessionDuration: number;
    readonly permissionsBoundary?: pulumi.Input<string>;
    /** Absent where there are none. */
    readonly tags?: Readonly<Record<string, string>>;
    readonly attachments: readonly PolicyAttachment[];
    readonly inlinePolicies: Readonly<Record<string, pulumi.Input<string>>>;
    /** The trust policy as JSON, for an account that `trustPolicyFor` replaces. Built once. */
    readonly trustPolicy: string;
}

/** A mirror, checked and complete but for the account. */
export interface MirrorPlan extends MirrorAddress {
    readonly mode: "s3" | "cloudfront";
    readonly gitlabUrl: string;
    readonly keySet: KeySet;
    /** The arguments that are used as they are. */
    readonly settings: Pick<
        Discovery,
        | "accountRegional"
        | "allowDestroy"
        | "certificateArn"
        | "domainName"
        | "hostedZoneId"
        | "keysManagedBySync"
        | "publisherRoleArns"
    >;
    /** Absent where there are none. */
    readonly tags?: Readonly<Record<string, string>>;
}

/** A policy of a guardrail, checked and complete. */
export interface GuardrailPolicyPlan {
    /** Its place among the guardrail's policies: `resource-control-1`. */
    readonly key: string;
    /** Its name in AWS. */
    readonly name: string;
    readonly description: string;
    /** As AWS Organizations spells it. */
    readonly type: string;
    /** The document, without white space. */
    readonly content: string;
}

/** An organization's guardrail, checked and complete. */
export interface GuardrailPlan {
    /** Resource control policies first. */
    readonly policies: readonly GuardrailPolicyPlan[];
    readonly targetIds: readonly string[];
    /** Absent where there are none. */
    readonly tags?: Readonly<Record<string, string>>;
}

/** A federation, checked and complete but for the account. */
export interface FederationPlan {
    /** The current issuer as host and path. */
    readonly issuer: string;
    readonly audience: string;
    /** The account and partition that the arguments name. */
    readonly expected: { readonly accountId?: string; readonly partition?: string };
    readonly mirror?: MirrorPlan;
    /** The current issuer's first. */
    readonly providers: readonly ProviderPlan[];
    readonly roles: readonly {
        readonly key: string;
        readonly previousKeys: readonly string[];
        readonly plan: RolePlan;
    }[];
}

/** How arguments are named in messages, and what is known beside them. */
export interface PlanContext {
    /** What has the mistakes, such as `GitLabFederation "gitlab"`. */
    what: string;
    /** The default of the argument of that name. */
    roleNamePrefix: string;
    /** Mistakes that were found before. Defaults to none. */
    earlier?: readonly Problem[];
    /** Where a problem is for whoever wrote the arguments. Defaults to the problem as it is. */
    locate?: (problem: Problem) => Problem;
}

/** The plans of arguments that were checked before: whoever is given these objects takes the plan and checks nothing. */
const federationPlans = new WeakMap<object, FederationPlan>();
const providerPlans = new WeakMap<object, ProviderPlan>();
const rolePlans = new WeakMap<object, RolePlan>();
const mirrorPlans = new WeakMap<object, MirrorPlan>();

/**
 * Reads and checks the arguments of a federation, as a program, another language or a stack's config gives them. Returns
 * them typed and frozen; a GitLabFederation that is given them does not check them again. Raises ArgsError with every
 * mistake at once.
 */
export function readFederationArgs(value: unknown, context: PlanContext): GitLabFederationArgs {
    const found = [...(context.earlier ?? [])];
    const args = { roleNamePrefix: context.roleNamePrefix, ...readFederation(value, "", found) };
    const issuers = trustedIssuers(args);
    const mirror =
        args.discovery &&
        checkMirror(args.discovery, {
            gitlabUrl: args.gitlabUrl,
            accountId: args.accountId,
            partition: args.partition,
        });
    const roles = Object.entries(args.roles ?? {}).map(([key, role]) => {
        const completed = withDefaults(role, args);
        const { trustPolicy, problems: own } = checkRole(
            { ...completed, tags: role.tags ?? {} },
            accepting(issuers, role),
            args.partition,
        );
        const wrong = [
            // The defaults' own problems are reported where they are written.
            ...own.filter(({ path }) => !isInherited(path, role)),
            ...(own.some(({ path }) => path.startsWith("tags")) ? [] : tooManyTags(completed.tags)),
            ...unregisteredAudiences(role, args.additionalAudiences),
        ];
        return { key, role: completed, wrong, ...(trustPolicy !== undefined && { trustPolicy }) };
    });
    const problems = withoutConsequences(found, [
        ...federationProblems(args),
        ...atPath("discovery", mirror?.problems ?? []),
        ...(roles.length === 0 ? [noRoles(args)] : roleKeyProblems(args.roles ?? {}, args.roleNamePrefix)),
        ...roles.flatMap(({ key, wrong }) => atPath(`roles.${key}`, wrong)),
    ]);
    if (problems.length > 0) {
        throw new ArgsError(context.what, context.locate ? problems.map(context.locate) : problems);
    }
    // Without a problem nothing is missing that the interface requires.
    const complete = deepFreeze(args as GitLabFederationArgs & { roleNamePrefix: string });
    const { discovery, gitlabUrl, tags } = complete;
    const address = discovery && mirrorAddress(discovery, complete.accountId);
    const plannedMirror =
        address &&
        mirror?.keySet &&
        gitlabUrl !== undefined &&
        planOfMirror(discovery, address, { gitlabUrl, keySet: mirror.keySet, tags });
    const plan: FederationPlan = {
        issuer: hostAndPath(currentIssuerUrl(complete)),
        audience: mainAudience(complete),
        expected: {
            ...(complete.accountId !== undefined && { accountId: complete.accountId }),
            ...(complete.partition !== undefined && { partition: complete.partition }),
        },
        ...(plannedMirror && { mirror: plannedMirror }),
        providers: plannedProviders(complete),
        roles: roles.map(({ key, role, trustPolicy }) => {
            const name = roleName(key, role, complete.roleNamePrefix) ?? key;
            const previousKeys = role.previousKeys ?? [];
            return { key, previousKeys, plan: planOfRole(role, name, issuers, trustPolicy) };
        }),
    };
    federationPlans.set(complete, deepFreeze(plan));
    return complete;
}

/** The plan of a federation's arguments: made once. `name` is the component's name. */
export function federationPlan(name: string, args: GitLabFederationArgs, stack: string): FederationPlan {
    const known = federationPlans.get(args);
    if (known !== undefined) return known;
    const checked = readFederationArgs(args, {
        what: `GitLabFederation "${name}"`,
        roleNamePrefix: `gitlab-${stack}`,
    });
    const plan = federationPlans.get(checked);
    if (plan === undefined) throw new Error("Checked arguments have a plan.");
    return plan;
}

/** Arguments for the identity provider of a federation, which takes the plan as it is. */
export function argsOfProvider(plan: ProviderPlan): IdentityProviderArgs {
    const args = { url: plan.url, audiences: [...plan.audiences] };
    providerPlans.set(args, plan);
    return args;
}

/** The plan of an identity provider. Raises ArgsError with every mistake at once. `name` is the component's name. */
export function providerPlan(name: string, value: IdentityProviderArgs): ProviderPlan {
    const known = providerPlans.get(value);
    if (known !== undefined) return known;
    const found: Problem[] = [];
    const args: Partial<IdentityProviderArgs> = readIdentityProvider(value, "", found) ?? {};
    const problems = withoutConsequences(found, identityProviderProblems(args));
    if (problems.length > 0) throw new ArgsError(`IdentityProvider "${name}"`, problems);
    return deepFreeze(planOfProvider(args as IdentityProviderArgs));
}

/** Arguments for a role of a federation, which takes the plan as it is, in an account that is known later. */
export function argsOfRole(
    plan: RolePlan,
    federation: FederationPlan,
    account: Pick<ProjectRoleArgs, "accountId" | "partition">,
): ProjectRoleArgs {
    const { issuer, audience } = federation;
    const args = { ...account, issuer, audience, subjects: [] };
    rolePlans.set(args, plan);
    return args;
}

/** The plan of a role. Raises ArgsError with every mistake at once. `name` is the component's name. */
export function rolePlan(name: string, value: ProjectRoleArgs): RolePlan {
    const known = rolePlans.get(value);
    if (known !== undefined) return known;
    const found: Problem[] = [];
    const args: Partial<ProjectRoleArgs> = readProjectRole(value, "", found) ?? {};
    const url = withScheme(args.issuer ?? "");
    const issuers = issuersOfRole(args, url);
    const partition = plain(args.partition);
    const { trustPolicy, problems: wrong } = checkRole(args, accepting(issuers, args), partition);
    const roleNameInAws = args.name ?? name;
    const problems = withoutConsequences(found, [
        ...check("issuer", args.issuer, () => issuerUrlProblems(url)),
        ...check("audience", args.audience, (audience) => audienceProblems(audience, issuers[0]?.issuer)),
        ...check("previousIssuers", args.previousIssuers, (previous) =>
            previousIssuerProblems(previous, issuerHostAndPath(url)),
        ),
        ...check("accountId", plain(args.accountId), accountIdProblems),
        ...check("partition", partition, partitionProblems),
        ...check("name", roleNameInAws, roleNameProblems),
        ...wrong,
    ]);
    if (problems.length > 0) throw new ArgsError(`ProjectRole "${name}"`, problems);
    return deepFreeze(planOfRole(args, roleNameInAws, issuers, trustPolicy));
}

/** Arguments for the mirror of a federation, which takes the plan as it is, in an account that is known later. */
export function argsOfMirror(
    plan: MirrorPlan,
    account: Pick<DiscoveryMirrorArgs, "accountId" | "partition">,
): DiscoveryMirrorArgs {
    const { mode, bucket: bucketName, gitlabUrl } = plan;
    const args = { ...account, mode, bucketName, gitlabUrl };
    mirrorPlans.set(args, plan);
    return args;
}

/** The plan of a mirror. Raises ArgsError with every mistake at once. `name` is the component's name. */
export function mirrorPlan(name: string, value: DiscoveryMirrorArgs): MirrorPlan {
    const known = mirrorPlans.get(value);
    if (known !== undefined) return known;
    const found: Problem[] = [];
    const args: Partial<DiscoveryMirrorArgs> = readDiscoveryMirror(value, "", found) ?? {};
    const accountId = plain(args.accountId);
    const { keySet, problems: wrong } = checkMirror(args, {
        gitlabUrl: args.gitlabUrl,
        accountId,
        partition: plain(args.partition),
    });
    const problems = withoutConsequences(found, [
        ...check("gitlabUrl", args.gitlabUrl, instanceUrlProblems),
        ...wrong,
        ...check("tags", args.tags, tagProblems),
    ]);
    const address = mirrorAddress(args, accountId);
    if (problems.length > 0 || address === undefined || keySet === undefined) {
        throw new ArgsError(`DiscoveryMirror "${name}"`, problems);
    }
    const complete = args as DiscoveryMirrorArgs;
    const { gitlabUrl, tags } = complete;
    return deepFreeze(planOfMirror(complete, address, { gitlabUrl, keySet, tags }));
}

/** The plan of a guardrail. Raises ArgsError with every mistake at once. `name` is the component's name. */
export function guardrailPlan(name: string, value: OrganizationGuardrailsArgs): GuardrailPlan {
    const found: Problem[] = [];
    const read: Partial<OrganizationGuardrailsArgs> = readOrganizationGuardrails(value, "", found) ?? {};
    const args = { policyNamePrefix: name, ...read };
    const wrong = withoutConsequences(found, guardrailProblems(args));
    const documents = wrong.length > 0 ? undefined : documentsOf(args as OrganizationGuardrailsArgs);
    const problems = documents === undefined ? wrong : sizeProblems(args, documents);
    if (documents === undefined || problems.length > 0)
        throw new ArgsError(`OrganizationGuardrails "${name}"`, problems);
    const planned = (kind: OrganizationPolicyKind, contents: readonly string[]): GuardrailPolicyPlan[] =>
        contents.map((content, at) => {
            const key = `${kind}-${String(at + 1)}`;
            return {
                key,
                name: `${args.policyNamePrefix}-${key}`,
                description: guardrailDescriptions[kind],
                type: organizationPolicyTypes[kind],
                content,
            };
        });
    const { targetIds = [], tags } = args;
    return deepFreeze({
        policies: [
            ...planned("resource-control", documents.resourceControl),
            ...planned("service-control", documents.serviceControl),
        ],
        targetIds,
        ...(tags && Object.keys(tags).length > 0 && { tags }),
    });
}

const guardrailDescriptions: Readonly<Record<OrganizationPolicyKind, string>> = {
    "resource-control": "Denies web identity tokens that are not the organization's.",
    "service-control": "Protects identity providers, mirrors and exceptions of the web identity guardrail.",
};

function documentsOf({ issuers, denyOtherIssuers, exceptions, protect }: OrganizationGuardrailsArgs) {
    return guardrailDocuments({
        issuers,
        denyOtherIssuers: denyOtherIssuers ?? false,
        ...(exceptions && { exceptions }),
        ...(protect && { protect }),
    });
}

/** What does not fit into the policies that AWS lets one target have. */
function sizeProblems(
    { issuers = [] }: Partial<OrganizationGuardrailsArgs>,
    { tooLong, resourceControl, serviceControl }: GuardrailDocuments,
): Problem[] {
    const fix = "Name groups in place of projects, and ids of groups in place of ids of projects.";
    const long = issuers.flatMap(({ url }, index) =>
        tooLong.includes(url)
            ? [
                  {
                      path: `issuers[${String(index)}]`,
                      value: url,
                      message: `has lists that fit into no resource control policy, even one for a part of them (${String(limitsOfKind("resource-control").length)} characters)`,
                      fix,
                  },
              ]
            : [],
    );
    const kinds = [
        ["resource-control", resourceControl],
        ["service-control", serviceControl],
    ] as const;
    const many = kinds.flatMap(([kind, documents]): Problem[] => {
        const { perTarget, length } = limitsOfKind(kind);
        const message = `need ${String(documents.length)} policies of ${String(length)} characters; AWS lets one target have ${String(perTarget)} of one's own`;
        const isOver = documents.length > perTarget || documents.some((text) => text.length > length);
        return isOver ? [{ path: "issuers", value: issuers.length, message, fix }] : [];
    });
    return [...long, ...many];
}

/** A federation's role with what it leaves to the defaults. */
function withDefaults<T extends Partial<RoleArgs>>(
    role: T,
    { roleDefaults = {}, tags }: Partial<GitLabFederationArgs>,
): T {
    return { ...roleDefaults, ...role, tags: { ...tags, ...roleDefaults.tags, ...role.tags } };
}

/** Whether a problem of a completed role is about a value of the defaults. */
function isInherited(path: string, role: Partial<RoleArgs>): boolean {
    const inherited = ["path", "permissionsBoundary", "maxSessionDuration", "trustPolicyLengthQuota"];
    return inherited.includes(path) && !(path in role);
}

/** Tags that are too many only together with those of the federation. */
function tooManyTags(tags: Readonly<Record<string, string>> = {}): Problem[] {
    const count = Object.keys(tags).length;
    if (count <= limits.tags.most) return [];
    const message = `more than ${String(limits.tags.most)} tags together with the federation's`;
    return [{ path: "tags", value: count, message, fix: "Leave some out." }];
}

/** The issuers with the audiences that a role accepts: of the current issuer also its additional ones. */
function accepting(
    [current, ...previous]: readonly TrustedIssuer[],
    { additionalAudiences = [] }: Partial<RoleArgs>,
): TrustedIssuer[] {
    if (current === undefined) return [];
    return [{ ...current, audiences: [...current.audiences, ...additionalAudiences] }, ...previous];
}

function issuersOfRole(args: Partial<ProjectRoleArgs>, url: string): TrustedIssuer[] {
    const previous: { url?: string; audience?: string }[] = args.previousIssuers ?? [];
    return [{ url, audience: args.audience }, ...previous].flatMap(({ url: each = "", audience }) => {
        const issuer = issuerHostAndPath(each);
        return issuer === "" ? [] : [{ issuer, audiences: audience === undefined ? [] : [audience] }];
    });
}

function noRoles({ roles = {} }: Partial<GitLabFederationArgs>): Problem {
    const fix = 'Name at least one role, with its "subjects".';
    return { path: "roles", value: roles, message: "no role is defined", fix };
}

function unregisteredAudiences(role: Partial<RoleArgs>, registered: readonly string[] = []): Problem[] {
    return (role.additionalAudiences ?? []).flatMap((value, index): Problem[] => {
        if (registered.includes(value)) return [];
        const path = `additionalAudiences[${String(index)}]`;
        const message = "is not registered with the provider, so no token could have it";
        return [{ path, value, message, fix: 'List it under the stack\'s "additionalAudiences" too.' }];
    });
}

function plannedProviders(args: GitLabFederationArgs): ProviderPlan[] {
    const { previousIssuers = [], additionalAudiences = [], accountId, partition = "aws" } = args;
    const url = currentIssuerUrl(args);
    const current = { url, audiences: [mainAudience(args), ...additionalAudiences] };
    return [current, ...previousIssuers.map((each) => ({ url: each.url, audiences: [each.audience] }))].map(
        (each) =>
            planOfProvider({
                ...each,
                useExisting: args.useExistingProvider ?? false,
                ...(args.adoptProvider === true &&
                    accountId !== undefined && {
                        adoptArn: providerArn({ accountId, partition, issuer: hostAndPath(each.url) }),
                    }),
                ...(args.thumbprints && each.url === url && { thumbprints: args.thumbprints }),
                ...(args.tags && { tags: args.tags }),
            }),
    );
}

function planOfProvider(args: IdentityProviderArgs): ProviderPlan {
    const { url, audiences, thumbprints, useExisting = false, adoptArn, tags } = args;
    return {
        url,
        issuer: hostAndPath(url),
        audiences: [...audiences].sort(),
        ...(thumbprints && { thumbprints: [...thumbprints].sort() }),
        useExisting,
        ...(adoptArn !== undefined && { adoptArn }),
        ...(tags && Object.keys(tags).length > 0 && { tags }),
    };
}

function planOfRole(
    args: Partial<RoleArgs>,
    name: string,
    [current]: readonly TrustedIssuer[],
    trustPolicy = "",
): RolePlan {
    const { path, permissionsBoundary, tags } = args;
    return {
        name,
        ...(path !== undefined && { path }),
        description: args.description ?? `Assumed by GitLab CI/CD jobs of ${current?.issuer ?? ""}.`,
        maxSessionDuration: args.maxSessionDuration ?? limits.sessionDuration.usual,
        ...(permissionsBoundary !== undefined && { permissionsBoundary }),
        ...(tags && Object.keys(tags).length > 0 && { tags }),
        attachments: policyAttachments(args),
        inlinePolicies: args.inlinePolicies ?? {},
        trustPolicy,
    };
}

function planOfMirror(
    discovery: Discovery,
    address: MirrorAddress,
    around: { gitlabUrl: string; keySet: KeySet; tags: Record<string, string> | undefined },
): MirrorPlan {
    const { gitlabUrl, keySet, tags } = around;
    const { accountRegional, allowDestroy, certificateArn, domainName } = discovery;
    const { hostedZoneId, keysManagedBySync, publisherRoleArns } = discovery;
    return {
        ...address,
        mode: discovery.mode === "cloudfront" ? "cloudfront" : "s3",
        gitlabUrl,
        keySet,
        settings: {
            ...(accountRegional !== undefined && { accountRegional }),
            ...(allowDestroy !== undefined && { allowDestroy }),
            ...(certificateArn !== undefined && { certificateArn }),
            ...(domainName !== undefined && { domainName }),
            ...(hostedZoneId !== undefined && { hostedZoneId }),
            ...(keysManagedBySync !== undefined && { keysManagedBySync }),
            ...(publisherRoleArns && { publisherRoleArns }),
        },
        ...(tags && Object.keys(tags).length > 0 && { tags }),
    };
}

function mainAudience({ audience, gitlabUrl = defaultGitLabUrl }: Partial<GitLabFederationArgs>): string {
    return audience ?? gitlabUrl;
}

function hostAndPath(url: string): string {
    return parseIssuer(url).issuer?.hostAndPath ?? url;
}

function withScheme(issuer: string): string {
    return issuer.includes("://") ? issuer : `https://${issuer}`;
}

function plain(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

/** Freezes lists and plain objects all the way down; Outputs, which others own, stay as they are. */
function deepFreeze<T>(value: T): T {
    if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (!Array.isArray(value) && prototype !== Object.prototype) return value;
    Object.values(value).forEach(deepFreeze);
    return Object.freeze(value);
}

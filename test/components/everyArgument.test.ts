import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
    DiscoveryMirror,
    GitLabFederation,
    IdentityProvider,
    OrganizationGuardrails,
    ProjectRole,
    type Discovery,
    type DiscoveryMirrorArgs,
    type FederatedRole,
    type GitLabFederationArgs,
    type GuardrailExemptions,
    type GuardrailIssuer,
    type GuardrailProtection,
    type GuardrailRoleTag,
    type IdentityProviderArgs,
    type OrganizationGuardrailsArgs,
    type PreviousIssuer,
    type ProjectRoleArgs,
    type RoleArgs,
    type RoleDefaults,
    type SubjectSelector,
} from "../../components";
import type { ComponentSchema } from "../../scripts/docs/componentSchema";
import { manyRefs } from "./argsValues";
import { cloudFrontMirror, gitlabUrl, instanceKeys, s3Mirror } from "./mirror/mirrorSpecimens";
import { registerResources } from "./registerResources";

/** Two values of an argument that must not have the same effect, and the arguments that they need around them. */
interface Change<T> {
    from: T | undefined;
    to: T | undefined;
    around?: object;
    /** Further arguments that only `to` needs. */
    toAround?: object;
}

/** A change of each argument: whoever adds an argument adds one, or this does not compile. */
type Changes<T> = { [K in keyof Required<T>]: Change<NonNullable<T[K]>> };

const policy = (action: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
    });
const arn = (name: string) => `arn:aws:iam::123456789012:policy/${name}`;
const allComponents = ["project_path", "ref_type", "ref", "deployment_tier", "environment_protected"];

const role: Changes<RoleArgs> = {
    subjects: { from: [{ project: "g/p", branches: ["a"] }], to: [{ project: "g/p", branches: ["b"] }] },
    managedPolicyArns: { from: [arn("a")], to: [arn("b")] },
    managedPolicies: { from: { own: arn("a") }, to: { own: arn("b") } },
    inlinePolicies: { from: { own: policy("s3:*") }, to: { own: policy("sqs:*") } },
    permissionsBoundary: { from: arn("a"), to: arn("b") },
    additionalConditions: {
        from: { IpAddress: { "aws:SourceIp": ["192.0.2.0/24"] } },
        to: { IpAddress: { "aws:SourceIp": ["198.51.100.0/24"] } },
    },
    additionalAudiences: { from: undefined, to: ["other"] },
    maxSessionDuration: { from: 3600, to: 7200 },
    name: { from: "one", to: "two" },
    path: { from: "/a/", to: "/b/" },
    description: { from: "one", to: "two" },
    tags: { from: { a: "1" }, to: { a: "2" } },
    // Reaches no input: it decides whether there are any.
    trustPolicyLengthQuota: {
        from: 2048,
        to: 8192,
        around: { subjects: [{ project: "g/p", branches: manyRefs }] },
    },
};
const federatedRole: Changes<FederatedRole> = {
    ...role,
    previousKeys: { from: undefined, to: ["old"], around: { name: "web" } },
};
const previousIssuer: Changes<PreviousIssuer> = {
    url: { from: "https://a.example.com", to: "https://b.example.com" },
    audience: { from: "one", to: "two" },
};
const aPreviousIssuer = { url: "https://old.example.com", audience: "old" };
const subject: Changes<SubjectSelector> = {
    project: { from: "g/p", to: "g/q" },
    group: { from: "g", to: "h", around: { project: undefined } },
    branches: { from: ["main"], to: ["next"] },
    gitTags: { from: ["v1"], to: ["v2"] },
    projectId: { from: "1", to: "2" },
    namespaceIds: { from: ["1"], to: ["2"] },
    protectedRefsOnly: { from: false, to: true },
    pipelineSources: { from: ["push"], to: ["web"] },
    runnerEnvironments: { from: ["gitlab-hosted"], to: ["self-hosted"] },
    userAccessLevels: { from: ["owner"], to: ["maintainer"] },
    deploymentTiers: {
        from: ["production"],
        to: ["staging"],
        around: { subjectComponents: allComponents },
    },
    protectedEnvironmentsOnly: { from: false, to: true, around: { subjectComponents: allComponents } },
    subjectComponents: { from: ["project_path", "ref_type", "ref"], to: ["project_path", "ref", "ref_type"] },
};
const roleDefaults: Changes<RoleDefaults> = {
    path: role.path,
    permissionsBoundary: role.permissionsBoundary,
    maxSessionDuration: role.maxSessionDuration,
    tags: role.tags,
    trustPolicyLengthQuota: {
        from: 2048,
        to: 8192,
        around: { roles: { web: { subjects: [{ project: "g/p", branches: manyRefs }] } } },
    },
};

const publisher = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const otherKeys = JSON.stringify({ keys: instanceKeys.keys.slice(0, 1) });
const folder = mkdtempSync(join(tmpdir(), "every-argument-"));
const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
};
const discovery: Changes<Discovery> = {
    mode: { from: "s3", to: "cloudfront", toAround: cloudFrontMirror },
    bucketName: { from: "one-bucket", to: "two-bucket" },
    accountRegional: { from: false, to: true },
    region: { from: "eu-north-1", to: "eu-west-1" },
    domainName: { from: "a.example.com", to: "b.example.com", around: cloudFrontMirror },
    certificateArn: {
        from: "arn:aws:acm:us-east-1:123456789012:certificate/a",
        to: "arn:aws:acm:us-east-1:123456789012:certificate/b",
        around: cloudFrontMirror,
    },
    hostedZoneId: { from: "Z1", to: "Z2", around: { ...cloudFrontMirror, certificateArn: undefined } },
    jwksFile: {
        from: file("all.json", JSON.stringify(instanceKeys)),
        to: file("one.json", otherKeys),
        around: { jwks: undefined },
    },
    jwks: { from: JSON.stringify(instanceKeys), to: otherKeys },
    keysManagedBySync: { from: false, to: true },
    publisherRoleArns: { from: [publisher("a")], to: [publisher("b")] },
    allowDestroy: { from: false, to: true },
};

const federation: Changes<GitLabFederationArgs> = {
    gitlabUrl: { from: "https://a.example.com", to: "https://b.example.com" },
    audience: { from: "one", to: "two" },
    additionalAudiences: { from: ["one"], to: ["two"] },
    previousIssuers: { from: [], to: [aPreviousIssuer] },
    useExistingProvider: { from: false, to: true },
    adoptProvider: { from: false, to: true, around: { accountId: "123456789012" } },
    accountId: { from: "123456789012", to: "210987654321" },
    partition: { from: "aws", to: "aws-us-gov" },
    thumbprints: { from: ["a".repeat(40)], to: ["b".repeat(40)] },
    roleNamePrefix: { from: "one", to: "two" },
    roleDefaults: { from: { path: "/a/" }, to: { path: "/b/" } },
    tags: { from: { a: "1" }, to: { a: "2" } },
    discovery: { from: undefined, to: s3Mirror, around: { gitlabUrl } },
    roles: {
        from: { one: { subjects: [{ project: "g/p", branches: ["main"] }] } },
        to: { two: { subjects: [{ project: "g/p", branches: ["main"] }] } },
    },
};
const projectRole: Changes<ProjectRoleArgs> = {
    ...role,
    issuer: { from: "a.example.com", to: "b.example.com" },
    audience: { from: "one", to: "two" },
    accountId: { from: "123456789012", to: "210987654321" },
    partition: { from: "aws", to: "aws-us-gov" },
    previousIssuers: { from: [], to: [aPreviousIssuer] },
};
const identityProvider: Changes<IdentityProviderArgs> = {
    url: { from: "https://a.example.com", to: "https://b.example.com" },
    audiences: { from: ["one"], to: ["two"] },
    thumbprints: federation.thumbprints,
    useExisting: { from: false, to: true },
    adoptArn: { from: undefined, to: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
    tags: federation.tags,
};
const mirror: Changes<DiscoveryMirrorArgs> = {
    ...discovery,
    gitlabUrl: { from: "https://a.example.com", to: "https://b.example.com" },
    accountId: projectRole.accountId,
    // As a federation gives them. Plain ones must fit the region.
    partition: { from: pulumi.output("aws"), to: pulumi.output("aws-cn") },
    tags: federation.tags,
};

const guardrailIssuer: Changes<GuardrailIssuer> = {
    url: { from: "https://gitlab.com", to: "https://gitlab.example.com" },
    groups: { from: ["one"], to: ["two"] },
    projects: { from: ["g/p"], to: ["g/q"] },
    projectIds: { from: ["1"], to: ["2"] },
    namespaceIds: { from: ["1"], to: ["2"] },
};
const roleTag: Changes<GuardrailRoleTag> = {
    key: { from: "one", to: "two" },
    value: { from: "one", to: "two" },
};
const protect = { principalArns: ["arn:aws:iam::*:role/platform"] };
const exemptions: Changes<GuardrailExemptions> = {
    accountIds: { from: ["123456789012"], to: ["210987654321"] },
    roleTag: { from: undefined, to: { key: "a", value: "b" } },
};
const protection: Changes<GuardrailProtection> = {
    principalArns: { from: [publisher("a")], to: [publisher("b")] },
    bucketNames: { from: ["one-bucket"], to: ["two-bucket"] },
};
const ownIssuer: GuardrailIssuer = { url: "https://gitlab.com", groups: ["acme"], projectIds: ["7"] };
const guardrails: Changes<OrganizationGuardrailsArgs> = {
    issuers: { from: [ownIssuer], to: [{ ...ownIssuer, groups: ["other"] }] },
    denyOtherIssuers: { from: false, to: true },
    targetIds: { from: ["r-ab12"], to: ["ou-ab12-11111111"] },
    exceptions: { from: undefined, to: { accountIds: ["123456789012"] } },
    protect: { from: undefined, to: protect },
    policyNamePrefix: { from: "one", to: "two" },
    tags: federation.tags,
};

/** What a program asks the engine for, mistakes included, in no order. */
async function effect(build: () => unknown): Promise<string> {
    // A provider that knows no account: then the arguments decide.
    const nobody = { "aws:index/getCallerIdentity:getCallerIdentity": undefined };
    const token = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";
    const answers = {
        ...nobody,
        "aws:index/getPartition:getPartition": undefined,
        [token]: () => ({
            arn: "arn:aws:iam::123456789012:oidc-provider/gitlab.com",
            clientIdLists: ["https://gitlab.com", "one", "two"],
        }),
    };
    const { resources, reads, errors } = await registerResources(build, { answers });
    const seen = [...resources, ...reads].map((each) => JSON.stringify(each)).sort();
    return JSON.stringify([seen, errors.map(({ message }) => message)], null, 1);
}

const account = { accountId: "123456789012", partition: "aws" };
const web: FederatedRole = { subjects: [{ project: "g/p", branches: ["main"] }] };

/** How each owner of arguments becomes a program: the arguments that are tried over valid ones. */
const programs: Record<
    string,
    { changes: Record<string, Change<unknown>>; build: (tried: object) => unknown }
> = {
    GitLabFederation: {
        changes: federation,
        build: (tried) => new GitLabFederation("gitlab", defined({ ...account, roles: { web }, ...tried })),
    },
    FederatedRole: {
        changes: federatedRole,
        build: (tried) =>
            new GitLabFederation("gitlab", {
                ...account,
                additionalAudiences: ["other"],
                roles: { web: { ...web, ...tried } },
            }),
    },
    RoleDefaults: {
        changes: roleDefaults,
        build: ({ roles, ...tried }: { roles?: Record<string, FederatedRole> }) =>
            new GitLabFederation("gitlab", { ...account, roleDefaults: tried, roles: roles ?? { web } }),
    },
    PreviousIssuer: {
        changes: previousIssuer,
        build: (tried) =>
            new GitLabFederation("gitlab", {
                ...account,
                previousIssuers: [{ ...aPreviousIssuer, ...tried }],
                roles: { web },
            }),
    },
    SubjectSelector: {
        changes: subject,
        build: (tried) =>
            new GitLabFederation("gitlab", {
                ...account,
                roles: { web: { subjects: [defined({ project: "g/p", branches: ["main"], ...tried })] } },
            }),
    },
    Discovery: {
        changes: discovery,
        build: (tried) =>
            new GitLabFederation("gitlab", {
                ...account,
                gitlabUrl,
                discovery: defined({ ...s3Mirror, ...tried }),
                roles: { web },
            }),
    },
    ProjectRole: {
        changes: projectRole,
        build: (tried) =>
            new ProjectRole("web", { ...account, issuer: "gitlab.com", audience: "one", ...web, ...tried }),
    },
    IdentityProvider: {
        changes: identityProvider,
        build: (tried) =>
            new IdentityProvider("gitlab", { url: "https://gitlab.com", audiences: ["one"], ...tried }),
    },
    OrganizationGuardrails: { changes: guardrails, build: guardrailsWith },
    GuardrailIssuer: {
        changes: guardrailIssuer,
        build: (tried) => guardrailsWith({ issuers: [{ ...ownIssuer, ...tried }] }),
    },
    GuardrailExemptions: {
        changes: exemptions,
        build: (tried) => guardrailsWith({ exceptions: tried, protect }),
    },
    GuardrailRoleTag: {
        changes: roleTag,
        build: (tried) =>
            guardrailsWith({ exceptions: { roleTag: { key: "a", value: "b", ...tried } }, protect }),
    },
    GuardrailProtection: {
        changes: protection,
        build: (tried) => guardrailsWith({ protect: { ...protect, ...tried } }),
    },
    DiscoveryMirror: {
        changes: mirror,
        build: (tried) =>
            new DiscoveryMirror("gitlab", defined({ ...account, ...s3Mirror, gitlabUrl, ...tried })),
    },
};

function guardrailsWith(tried: object): OrganizationGuardrails {
    const args = { issuers: [ownIssuer], targetIds: ["r-ab12"], ...tried };
    return new OrganizationGuardrails("guardrail", defined(args));
}

function defined<T extends object>(record: T): T {
    return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

describe("every argument", function () {
    this.timeout(60_000);
    after(() => rmSync(folder, { recursive: true }));

    it("of the schema is changed here", () => {
        const schema = JSON.parse(
            readFileSync(join(__dirname, "../../components/schema.json"), "utf8"),
        ) as ComponentSchema;
        const owners = [
            ...Object.entries(schema.resources).map(
                ([token, { inputProperties }]) => [token, inputProperties] as const,
            ),
            ...Object.entries(schema.types).map(([token, { properties }]) => [token, properties] as const),
        ];
        const missing = owners.flatMap(([token, properties]) => {
            const owner = token.slice(token.lastIndexOf(":") + 1);
            const changed = Object.keys(programs[owner]?.changes ?? {});
            return Object.keys(properties)
                .filter((name) => !changed.includes(name))
                .map((name) => `${owner}.${name}`);
        });
        assert.deepEqual(missing, []);
    });

    for (const [owner, { changes, build }] of Object.entries(programs)) {
        for (const [name, { from, to, around = {}, toAround = {} }] of Object.entries(changes)) {
            it(`reaches a registered input: ${owner}.${name}`, async () => {
                const withValue = (value: unknown) =>
                    effect(() => build({ ...around, ...(value === to ? toAround : {}), [name]: value }));
                const [before, after] = [await withValue(from), await withValue(to)];
                assert.notEqual(before, after, `${owner}.${name} is read and has no effect`);
                // The change, and not a mistake on one side, is what differs; a quota decides between the two.
                assert.match(after, /"aws:[^]*\[\]\n\]$/, after);
                if (name !== "trustPolicyLengthQuota") assert.match(before, /\[\]\n\]$/, before);
            });
        }
    }
});

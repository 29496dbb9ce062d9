import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { GitLabFederation, type GitLabFederationArgs } from "../../components";
import { ArgsError } from "../../components";
import { isKnown, registerResources, valueOf, type RegisteredResource } from "./registerResources";

const subjects = [{ project: "acme/web", branches: ["main"] }];
const args: GitLabFederationArgs = {
    audience: "sts.amazonaws.com",
    tags: { team: "platform" },
    roles: {
        web: {
            subjects,
            managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            inlinePolicies: { "ci-s3": `{"Version":"2012-10-17","Statement":[]}` },
        },
        "web-ci": { subjects, inlinePolicies: { s3: `{"Version":"2012-10-17","Statement":[]}` } },
    },
};

const ofType = (resources: RegisteredResource[], suffix: string) =>
    resources.filter(({ type }) => type.endsWith(`:${suffix}`));

describe("GitLabFederation", () => {
    for (const preview of [true, false]) {
        it(`registers exactly these resources (preview ${String(preview)})`, async () => {
            const { resources, errors, built } = await registerResources(
                () => new GitLabFederation("gitlab", args),
                { preview },
            );
            assert.deepEqual(errors, []);
            assert.deepEqual(
                resources.map(({ urn }) => urn.replace("urn:pulumi:dev::gitlab-aws-oidc::", "")).sort(),
                [
                    "gitlab-aws-oidc:index:GitLabFederation$gitlab-aws-oidc:index:IdentityProvider$aws:iam/openIdConnectProvider:OpenIdConnectProvider::gitlab:gitlab.com",
                    "gitlab-aws-oidc:index:GitLabFederation$gitlab-aws-oidc:index:IdentityProvider::gitlab:gitlab.com",
                    "gitlab-aws-oidc:index:GitLabFederation$gitlab-aws-oidc:index:ProjectRole$aws:iam/role:Role::gitlab:web",
                    "gitlab-aws-oidc:index:GitLabFederation$gitlab-aws-oidc:index:ProjectRole$aws:iam/role:Role::gitlab:web-ci",
                    "gitlab-aws-oidc:index:GitLabFederation$gitlab-aws-oidc:index:ProjectRole$aws:iam/rolePolicy:RolePolicy::gitlab:web-ci:s3",
                    "gitlab-aws-oidc:index:GitLabFederation$gitlab-aws-oidc:index:ProjectRole$aws:iam/rolePolicy:RolePolicy::gitlab:web:ci-s3",
                    "gitlab-aws-oidc:index:GitLabFederation$gitlab-aws-oidc:index:ProjectRole$aws:iam/rolePolicyAttachment:RolePolicyAttachment::gitlab:web:aws/ReadOnlyAccess",
                    "gitlab-aws-oidc:index:GitLabFederation$gitlab-aws-oidc:index:ProjectRole::gitlab:web",
                    "gitlab-aws-oidc:index:GitLabFederation$gitlab-aws-oidc:index:ProjectRole::gitlab:web-ci",
                    "gitlab-aws-oidc:index:GitLabFederation::gitlab",
                ],
            );
            const [provider] = ofType(resources, "OpenIdConnectProvider");
            assert.deepEqual(provider?.inputs, {
                url: "https://gitlab.com",
                clientIdLists: ["sts.amazonaws.com"],
                tags: { team: "platform" },
            });
            const role = resources.find(
                ({ type, name }) => type === "aws:iam/role:Role" && name === "gitlab:web",
            );
            assert.deepEqual(role?.inputs, {
                name: "gitlab-dev-web",
                description: "Assumed by GitLab CI/CD jobs of gitlab.com.",
                maxSessionDuration: 3600,
                tags: { team: "platform" },
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
                            Action: "sts:AssumeRoleWithWebIdentity",
                            Condition: {
                                StringEquals: {
                                    "gitlab.com:aud": "sts.amazonaws.com",
                                    "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:main",
                                },
                            },
                        },
                    ],
                }),
            });
            assert.ok(built);
            assert.deepEqual(await valueOf(built.roleArns), {
                web: "arn:aws:iam::123456789012:role/gitlab-dev-web",
                "web-ci": "arn:aws:iam::123456789012:role/gitlab-dev-web-ci",
            });
            assert.equal(
                await valueOf(built.providerArn),
                "arn:aws:iam::123456789012:oidc-provider/gitlab.com",
            );
            for (const output of [
                built.roleArns,
                built.roleNames,
                built.providerArn,
                built.issuer,
                built.audience,
            ]) {
                assert.equal(await isKnown(output), true);
            }
        });
    }

    it("makes roles wait for the provider, and replaces a role before its successor, but never a provider", async () => {
        const { resources } = await registerResources(() => new GitLabFederation("gitlab", args));
        const [provider] = ofType(resources, "OpenIdConnectProvider");
        assert.equal(provider?.deleteBeforeReplace, false);
        const roles = resources.filter(({ type }) => type === "gitlab-aws-oidc:index:ProjectRole");
        assert.equal(roles.length, 2);
        roles.forEach(({ dependencies }) => assert.ok(dependencies.includes(provider.urn)));
        const iamRoles = ofType(resources, "Role").filter(({ type }) => type.startsWith("aws:"));
        assert.deepEqual(
            iamRoles.map(({ deleteBeforeReplace }) => deleteBeforeReplace),
            [true, true],
        );
    });

    it("names a provider by its issuer, so that a changed URL makes a new one and the old one is deleted last", async () => {
        const urns = async (gitlabUrl: string) => {
            const { resources } = await registerResources(
                () => new GitLabFederation("gitlab", { ...args, gitlabUrl }),
            );
            return ofType(resources, "OpenIdConnectProvider").map(({ urn }) => urn);
        };
        assert.notDeepEqual(
            await urns("https://gitlab.example.com"),
            await urns("https://git.example.com/gitlab"),
        );
    });

    it("trusts a previous issuer by statements and a provider of its own, under the URN that it had", async () => {
        const before = await registerResources(
            () =>
                new GitLabFederation("gitlab", {
                    ...args,
                    gitlabUrl: "https://old.example.com",
                    audience: "old",
                }),
        );
        const { resources, errors } = await registerResources(
            () =>
                new GitLabFederation("gitlab", {
                    ...args,
                    gitlabUrl: "https://new.example.com",
                    previousIssuers: [{ url: "https://old.example.com", audience: "old" }],
                }),
        );
        assert.deepEqual(errors, []);
        const providers = ofType(resources, "OpenIdConnectProvider");
        assert.deepEqual(
            providers.map(({ inputs }) => [inputs.url, inputs.clientIdLists]),
            [
                ["https://new.example.com", ["sts.amazonaws.com"]],
                ["https://old.example.com", ["old"]],
            ],
        );
        assert.equal(providers[1]?.urn, ofType(before.resources, "OpenIdConnectProvider")[0]?.urn);
        const policy = String(
            ofType(resources, "Role").find(({ type }) => type === "aws:iam/role:Role")?.inputs
                .assumeRolePolicy,
        );
        assert.match(
            policy,
            /oidc-provider\/new\.example\.com.*"new\.example\.com:aud":"sts\.amazonaws\.com"/,
        );
        assert.match(policy, /oidc-provider\/old\.example\.com.*"old\.example\.com:aud":"old"/);
    });

    it("keeps the role of a renamed key: its name in AWS and its place in the state", async () => {
        const web = args.roles["web"] ?? { subjects };
        const { resources } = await registerResources(
            () =>
                new GitLabFederation("gitlab", {
                    ...args,
                    roles: { site: { ...web, previousKeys: ["web"] } },
                }),
        );
        const component = resources.find(({ type }) => type === "gitlab-aws-oidc:index:ProjectRole");
        assert.deepEqual(component?.aliasNames, ["gitlab:web"]);
        const role = resources.find(({ type }) => type === "aws:iam/role:Role");
        assert.equal(role?.inputs.name, "gitlab-dev-web");
        // The engine renames a child's alias with its parent's where the child's name begins with the parent's.
        const children = resources.filter(({ parent }) => parent === component.urn);
        assert.equal(children.length, 3);
        children.forEach(({ name }) => assert.ok(name.startsWith(component.name)));
    });

    it("refuses an Output at any depth, unknown keys and wrong types, all at once", async () => {
        const wrong = {
            gitlabUrl: pulumi.output("https://gitlab.com"),
            colour: "green",
            accountId: 12345,
            roles: {
                web: {
                    subjects: [
                        { project: "acme/web", branches: [pulumi.output("main")], protectedRefsOnly: "yes" },
                    ],
                },
            },
        } as unknown as GitLabFederationArgs;
        const { resources, errors } = await registerResources(() => new GitLabFederation("gitlab", wrong));
        assert.deepEqual(resources, []);
        const [error] = errors;
        assert.ok(error instanceof ArgsError && pulumi.RunError.isInstance(error));
        assert.deepEqual(error.problems.map(({ path }) => path).sort(), [
            "accountId",
            "colour",
            "gitlabUrl",
            "roles.web.subjects[0].branches[0]",
            "roles.web.subjects[0].protectedRefsOnly",
        ]);
    });
});

import assert from "node:assert/strict";
import { GitLabFederation, type GitLabFederationArgs } from "../../components";
import { registerResources, valueOf, type RegisteredResource } from "./registerResources";

const subjects = [{ project: "acme/web", branches: ["main"] }];
const args: GitLabFederationArgs = {
    audience: "sts.amazonaws.com",
    roles: { web: { subjects }, "web-ci": { subjects } },
};

const ofType = (resources: RegisteredResource[], suffix: string) =>
    resources.filter(({ type }) => type.endsWith(`:${suffix}`));

describe("GitLabFederation and the AWS account", () => {
    it("previews no resource where the credentials belong to another account", async () => {
        const { resources, errors } = await registerResources(
            () => new GitLabFederation("gitlab", { ...args, accountId: "999999999999" }),
        );
        assert.deepEqual(
            resources.map(({ type }) => type),
            ["gitlab-aws-oidc:index:GitLabFederation"],
        );
        assert.match(
            errors.map(({ message }) => message).join(),
            /accountId = "999999999999".*belong to "123456789012"/,
        );
    });

    it("says which config keys to set where the AWS provider does not know its account, never arn:undefined", async () => {
        const answers = {
            "aws:index/getCallerIdentity:getCallerIdentity": undefined,
            "aws:index/getPartition:getPartition": undefined,
        };
        const { resources, errors } = await registerResources(() => new GitLabFederation("gitlab", args), {
            answers,
        });
        assert.match(errors.map(({ message }) => message).join(), /set "accountId" and "partition"/);
        assert.doesNotMatch(JSON.stringify(resources), /undefined/);
        const told = { ...args, accountId: "123456789012", partition: "aws" };
        const second = await registerResources(() => new GitLabFederation("gitlab", told), { answers });
        assert.deepEqual(second.errors, []);
    });

    it("writes ARNs of the caller's partition", async () => {
        const answers = { "aws:index/getPartition:getPartition": () => ({ partition: "aws-us-gov" }) };
        const gov = { ...args, roles: { web: { subjects } } };
        const { built } = await registerResources(() => new GitLabFederation("gitlab", gov), { answers });
        assert.ok(built);
        assert.equal(
            await valueOf(built.providerArn),
            "arn:aws-us-gov:iam::123456789012:oidc-provider/gitlab.com",
        );
    });

    describe("with an existing provider", () => {
        const token = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";
        const existing = { ...args, useExistingProvider: true };
        const arn = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";

        it("creates none", async () => {
            const answers = { [token]: () => ({ arn, clientIdLists: ["sts.amazonaws.com", "other"] }) };
            const { resources, errors } = await registerResources(
                () => new GitLabFederation("gitlab", existing),
                { answers },
            );
            assert.deepEqual(errors, []);
            assert.deepEqual(ofType(resources, "OpenIdConnectProvider"), []);
            assert.equal(ofType(resources, "ProjectRole").length, 2);
        });

        it("is an error at preview where it lacks the audience, with what it registers", async () => {
            const answers = { [token]: () => ({ arn, clientIdLists: ["other"] }) };
            const { errors, resources } = await registerResources(
                () => new GitLabFederation("gitlab", existing),
                {
                    answers,
                },
            );
            assert.deepEqual(ofType(resources, "Role"), []);
            assert.match(
                errors.map(({ message }) => message).join(),
                /does not register "sts.amazonaws.com"; it registers \["other"\]/,
            );
        });

        it("is an error at preview where the account has none", async () => {
            const answers = {
                [token]: () => {
                    throw new Error("couldn't find resource");
                },
            };
            const { errors } = await registerResources(() => new GitLabFederation("gitlab", existing), {
                answers,
            });
            assert.match(
                errors.map(({ message }) => message).join(),
                /no readable OIDC provider for https:\/\/gitlab\.com/,
            );
        });
    });
});

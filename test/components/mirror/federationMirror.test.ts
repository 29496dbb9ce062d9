import assert from "node:assert/strict";
import { GitLabFederation } from "../../../components";
import { registerResources, valueOf, type RegisteredResource } from "../registerResources";
import { gitlabUrl, mirrorIssuer, only, planMirror, privateFederation, s3Mirror } from "./mirrorSpecimens";

const object = (resources: readonly RegisteredResource[], key: string) =>
    resources.find(({ inputs }) => inputs["key"] === key);

describe("GitLabFederation with a mirror", () => {
    it("is the issuer of provider and trust policies, while the audience stays the instance's address", async () => {
        const { resources, built } = await planMirror();
        const issuer = mirrorIssuer.slice("https://".length);
        assert.deepEqual(only(resources, "OpenIdConnectProvider").inputs, {
            url: mirrorIssuer,
            clientIdLists: [gitlabUrl],
        });
        const policy = String(only(resources, "iam/role:Role").inputs["assumeRolePolicy"]);
        assert.deepEqual(JSON.parse(policy), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            [`${issuer}:aud`]: gitlabUrl,
                            [`${issuer}:sub`]: "project_path:acme/web:ref_type:branch:ref:main",
                        },
                    },
                },
            ],
        });
        assert.ok(built);
        assert.equal(await valueOf(built.issuer), issuer);
        assert.equal(await valueOf(built.audience), gitlabUrl);
        assert.equal(await valueOf(built.providerArn), `arn:aws:iam::123456789012:oidc-provider/${issuer}`);
    });

    it("makes the provider only when both documents are readable, so that it also goes first", async () => {
        const { resources } = await planMirror();
        const provider = only(resources, "OpenIdConnectProvider");
        const component = resources.find(({ urn }) => urn === provider.parent);
        const awaited = resources
            .filter(({ urn }) => component?.dependencies.includes(urn))
            .map(({ type }) => type);
        for (const part of ["Bucket", "BucketPolicy", "BucketPublicAccessBlock", "BucketObjectv2"]) {
            assert.ok(
                awaited.some((type) => type.endsWith(`:${part}`)),
                part,
            );
        }
        assert.equal(awaited.filter((type) => type.endsWith(":BucketObjectv2")).length, 2);
        const policy = only(resources, "BucketPolicy");
        assert.ok(policy.dependencies.includes(only(resources, "BucketPublicAccessBlock").urn));
        const keys = object(resources, "oauth/discovery/keys");
        assert.ok(keys?.dependencies.includes(policy.urn));
        assert.ok(
            keys && object(resources, ".well-known/openid-configuration")?.dependencies.includes(keys.urn),
        );
    });

    it("registers nothing of the kind, and has no such outputs, for a public instance", async () => {
        const { resources, built } = await registerResources(
            () =>
                new GitLabFederation("gitlab", {
                    ...privateFederation(s3Mirror),
                    discovery: undefined,
                } as never),
        );
        assert.ok(resources.every(({ type }) => !/DiscoveryMirror|s3/.test(type)));
        assert.equal(built?.discoveryBucketName, undefined);
        assert.equal(built?.discoveryInstanceSettings, undefined);
    });
});

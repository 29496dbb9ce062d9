import assert from "node:assert/strict";
import { join } from "node:path";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider";
import { DiscoveryMirror, GitLabFederation, IdentityProvider, ProjectRole } from "../../components";

interface Property {
    description?: string;
    plain?: boolean;
    $ref?: string;
}

interface Schema {
    name: string;
    resources: Record<
        string,
        {
            description?: string;
            inputProperties: Record<string, Property>;
            properties: Record<string, Property>;
        }
    >;
    types: Record<string, { properties: Record<string, Property> }>;
}

describe("the schema that other languages see", () => {
    let schema: Schema;

    before(async function () {
        this.timeout(120_000);
        const provider = new ComponentProvider({
            name: "gitlab-aws-oidc",
            dirname: join(__dirname, "../../components"),
            components: [DiscoveryMirror, GitLabFederation, IdentityProvider, ProjectRole],
        });
        schema = JSON.parse(await provider.getSchema()) as Schema;
    });

    it("has the components under their tokens, and outputs under their names", () => {
        const outputs = Object.fromEntries(
            Object.entries(schema.resources).map(([token, { properties }]) => [
                token,
                Object.keys(properties).sort(),
            ]),
        );
        assert.deepEqual(outputs, {
            "gitlab-aws-oidc:index:DiscoveryMirror": [
                "bucketName",
                "distributionDomainName",
                "instanceSettings",
                "issuerUrl",
            ],
            "gitlab-aws-oidc:index:GitLabFederation": [
                "audience",
                "discoveryBucketName",
                "discoveryDistributionDomainName",
                "discoveryInstanceSettings",
                "issuer",
                "providerArn",
                "roleArns",
                "roleNames",
            ],
            "gitlab-aws-oidc:index:IdentityProvider": ["arn", "issuer", "url"],
            "gitlab-aws-oidc:index:ProjectRole": ["arn", "roleName", "trustPolicy"],
        });
    });

    it("describes every resource and every property", () => {
        const owners = [
            ...Object.entries(schema.resources).flatMap(
                ([token, { description, inputProperties, properties }]) => [
                    [token, { "(itself)": { ...(description !== undefined && { description }) } }] as const,
                    [token, inputProperties] as const,
                    [token, properties] as const,
                ],
            ),
            ...Object.entries(schema.types).map(([token, { properties }]) => [token, properties] as const),
        ];
        const silent = owners.flatMap(([token, properties]: readonly [string, Record<string, Property>]) =>
            Object.entries(properties)
                .filter(
                    ([, { description = "" }]) =>
                        description.trim() === "" || description.includes("[object Object]"),
                )
                .map(([name]) => `${token}.${name}`),
        );
        assert.deepEqual(silent, []);
    });

    it("takes nothing that could be unknown into a trust policy but the account", () => {
        const federation = schema.resources["gitlab-aws-oidc:index:GitLabFederation"]?.inputProperties ?? {};
        const role = schema.resources["gitlab-aws-oidc:index:ProjectRole"]?.inputProperties ?? {};
        const eventual = (properties: Record<string, Property>) =>
            Object.entries(properties).flatMap(([name, { plain }]) => (plain === true ? [] : [name]));
        assert.deepEqual(eventual(federation), []);
        assert.deepEqual(eventual(role).sort(), ["accountId", "partition"]);
    });
});

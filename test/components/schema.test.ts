import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
    type ComponentSchema,
    inferSchema,
    schemaFile,
    schemaText,
} from "../../scripts/docs/componentSchema";
import { breakingChanges } from "../../scripts/docs/schemaChanges";

describe("the schema that other languages see", () => {
    let schema: ComponentSchema;

    before(async function () {
        this.timeout(120_000);
        schema = await inferSchema();
    });

    it("is the one that is committed, and breaks no program that was written for that", async () => {
        const text = readFileSync(schemaFile, "utf8");
        const broken = breakingChanges(JSON.parse(text) as ComponentSchema, schema);
        assert.deepEqual(
            broken,
            [],
            `Programs that use the components would break:\n- ${broken.join("\n- ")}\n` +
                "If that is meant, say so in CHANGELOG.md, and run: npm run generate -- --breaking",
        );
        assert.ok(
            text === (await schemaText(schema)),
            "components/schema.json is not what the components are now. Run: npm run generate",
        );
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
        const silent = owners.flatMap(
            ([token, properties]: readonly [string, Record<string, { description?: string }>]) =>
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
        const eventual = (properties: Record<string, { plain?: boolean }>) =>
            Object.entries(properties).flatMap(([name, { plain }]) => (plain === true ? [] : [name]));
        assert.deepEqual(eventual(federation), []);
        assert.deepEqual(eventual(role).sort(), ["accountId", "partition"]);
    });
});

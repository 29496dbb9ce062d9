import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
    type ComponentSchema,
    inferSchema,
    schemaFile,
    schemaText,
} from "../../scripts/docs/componentSchema";
import { problemsOf } from "./federationConfigs";
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
            "gitlab-aws-oidc:index:OrganizationGuardrails": ["policyDocuments", "policyIds"],
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

    it("has an example for every component and every argument, and each example is accepted", () => {
        const example = (text = "") => /Example: `([^`]*)`\.$/.exec(text)?.[1];
        const missing = [
            ...Object.entries(schema.resources).flatMap(([token, { description = "", inputProperties }]) => [
                ...(/```typescript\n[^]+```/.test(description) ? [] : [token]),
                ...Object.entries(inputProperties).flatMap(([name, property]) =>
                    example(property.description) === undefined ? [`${token}.${name}`] : [],
                ),
            ]),
            ...Object.entries(schema.types)
                // Its descriptions are those of the core.
                .filter(([token]) => !token.endsWith(":SubjectSelector"))
                .flatMap(([token, { properties }]) =>
                    Object.entries(properties).flatMap(([name, property]) =>
                        example(property.description) === undefined ? [`${token}.${name}`] : [],
                    ),
                ),
        ];
        assert.deepEqual(missing, []);
        const federation = schema.resources["gitlab-aws-oidc:index:GitLabFederation"]?.inputProperties ?? {};
        const around: Record<string, object> = {
            discovery: { gitlabUrl: "https://gitlab.internal.example.com", discovery: undefined },
            adoptProvider: { accountId: "123456789012" },
        };
        for (const [owner, properties] of [
            ["", federation] as const,
            ["roles.web", schema.types["gitlab-aws-oidc:index:FederatedRole"]?.properties ?? {}] as const,
        ]) {
            for (const [name, property] of Object.entries(properties)) {
                // Its file is not here, and an audience must be registered.
                if (["discovery", "additionalAudiences"].includes(name)) continue;
                const text = example(property.description) ?? "";
                const value: unknown = property.type === "string" ? text : JSON.parse(text);
                const role = { subjects: [{ project: "acme/web", branches: ["main"] }] };
                const args =
                    owner === ""
                        ? { roles: { other: role }, ...around[name], [name]: value }
                        : { roles: { other: { ...role, [name]: value } } };
                assert.deepEqual(problemsOf(args), [], `${owner} ${name}`);
            }
        }
    });

    it("gives generated SDKs single names: no type ends in Args, which they add", () => {
        assert.deepEqual(
            Object.keys(schema.types).filter((token) => token.endsWith("Args")),
            [],
        );
    });

    it("takes nothing that could be unknown into a trust policy but the account", () => {
        const federation = schema.resources["gitlab-aws-oidc:index:GitLabFederation"]?.inputProperties ?? {};
        const role = schema.resources["gitlab-aws-oidc:index:ProjectRole"]?.inputProperties ?? {};
        const eventual = (properties: Record<string, { plain?: boolean }>) =>
            Object.entries(properties).flatMap(([name, { plain }]) => (plain === true ? [] : [name]));
        assert.deepEqual(eventual(federation), []);
        assert.deepEqual(eventual(role).sort(), ["accountId", "partition", "permissionsBoundary"]);
    });
});

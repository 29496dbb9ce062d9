import assert from "node:assert/strict";
import fc from "fast-check";
import { GitLabFederation, type GitLabFederationArgs } from "../../components";
import { propertyRuns } from "../propertyRuns";
import { validConfigs } from "./federationConfigs";
import { registerResources, type RegisteredResource } from "./registerResources";

const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

async function register(config: GitLabFederationArgs): Promise<RegisteredResource[]> {
    const { resources, errors } = await registerResources(() => new GitLabFederation("gitlab", config));
    assert.deepEqual(errors, []);
    return resources;
}

/** The same value with the keys of every object, and the entries of every list but one of components, in reverse. */
function reversed(value: unknown, key = ""): unknown {
    if (Array.isArray(value)) {
        const entries = value.map((entry) => reversed(entry));
        return key === "subjectComponents" ? entries : entries.reverse();
    }
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).reverse();
    return Object.fromEntries(entries.map(([name, entry]) => [name, reversed(entry, name)]));
}

/** What the engine compares: every resource by its URN, in no order. */
const byUrn = (resources: RegisteredResource[]) =>
    Object.fromEntries(resources.map(({ urn, inputs, parent }) => [urn, { inputs, parent }]));

describe("any valid config", function () {
    this.timeout(600_000);

    it("gives no two resources one URN or one name in AWS, and no unknown trust policy", async () => {
        await fc.assert(
            fc.asyncProperty(validConfigs, async (config) => {
                const resources = await register(config);
                assert.equal(new Set(resources.map(({ urn }) => urn)).size, resources.length);
                const names = resources.flatMap(({ type, inputs }) => {
                    if (type === "aws:iam/role:Role") return [`role ${String(inputs.name).toLowerCase()}`];
                    if (type === "aws:iam/rolePolicy:RolePolicy")
                        return [`policy ${String(inputs.role)} ${String(inputs.name)}`];
                    if (type.endsWith("RolePolicyAttachment"))
                        return [`attached ${String(inputs.role)} ${String(inputs.policyArn)}`];
                    return [`${type} ${String(inputs.url)}`].filter(() => type.startsWith("aws:"));
                });
                assert.equal(new Set(names).size, names.length);
                const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
                assert.equal(roles.length, Object.keys(config.roles).length);
                roles.forEach(({ inputs }) => {
                    const policy = String(inputs.assumeRolePolicy);
                    assert.ok(
                        policy.startsWith("{") &&
                            !policy.includes(unknownText) &&
                            !policy.includes("undefined"),
                    );
                });
            }),
            { numRuns: propertyRuns(60) },
        );
    });

    it("gives the same resources in whatever order it is written", async () => {
        await fc.assert(
            fc.asyncProperty(validConfigs, async (config) => {
                const other = reversed(config) as GitLabFederationArgs;
                // The first previous issuer is no more than the last, the first audience of a role neither.
                assert.deepEqual(byUrn(await register(other)), byUrn(await register(config)));
            }),
            { numRuns: propertyRuns(40) },
        );
    });

    it("keeps the role of a renamed key", async () => {
        await fc.assert(
            fc.asyncProperty(validConfigs, async (config) => {
                const [key = "", role] = Object.entries(config.roles)[0] ?? [];
                assert.ok(role);
                const others = Object.fromEntries(
                    Object.entries(config.roles).filter(([name]) => name !== key),
                );
                const renamed = {
                    ...config,
                    roles: { ...others, renamed: { ...role, previousKeys: [key] } },
                };
                const before = byUrn(await register(config));
                const after = await register(renamed);
                const component = after.find(({ name }) => name === "gitlab:renamed");
                assert.deepEqual(component?.aliasNames, [`gitlab:${key}`]);
                // Under its alias every resource is the one that was there.
                const back = (text: string) => text.replaceAll(/::gitlab:renamed(?=:|$)/g, `::gitlab:${key}`);
                const aliased = after.map((resource) => ({
                    ...resource,
                    urn: back(resource.urn),
                    parent: back(resource.parent),
                }));
                assert.deepEqual(byUrn(aliased), before);
            }),
            { numRuns: propertyRuns(30) },
        );
    });
});

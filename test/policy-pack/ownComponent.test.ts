import assert from "node:assert/strict";
import fc from "fast-check";
import type { AnalyzedResource, Diagnostic } from "../../cli/pack";
import { GitLabFederation, type GitLabFederationArgs } from "../../components";
import { validConfigs } from "../components/federationConfigs";
import { registerResources } from "../components/registerResources";
import { propertyRuns } from "../propertyRuns";
import { packOfSuite } from "./packOfSuite";

const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const roleType = "aws:iam/role:Role";

/** What the program registers for a config at the preview of a fresh stack, as the engine shows it to a pack. */
async function previewed(config: GitLabFederationArgs): Promise<AnalyzedResource[]> {
    const { resources, errors } = await registerResources(() => new GitLabFederation("gitlab", config));
    assert.deepEqual(errors, []);
    return resources.map(({ type, name, urn, inputs, dependencies, protect }) => ({
        ...{ type, name, urn, props: inputs, dependencies },
        options: { protect },
    }));
}

/** The keys of the roles with a group that no id narrows down to one project. */
function broadRoles({ roles }: GitLabFederationArgs): string[] {
    const isBroad = ({ subjects }: GitLabFederationArgs["roles"][string]) =>
        subjects.some(({ group, projectId }) => group !== undefined && projectId === undefined);
    return Object.entries(roles)
        .filter(([, role]) => isBroad(role))
        .map(([key]) => `gitlab:${key}`)
        .sort();
}

describe("the project's own component under the pack", function () {
    this.timeout(600_000);
    const pack = packOfSuite();

    const judge = async (resources: readonly AnalyzedResource[]) => {
        const diagnostics: Diagnostic[] = [];
        for (const resource of resources) diagnostics.push(...(await pack().analyze(resource)));
        return [...diagnostics, ...(await pack().analyzeStack(resources))];
    };

    it("has no mandatory finding for any valid config, but one for each role that declares a broad subject", async () => {
        let [broad, narrow] = [0, 0];
        await fc.assert(
            fc.asyncProperty(validConfigs, async (config) => {
                const resources = await previewed(config);
                const mandatory = (await judge(resources)).filter(({ level }) => level === "mandatory");
                const named = mandatory.map(
                    ({ policy, urn }) => `${policy} ${String(urn).replace(/^.*::/, "")}`,
                );
                const expected = broadRoles(config).map((role) => `trust-subject-projects ${role}`);
                assert.deepEqual([...new Set(named)].sort(), expected);
                if (expected.length > 0) broad++;
                else narrow++;
            }),
            { numRuns: propertyRuns(60) },
        );
        // Both sides of the claim were tried.
        assert.ok(broad > 5 && narrow > 5, `${String(broad)} broad, ${String(narrow)} narrow`);
    });

    it("is seen whole: every trust policy is known, and an unknown one would be reported", async () => {
        const config: GitLabFederationArgs = {
            roles: { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } },
        };
        const resources = await previewed(config);
        const reported = async (shown: readonly AnalyzedResource[]) =>
            (await judge(shown)).map(({ policy }) => policy);
        assert.deepEqual(await reported(resources), ["trust-project-identity"]);
        const hidden = resources.map((resource) =>
            resource.type === roleType
                ? { ...resource, props: { ...resource.props, assumeRolePolicy: unknownText } }
                : resource,
        );
        assert.deepEqual(await reported(hidden), ["trust-policy-known"]);
    });
});

import assert from "node:assert/strict";
import { stringify } from "yaml";
import { startMinistack, type Ministack } from "../judge/ministack";
import { callOrganizations } from "../judge/organizations";
import { engineProject, type EngineProject } from "./engineProject";
import type { EngineStack } from "./engineStack";
import { describeWithEngine } from "./findEngine";
import { orSkip } from "../tools/orSkip";

const program = `
import * as pulumi from "@pulumi/pulumi";
import { OrganizationGuardrails } from "../components";

const config = new pulumi.Config("guardrail");
const guardrails = new OrganizationGuardrails("web-identity", config.requireObject("args"));
export const policyDocuments = guardrails.policyDocuments;
export const policyIds = guardrails.policyIds;
`;

const types = ["RESOURCE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY"] as const;

describeWithEngine("an organization's guardrail under the real engine", () => {
    let aws: Ministack | undefined;
    let project: EngineProject | undefined;
    let stack: EngineStack;
    let root = "";
    let unit = "";

    const organizations = async (action: string, parameters: object = {}) =>
        await callOrganizations(aws?.url ?? "", action, parameters);
    /** The names of the policies that a target has, without AWS's own. */
    const attachedTo = async (target: string) => {
        const lists = await Promise.all(
            types.map((Filter) => organizations("ListPoliciesForTarget", { TargetId: target, Filter })),
        );
        const names = lists.flatMap(({ Policies = [] }) => Policies.map(({ Name }) => String(Name)));
        return names.filter((name) => name !== "FullAWSAccess").sort();
    };
    const args = (more: object = {}) => ({
        issuers: [{ url: "https://gitlab.com", groups: ["acme"], namespaceIds: ["9970"] }],
        targetIds: [unit],
        protect: { principalArns: ["arn:aws:iam::*:role/platform"] },
        ...more,
    });
    const deploy = async (more: object = {}) => {
        stack.configure({ "aws:region": "us-east-1", "guardrail:args": args(more) });
        const { finished } = await stack.mustRun("up");
        return finished.flatMap(({ op, type, name }) =>
            type.startsWith("aws:organizations/") ? [`${op} ${name.replace("web-identity:", "")}`] : [],
        );
    };

    before(async function () {
        aws = orSkip(this, await startMinistack());
        project = engineProject(aws.url);
        const [first] = (await organizations("ListRoots"))["Roots"] ?? [];
        root = String(first?.["Id"]);
        await organizations("EnablePolicyType", { RootId: root, PolicyType: "RESOURCE_CONTROL_POLICY" });
        const made = await organizations("CreateOrganizationalUnit", { ParentId: root, Name: "ci" });
        unit = String((made["OrganizationalUnit"] as unknown as Record<string, unknown>)["Id"]);
        project.program("guardrail", {
            "Pulumi.yaml": stringify({ name: "guardrail", runtime: "nodejs", main: "index.ts" }),
            "index.ts": program,
            "tsconfig.json": JSON.stringify({ extends: "../tsconfig.json" }),
        });
        stack = await project.stack("guardrail", undefined, "guardrail");
    });

    after(async () => {
        await aws?.stop();
        project?.remove();
    });

    it("is made and attached, and changes nothing the second time", async () => {
        const made = await deploy();
        assert.deepEqual(made.sort(), [
            `create resource-control-1`,
            `create resource-control-1:${unit}`,
            `create service-control-1`,
            `create service-control-1:${unit}`,
        ]);
        assert.deepEqual(await attachedTo(unit), [
            "web-identity-resource-control-1",
            "web-identity-service-control-1",
        ]);
        await stack.mustRun("preview", "--expect-no-changes");
    });

    it("has in AWS the documents that were known at preview", async () => {
        const { policyDocuments, policyIds } = (await stack.outputs()) as Record<
            string,
            Record<string, string>
        >;
        for (const [name, id] of Object.entries(policyIds ?? {})) {
            const { Policy } = await organizations("DescribePolicy", { PolicyId: id });
            const { Content, PolicySummary } = Policy as unknown as {
                Content: string;
                PolicySummary: { Type: string };
            };
            assert.equal(Content, policyDocuments?.[name]);
            const type = name.includes("resource") ? "RESOURCE_CONTROL_POLICY" : "SERVICE_CONTROL_POLICY";
            assert.equal(PolicySummary.Type, type);
        }
    });

    it("is changed in place when a group comes", async () => {
        const issuers = [
            { url: "https://gitlab.com", groups: ["acme", "acme-labs"], namespaceIds: ["9970"] },
        ];
        assert.deepEqual(await deploy({ issuers }), ["update resource-control-1"]);
        assert.deepEqual((await attachedTo(unit)).length, 2);
    });

    it("moves from a unit to the root, attached there before it leaves the unit", async () => {
        const steps = await deploy({ targetIds: [root] });
        const made = steps.findIndex((step) => step === `create resource-control-1:${root}`);
        const gone = steps.findIndex((step) => step === `delete resource-control-1:${unit}`);
        assert.ok(made >= 0 && made < gone, steps.join());
        assert.deepEqual(await attachedTo(unit), []);
        assert.equal((await attachedTo(root)).length, 2);
    });

    it("leaves nothing behind, each policy detached before it is deleted", async () => {
        await stack.mustRun("destroy");
        assert.deepEqual(await attachedTo(root), []);
        for (const Filter of types) {
            const { Policies = [] } = await organizations("ListPolicies", { Filter });
            assert.deepEqual(
                Policies.map(({ Name }) => Name).filter((name) => name !== "FullAWSAccess"),
                [],
            );
        }
    });
});

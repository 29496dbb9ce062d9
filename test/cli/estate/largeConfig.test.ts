import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type PlannedStack, planStack } from "../../../cli/estate/planStack";
import { engineConfigLimit } from "../../../cli/estate/runProgram";
import { terminal } from "../../../cli/terminal";
import { copyProgram } from "../../copyProgram";
import { commandFile } from "../runCommand";

const silent = terminal(
    { isTerminal: false, columns: undefined, environment: {} },
    { out: () => undefined, err: () => undefined },
);
const roles = (count: number, prefix = "role") =>
    Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
            `${prefix}-${String(index)}`,
            {
                subjects: [{ project: `acme/project-${String(index)}`, branches: ["main"] }],
                managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"],
            },
        ]),
    );

describe("a program with much config", function () {
    this.timeout(120_000);
    let folder: string;

    // The program in a folder of its own, below that of Pulumi.yaml.
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "large-config-"));
        mkdirSync(join(folder, "program"));
        copyProgram(join(folder, "program"));
        const options = { typescript: false, nodeargs: "--require ./components/loadSource.js" };
        const project = { name: "gitlab-aws-oidc", main: "program", runtime: { name: "nodejs", options } };
        writeFileSync(join(folder, "Pulumi.yaml"), stringify(project));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    const plan = async (config: object): Promise<PlannedStack> => {
        writeFileSync(join(folder, "Pulumi.dev.yaml"), stringify({ config }));
        return await planStack({ cwd: folder }, { commandFile, terminal: silent });
    };
    const roleCount = ({ plan: { resources } }: PlannedStack) =>
        resources.filter(({ type }) => type === "aws:iam/role:Role").length;

    it("runs with more than the engine can pass, and a note names the engine's limit", async () => {
        const planned = await plan({ "gitlab-aws-oidc:roles": roles(1_000) });
        assert.deepEqual(
            planned.plan.messages.filter(({ severity }) => severity === "error"),
            [],
        );
        assert.equal(planned.plan.completed, true);
        assert.equal(roleCount(planned), 1_000);
        const [note = ""] = planned.notes;
        assert.match(note, /131,057 bytes/);
        assert.match(note, /rolesFiles/);
        assert.equal(engineConfigLimit, 131_057);
    });

    it("has the note before the limit is reached, and none far from it", async () => {
        const near = await plan({ "gitlab-aws-oidc:roles": roles(650) });
        const size = Buffer.byteLength(JSON.stringify(near.config));
        assert.ok(size < engineConfigLimit, String(size));
        assert.equal(near.notes.length, 1);
        assert.deepEqual((await plan({ "gitlab-aws-oidc:roles": roles(10) })).notes, []);
    });

    it("reads files of roles from the folder of Pulumi.yaml, wherever the program is", async () => {
        mkdirSync(join(folder, "teams"));
        writeFileSync(join(folder, "teams/web.yaml"), stringify(roles(2, "web")));
        const planned = await plan({ "gitlab-aws-oidc:rolesFiles": ["teams/*.yaml"] });
        assert.deepEqual(planned.plan.messages, []);
        assert.equal(roleCount(planned), 2);
    });
});

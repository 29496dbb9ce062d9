import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shownValue, unknownValue } from "../../../cli/estate/plan";
import { completedPlan, type PlannedStack, planStack, type StackChoice } from "../../../cli/estate/planStack";
import { CommandError, terminal } from "../../../cli/terminal";
import { buildCommand } from "../buildCommand";
import { commandFile, fixture, runCommand } from "../runCommand";

const silent = terminal(
    { isTerminal: false, columns: undefined, environment: {} },
    { out: () => undefined, err: () => undefined },
);

/** Runs the program with many faces. */
function plan(mode: string, choice: Omit<StackChoice, "cwd"> = {}): Promise<PlannedStack> {
    const config = [`mode=${mode}`, ...(choice.config ?? [])];
    return planStack({ ...choice, cwd: fixture("faces"), config }, { commandFile, terminal: silent });
}

async function failure(mode: string): Promise<string> {
    const planned = await plan(mode);
    try {
        completedPlan(planned);
    } catch (error) {
        assert.ok(error instanceof CommandError);
        return error.message;
    }
    return assert.fail("the program ran to its end");
}

describe("a program that runs offline", () => {
    let planned: PlannedStack;

    before(async () => {
        planned = await plan("fine", { stack: "acme/faces/dev" });
    });

    it("gets config, names and folders as from the engine", () => {
        const outputs = shownValue(planned.plan.outputs) as Record<string, unknown>;
        assert.equal(planned.plan.completed, true);
        assert.deepEqual(outputs["config"], {
            "aws:region": "eu-central-1",
            "faces:again": '{"x":[1],"y":2}',
            "faces:anchored": '{"x":[1],"y":2}',
            "faces:count": "3",
            "faces:flag": "true",
            "faces:fraction": "1.5",
            "faces:list": '["b","a",{"a":null,"z":1}]',
            "faces:mode": "fine",
            "faces:number": "42",
            "faces:text": "0123",
        });
        assert.equal(outputs["organization"], "acme");
        assert.equal(outputs["root"], fixture("faces"));
        assert.equal(outputs["folder"], fixture("faces/program"));
        assert.equal(outputs["isPreview"], true);
    });

    it("sees what is not an input as unknown, also inside a text, and its inputs as known", () => {
        const { outputs } = planned.plan;
        assert.equal(outputs["unknownArn"], unknownValue);
        assert.equal(outputs["text"], unknownValue);
        assert.equal(outputs["knownName"], "alarms");
        assert.equal(shownValue(outputs["password"]), "[secret]");
    });

    it("is seen with every resource's parent, options, aliases and dependencies", () => {
        const byName = new Map(planned.plan.resources.map((resource) => [resource.name, resource]));
        const { logs, alarms, outer } = Object.fromEntries(byName);
        assert.ok(logs && alarms && outer);
        assert.equal(
            logs.urn,
            "urn:pulumi:dev::faces::faces:index:Group$faces:index:Group$aws:s3/bucket:Bucket::logs",
        );
        assert.equal(logs.parent, byName.get("inner")?.urn);
        const { version, ...options } = logs.options;
        assert.match(version ?? "", /^\d+\./);
        assert.deepEqual(options, {
            protect: true,
            retainOnDelete: true,
            deleteBeforeReplace: false,
            ignoreChanges: ["tags"],
        });
        assert.deepEqual(
            logs.aliases.flatMap(({ name }) => name ?? []),
            ["old-logs"],
        );
        assert.deepEqual(alarms.propertyDependencies["displayName"], [logs.urn]);
        assert.ok(alarms.dependencies.includes(logs.urn));
        assert.equal(alarms.inputs["displayName"], unknownValue);
        assert.deepEqual([outer.custom, logs.custom, logs.read], [false, true, false]);
    });

    it("is told placeholders, which are recorded, and what the config says", () => {
        const told = planned.plan.calls.map(({ token, source }) => [token.split(":").at(-1), source]);
        assert.deepEqual(told.sort(), [
            ["getCallerIdentity", "placeholder"],
            ["getRegion", "config"],
        ]);
    });

    it("finds a referenced stack's outputs where they are given, and unknowns where not", async () => {
        const folder = mkdtempSync(join(tmpdir(), "outputs-"));
        const file = join(folder, "base.json");
        writeFileSync(file, '{"arn":"arn:known"}');
        const known = await plan("reference", { stackOutputs: [`acme/base/dev=${file}`] });
        rmSync(folder, { recursive: true });
        assert.equal(known.plan.outputs["arn"], "arn:known");
        assert.deepEqual(known.plan.outputs["details"], { value: "arn:known" });
        const unknown = await plan("reference");
        assert.equal(unknown.plan.outputs["arn"], unknownValue);
        assert.equal(unknown.plan.resources.at(-1)?.read, true);
    });

    it("gets the user's answer to a function that only a cloud can answer", async () => {
        const folder = mkdtempSync(join(tmpdir(), "answers-"));
        const file = join(folder, "answers.json");
        writeFileSync(file, '{"aws:index/getAvailabilityZones:getAvailabilityZones":{"names":["a"]}}');
        const { plan: answered } = await plan("asks", { answers: file });
        rmSync(folder, { recursive: true });
        assert.deepEqual(answered.outputs["zones"], ["a"]);
        const message = await failure("asks");
        assert.match(
            message,
            /asks aws:index\/getAvailabilityZones.* for \{"state":"available"\}.* --answers FILE/,
        );
    });

    it("may print, which is kept as a message", async () => {
        const { plan: printed } = await plan("prints");
        assert.deepEqual(printed.messages, [
            { severity: "info", text: "hello from the program" },
            { severity: "info", text: "raw text" },
        ]);
        assert.equal(printed.completed, true);
    });
});

describe("a program that fails offline", () => {
    const head = "The program of faces failed for the stack dev.\n";

    it("is told by its message, without a stack", async () => {
        assert.equal(await failure("runError"), `${head}roles.web is missing\n-> Write roles.web.`);
        assert.equal(await failure("rejects"), `${head}asked in vain`);
    });

    it("is told that nobody was asked for the account, where the program wants another", async () => {
        const planned = await plan("otherAccount");
        assert.throws(
            () => completedPlan(planned),
            (error: unknown) => {
                assert.ok(error instanceof CommandError);
                assert.match(error.message, /the credentials belong to 000000000000$/);
                assert.match(error.fix ?? "", /placeholder.*--config faces:accountId=/);
                return true;
            },
        );
        const right = await plan("otherAccount", { config: ["faces:accountId=210987654321"] });
        assert.equal(completedPlan(right).completed, true);
    });

    it("is told by the program's own line where it is a defect", async () => {
        const message = await failure("typeError");
        assert.match(
            message,
            /TypeError: Cannot read properties of undefined \(reading 'length'\)\n {2}at .*index\.ts:\d+:\d+\)$/,
        );
    });

    it("has failed when it logged an error, though it went on", async () => {
        assert.equal(await failure("logError"), `${head}wrong`);
    });

    it("may not give two resources one identity", async () => {
        assert.match(await failure("twice"), /one of that type and name already .*Group::same/);
    });

    it("may exit, or wait for ever", async () => {
        await assert.rejects(plan("exits"), /ended with exit code 7 before it was done/);
        assert.equal(
            await failure("waits"),
            `${head}The program ended while it still waited for something that never came.`,
        );
    });

    it("is ended after the time limit, with what it registered and what is open", async () => {
        const ways = { server: /1 TCPServerWrap/i, loop: /endless loop/, interval: /1 Timeout/ };
        const ended = Object.entries(ways).map(async ([mode, open]) => {
            const choice = { cwd: fixture("endless"), config: [`mode=${mode}`], timeout: 3 };
            await assert.rejects(planStack(choice, { commandFile, terminal: silent }), (error: unknown) => {
                assert.ok(error instanceof CommandError);
                assert.match(error.message, /within 3 s/);
                assert.match(error.message, /endless:index:Group before/);
                assert.match(error.message, open);
                assert.match(error.fix ?? "", /--timeout/);
                return true;
            });
        });
        await Promise.all(ended);
    });

    // The child has the program's streams for a minute.
    it("is not waited for by way of a process that it started, and its errors are shown", async () => {
        buildCommand();
        const started = Date.now();
        const options = ["--cwd", fixture("endless"), "--config", "mode=child", "--timeout", "3"];
        const { code, stderr } = await runCommand(["preview", ...options]);
        assert.equal(code, 2, stderr);
        assert.match(stderr, /within 3 s[^]*ProcessWrap[^]*after the child/);
        assert.ok(Date.now() - started < 45_000);
    });
});

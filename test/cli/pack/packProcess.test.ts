import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type AnalyzedResource, PackError, type PackProcess, startPack } from "../../../cli/pack";
import { type FixturePack, fixturePack, obedientEntry } from "./fixturePack";

const resource = (props: Record<string, unknown>): AnalyzedResource => ({
    type: "t:t:Thing",
    name: "a",
    urn: "urn:a",
    props,
});

/** Whether a process of that id is there. */
function isAlive(pid: number): boolean {
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
}

/** The error that a promise ends with; it must be one for the user's eye. */
async function packErrorOf(promise: Promise<unknown>): Promise<PackError> {
    const error: unknown = await promise.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    assert.ok(error instanceof PackError, String(error));
    assert.doesNotMatch(error.message, /^\s+at /m);
    return error;
}

describe("a pack process", () => {
    const fixtures: FixturePack[] = [];
    const packs: PackProcess[] = [];
    const fixture = (entry: string, installed?: boolean) => {
        const made = fixturePack(entry, installed);
        fixtures.push(made);
        return made.folder;
    };
    const start = async (entry: string, timeouts = {}) => {
        const pack = await startPack(fixture(entry), timeouts);
        packs.push(pack);
        return pack;
    };
    after(async () => {
        await Promise.all(packs.map((pack) => pack.stop()));
        fixtures.forEach((made) => made.remove());
    });

    it("describes itself", async () => {
        const { name, version, policies } = (await start(obedientEntry)).info();
        assert.deepEqual([name, version], ["fixture", "1.2.3"]);
        assert.deepEqual(
            policies.map((policy) => [policy.name, policy.kind, policy.level, policy.severity]),
            [
                ["obedient", "resource", "mandatory", "high"],
                ["onlooker", "stack", "advisory", undefined],
            ],
        );
        assert.deepEqual(policies[0]?.configSchema.color, { type: "string", default: "red" });
    });

    it("loads ts-node and the compiler for a pack in TypeScript alone", async () => {
        const loaded = async (entry: string): Promise<string | undefined> => {
            const folder = fixture(`${entry}
                const compilers = /typescript.lib.typescript\\.js$|ts-node.dist.index\\.js$/;
                const loaded = Object.keys(require.cache).filter((file) => compilers.test(file)).length;
                const { PolicyPack } = require("@pulumi/policy");
                const policy = { name: "one", description: String(loaded), validateResource() {} };
                new PolicyPack("fixture", { policies: [policy] });`);
            writeFileSync(join(folder, "typed.ts"), "export const typed: string = __filename;");
            const pack = await startPack(folder);
            packs.push(pack);
            return pack.info().policies[0]?.description;
        };
        assert.equal(await loaded(""), "0");
        assert.equal(await loaded('require("./typed").typed.length;'), "2");
    });

    it("is configured as the engine would: defaults filled in, levels replaced, `all` for the rest", async () => {
        const pack = await start(obedientEntry);
        const judged = async () => {
            const [diagnostic] = await pack.analyze(resource({ report: true }));
            return diagnostic && [diagnostic.level, diagnostic.message.split("\n")[1]];
        };
        assert.deepEqual(await judged(), ["mandatory", "{}"]);
        await pack.configure({});
        assert.deepEqual(await judged(), ["mandatory", '{"color":"red"}']);
        await pack.configure({ all: "advisory", obedient: { size: 3, color: "blue" } });
        assert.deepEqual(await judged(), ["advisory", '{"color":"blue","size":3}']);
        await pack.configure({ all: "advisory", obedient: "mandatory", misspelled: "mandatory" });
        assert.deepEqual(await judged(), ["mandatory", '{"color":"red"}']);
        await pack.configure({ all: "disabled" });
        assert.equal(await judged(), undefined);
    });

    it("is shown a stack with its dependencies, parents and options", async () => {
        const pack = await start(obedientEntry);
        const child: AnalyzedResource = {
            ...resource({ missing: undefined, date: new Date(0) }),
            name: "b",
            urn: "urn:b",
            parent: "urn:a",
            options: { protect: true },
            dependencies: ["urn:a"],
            propertyDependencies: { input: ["urn:a"] },
        };
        const diagnostics = await pack.analyzeStack([resource({}), child]);
        assert.deepEqual(
            diagnostics.map(({ urn }) => urn),
            ["urn:a", "urn:b"],
        );
        assert.deepEqual(JSON.parse(diagnostics[1]?.message.split("\n")[1] ?? ""), {
            name: "b",
            parent: "a",
            protect: true,
            dependencies: ["a"],
            input: ["a"],
        });
    });

    it("says what a failing policy said, without its stack, and goes on", async () => {
        const pack = await start(obedientEntry);
        const error = await packErrorOf(pack.analyze(resource({ fail: true })));
        assert.match(
            error.message,
            /failed while judging urn:a\.\n.*policy 'obedient'.*\n +Error: told to fail$/s,
        );
        assert.deepEqual(await pack.analyze(resource({})), []);
    });

    it("says that it ended, and how", async () => {
        const pack = await start(obedientEntry);
        const error = await packErrorOf(pack.analyze(resource({ exit: true })));
        assert.match(error.message, /ended \(exit code 3\) while judging urn:a/);
        await pack.stop();
    });

    it("does not wait for ever for an answer", async () => {
        const pack = await start(obedientEntry, { answer: 200 });
        const error = await packErrorOf(pack.analyze(resource({ wait: true })));
        assert.match(error.message, /took longer than 200 ms while judging urn:a/);
    });

    it("is gone after stop, which may be called again", async () => {
        const pack = await start(obedientEntry);
        assert.ok(isAlive(pack.pid));
        await pack.stop();
        await pack.stop();
        assert.ok(!isAlive(pack.pid));
    });

    it("ends when whoever started it is killed", async () => {
        const folder = fixture(obedientEntry);
        const program = `
            const { startPack } = require(${JSON.stringify(join(__dirname, "..", "..", "..", "cli", "pack"))});
            void startPack(${JSON.stringify(folder)}).then(({ pid }) => console.log(pid));
        `;
        const args = ["-r", join(__dirname, "../../../components/loadSource.js"), "-e", program];
        const parent = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
        const [line] = (await once(parent.stdout, "data")) as [Buffer];
        const pid = Number(line.toString());
        assert.ok(isAlive(pid));
        parent.kill("SIGKILL");
        for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 50) await delay(50);
        assert.ok(!isAlive(pid));
    });
});

describe("a pack that does not start", () => {
    const refusal = async (entry: string, timeouts = {}, installed = true) => {
        const { folder, remove } = fixturePack(entry, installed);
        try {
            return await packErrorOf(startPack(folder, timeouts));
        } finally {
            remove();
        }
    };

    it("shows what it wrote, without the stack", async () => {
        const { message } = await refusal('throw new Error("no such module here")');
        assert.match(message, /ended while starting \(exit code \d+\)\.\n/);
        assert.match(message, /no such module here/);
    });

    it("says that its packages are missing, and what to run", async () => {
        assert.match((await refusal("", {}, false)).message, /no @pulumi\/pulumi is installed.*npm ci/);
    });

    it("is given up after a while, and killed", async () => {
        const entry = 'console.error("pid " + process.pid); setInterval(() => {}, 1000);';
        const { message, output } = await refusal(entry, { start: 6_000 });
        assert.match(message, /did not answer within 6000 ms/);
        const pid = Number(/pid (\d+)/.exec(output)?.[1]);
        assert.ok(pid > 0);
        for (let waited = 0; isAlive(pid) && waited < 5_000; waited += 50) await delay(50);
        assert.ok(!isAlive(pid));
    });
});

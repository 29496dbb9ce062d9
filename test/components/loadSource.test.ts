import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");

describe("the loader of TypeScript", function () {
    this.timeout(60_000);
    let folder: string;
    const cache = () => join(folder, "node_modules/.cache/gitlab-aws-oidc");

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "load-source-"));
        mkdirSync(join(folder, "components"));
        mkdirSync(join(folder, "node_modules"));
        cpSync(join(root, "components/loadSource.js"), join(folder, "components/loadSource.js"));
        symlinkSync(join(root, "node_modules/typescript"), join(folder, "node_modules/typescript"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    const write = (name: string, text: string) => {
        writeFileSync(join(folder, name), text);
    };

    /** Runs main.ts; the last line says whether the compiler was loaded. */
    function run(environment: NodeJS.ProcessEnv = {}): {
        stdout: string;
        stderr: string;
        code: number | null;
        compiles: boolean;
    } {
        const tell = `process.on("exit", () => console.log(Object.keys(require.cache).some((file) => /typescript\\.js$/.test(file))))`;
        write("tell.cjs", tell);
        const args = ["--require", "./components/loadSource.js", "--require", "./tell.cjs", "./main.ts"];
        const { stdout, stderr, status } = spawnSync(process.execPath, args, {
            cwd: folder,
            encoding: "utf8",
            env: { ...process.env, ...environment },
        });
        const [compiles = "", ...lines] = stdout.trimEnd().split("\n").reverse();
        return { stdout: lines.reverse().join("\n"), stderr, code: status, compiles: compiles === "true" };
    }

    it("compiles once, and an edit takes effect at the next start", () => {
        write("main.ts", 'import { word } from "./word";\nconsole.log(word);');
        write("word.ts", 'export const word: string = "first";');
        assert.deepEqual(run(), { stdout: "first", stderr: "", code: 0, compiles: true });
        assert.deepEqual(run(), { stdout: "first", stderr: "", code: 0, compiles: false });
        write("word.ts", 'export const word: string = "second";');
        assert.deepEqual(run(), { stdout: "second", stderr: "", code: 0, compiles: true });
        assert.deepEqual(
            readdirSync(cache())
                .filter((name) => name.endsWith(".js"))
                .sort(),
            ["main.ts.js", "word.ts.js"],
        );
    });

    it("does not use a kept text that was cut off or belongs to another source", () => {
        write("main.ts", 'console.log("right" as string);');
        run();
        const entry = join(cache(), "main.ts.js");
        const kept = readFileSync(entry, "utf8");
        writeFileSync(entry, kept.slice(0, -10));
        assert.equal(run().stdout, "right");
        assert.equal(readFileSync(entry, "utf8"), kept);
        write("main.ts", 'console.log("other" as string);');
        run();
        const other = readFileSync(entry, "utf8");
        write("main.ts", 'console.log("right" as string);');
        assert.equal(readFileSync(entry, "utf8"), other);
        assert.equal(run().stdout, "right");
    });

    it("runs without a place for what it compiled", () => {
        write("main.ts", 'console.log("works" as string);');
        writeFileSync(join(folder, "node_modules/.cache"), "a file where a folder should be");
        assert.equal(run().stdout, "works");
        assert.equal(run().stdout, "works");
    });

    it("names the line of the source in a stack, compiled or kept", () => {
        write(
            "main.ts",
            'interface Dropped {\n    a: string;\n}\n\nconst value: Dropped = { a: "x" };\nthrow new TypeError(value.a);',
        );
        for (const compiles of [true, false]) {
            const { stderr, code, compiles: did } = run();
            assert.equal(did, compiles);
            assert.equal(code, 1);
            assert.match(stderr, /^TypeError: x$/m);
            assert.match(stderr, /at .*main\.ts:6:7/);
        }
    });

    it("writes no stack for a promise of the SDK, unless it looks for leaks", () => {
        const runtime = join(folder, "node_modules/@pulumi/pulumi/runtime");
        mkdirSync(runtime, { recursive: true });
        writeFileSync(join(runtime, "debuggable.js"), "exports.stack = () => new Error().stack;");
        write(
            "main.ts",
            'import { stack } from "./node_modules/@pulumi/pulumi/runtime/debuggable";\nconsole.log(stack());',
        );
        assert.equal(run().stdout, "Error");
        assert.match(run({ PULUMI_DEBUG_PROMISE_LEAKS: "true" }).stdout, /debuggable\.js.*\n.*main\.ts:2:/);
    });

    it("says where a syntax error is, without a stack", () => {
        write("main.ts", "const a = 1;\nconst = 2;");
        const { stderr, code } = run();
        assert.equal(code, 1);
        assert.match(stderr, /SyntaxError: .*main\.ts\(2,7\)/);
        assert.doesNotMatch(stderr, /typescript\.js/);
    });
});

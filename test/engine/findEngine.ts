import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first file of this name in a folder of PATH that can be run, or undefined. */
export function onPath(name: string): string | undefined {
    const files = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
    return files.find((file) => {
        try {
            accessSync(file, constants.X_OK);
            return true;
        } catch {
            return false;
        }
    });
}

let answer: { missing?: string } | undefined;

/**
 * Why no test can use the real engine here, in one line, or undefined where one can: a `pulumi` on PATH, and the AWS
 * plugin on PATH or installed (`pulumi install` does that). Looked up once a process.
 */
export function missingEngine(): string | undefined {
    answer ??= lookUp();
    return answer.missing;
}

function lookUp(): { missing?: string } {
    const version = spawnSync("pulumi", ["version"], { encoding: "utf8" });
    if (version.status !== 0) return { missing: "no pulumi on PATH (https://www.pulumi.com/docs/install/)" };
    if (onPath("pulumi-resource-aws") !== undefined) return {};
    const plugins = spawnSync("pulumi", ["plugin", "ls", "--json"], { encoding: "utf8" });
    const installed =
        plugins.status === 0 ? (JSON.parse(plugins.stdout) as { name: string; kind: string }[]) : [];
    if (installed.some(({ name, kind }) => name === "aws" && kind === "resource")) return {};
    return { missing: "the AWS plugin is not installed (run: pulumi install)" };
}

/**
 * Whether the whole matrix of the engine's tests runs, or one representative of each row: `TEST_SCOPE=all`, which
 * `npm run test:all` sets.
 */
export function isWholeMatrix(): boolean {
    return process.env.TEST_SCOPE === "all";
}

/** `describe`, with one skipped test that says why where there is no engine, or `needs` names what is missing. */
export function describeWithEngine(
    title: string,
    body: (this: Mocha.Suite) => void,
    needs?: () => string | undefined,
): void {
    describe(title, function () {
        // A test is several operations; on a machine that has nothing else to do they take a tenth of this.
        this.timeout(900_000);
        const missing = missingEngine() ?? needs?.();
        if (missing === undefined) body.call(this);
        else it(`not run here: ${missing}`);
    });
}

import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as tsNode from "ts-node";
import { ProgramError } from "./programError";
import type { ProgramRequest } from "./programRequest";

/** The folder that a program is in: of its file, or the folder itself. It is the program's working directory. */
export function programFolder(main: string): string {
    return existsSync(main) && statSync(main).isDirectory() ? main : dirname(main);
}

/**
 * The file that a program starts in: `main` itself, or what package.json names as main, or index.js, or index.ts.
 * Source: `@pulumi/pulumi/cmd/run` and Node.js's own rules. Throws where there is none.
 */
export function programEntry(main: string): string {
    const candidates = [
        main,
        `${main}.ts`,
        `${main}.js`,
        packageMain(main),
        join(main, "index.js"),
        join(main, "index.ts"),
    ];
    const entry = candidates.find(
        (path) => path !== undefined && existsSync(path) && statSync(path).isFile(),
    );
    if (entry === undefined)
        throw new ProgramError(
            `There is no program at ${main}: no index.ts, no index.js, no main of package.json.`,
        );
    return entry;
}

/**
 * Has Node.js load TypeScript files from now on, transpiled and not checked: checking is for the editor and CI, and costs
 * seconds. ts-node and typescript are the program's own, or else the command's.
 */
export function registerTypeScript({ main, tsconfig }: Pick<ProgramRequest, "main" | "tsconfig">): void {
    const folder = programFolder(main);
    const fromProgram = createRequire(join(folder, "package.json"));
    const fromCommand = createRequire(__filename);
    const resolve = (name: string) => {
        try {
            return fromProgram.resolve(name);
        } catch {
            return fromCommand.resolve(name);
        }
    };
    const { register } = fromCommand(resolve("ts-node")) as typeof tsNode;
    const project = tsconfig ?? nearestTsconfig(folder);
    register({
        transpileOnly: true,
        compiler: resolve("typescript"),
        cwd: folder,
        ...(project === undefined ? { skipProject: true } : { project }),
        // What `@pulumi/pulumi/cmd/run` adds; a tsconfig wins.
        ...(project === undefined
            ? { compilerOptions: { target: "ES2022", module: "nodenext", moduleResolution: "nodenext" } }
            : {}),
    });
}

function packageMain(folder: string): string | undefined {
    const file = join(folder, "package.json");
    if (!existsSync(file)) return undefined;
    const { main } = JSON.parse(readFileSync(file, "utf8")) as { main?: unknown };
    return typeof main === "string" ? join(folder, main) : undefined;
}

function nearestTsconfig(folder: string): string | undefined {
    for (let current = folder; ; current = dirname(current)) {
        const file = join(current, "tsconfig.json");
        if (existsSync(file)) return file;
        if (current === dirname(current)) return undefined;
    }
}

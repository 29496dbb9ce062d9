import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { formatWithOptions } from "node:util";
import type * as tsNode from "ts-node";
import type { ProgramRequest } from "./runProgram";

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

/**
 * An error of a run that has nothing to do with a line of the program: told by its message alone. The mark is that of the
 * SDK's RunError, which this process may hold several copies of.
 */
export class ProgramError extends Error {
    readonly __pulumiRunError = true;
}

// Frames of this command tell a program's author nothing.
const commandFolder = __dirname + sep;

/** What went wrong in a program, as one text without a stack trace. */
export function messageOfError(error: unknown): string {
    if (!(error instanceof Error))
        return `The program threw ${formatWithOptions({ colors: false }, "%j", error)}.`;
    if (hasMark(error, "__pulumiRunError") || isTold(error)) return error.message;
    if (hasMark(error, "__pulumiInputPropertiesError")) return inputProblems(error);
    if (error.name === "TSError" || error instanceof SyntaxError) return locatedMessage(error);
    const code = (error as { code?: unknown }).code;
    // Node adds the list of requiring files; the first line names the module.
    if (code === "MODULE_NOT_FOUND")
        return `${error.message.split("\n")[0] ?? ""}\nRun "npm ci" where the program is.`;
    if (code === "ERR_REQUIRE_ESM")
        return "The program is an ES module, which this Node.js cannot load here. Use Node.js 22.12 or later, or CommonJS.";
    const frame = programFrame(error);
    const name = error.name === "Error" ? "" : `${error.name}: `;
    return `${name}${error.message}${frame === undefined ? "" : `\n  at ${frame}`}`;
}

// A ResourceError may ask for no stack; the preview prints none for any.
function isTold(error: Error): boolean {
    return hasMark(error, "__pulumResourceError");
}

// The marks of the SDK's error classes, which several copies of the SDK share.
function hasMark(error: Error, mark: string): boolean {
    return Reflect.get(error, mark) === true;
}

function inputProblems(error: Error): string {
    const problems: unknown = Reflect.get(error, "errors");
    if (!Array.isArray(problems)) return error.message;
    const lines = problems.map((problem: { propertyPath?: unknown; reason?: unknown }) => {
        return `  ${String(problem.propertyPath)}: ${String(problem.reason)}`;
    });
    return [error.message, ...lines].filter((line) => line !== "").join("\n");
}

// A syntax error's place stands before its message in the stack.
function locatedMessage(error: Error): string {
    const [before] = (error.stack ?? "").split(`${error.name}: ${error.message}`);
    const place = before !== undefined && before.includes("\n") ? before.trim() : "";
    return [place, `${error.name}: ${error.message}`].filter((part) => part !== "").join("\n");
}

function programFrame(error: Error): string | undefined {
    const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    const own = frames.find((line) => !/node_modules|\bnode:/.test(line) && !line.includes(commandFolder));
    return own?.replace(/^\s+at /, "");
}

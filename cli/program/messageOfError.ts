import { sep } from "node:path";
import { formatWithOptions } from "node:util";

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

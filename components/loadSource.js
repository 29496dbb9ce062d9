// Has Node.js load this repository's TypeScript: the program's (nodeargs of Pulumi.yaml) and the components' (plugin.js).
//
// ts-node does the same in a second of every start: it loads the compiler each time, and rewrites the stack of each of the
// thousands of promises for which the SDK takes one. Here the compiler is loaded for a file that has changed, and only
// frames of this repository are rewritten. What is compiled is kept in node_modules/.cache and belongs to the text that it
// was made from, so that an edit takes effect at the next start. Types are checked by `npm run check`, not here.
const { Buffer } = require("node:buffer");
const { createHash } = require("node:crypto");
const {
    existsSync,
    lstatSync,
    mkdirSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
} = require("node:fs");
const Module = require("node:module");
const { dirname, join, relative, sep } = require("node:path");

const root = dirname(__dirname);
const packages = `${sep}node_modules${sep}`;

// What the compiler does is part of every entry's key: this file, which has its options, and its version.
const compiler = require("typescript/package.json").version;
const recipe = `${readFileSync(module.filename, "utf8")}\0${compiler}`;
const cache = cacheFolder();

/** The cache of the nearest installation: a folder that belongs to whoever owns the code. Undefined where there is none. */
function cacheFolder() {
    for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
        const installed = join(folder, "node_modules");
        if (existsSync(installed)) return join(installed, ".cache", "gitlab-aws-oidc");
    }
    return undefined;
}

/** Where a file's compiled text is kept: one place per source file, so that the cache does not grow. */
function entryOf(file) {
    return cache && join(cache, `${relative(root, file).replaceAll(sep, "__")}.js`);
}

/** The last line of a compiled text: a text without it was cut off, or made from another source. */
function keyOf(file, source) {
    const key = createHash("sha256")
        .update(`${recipe}\0${relative(root, file)}\0${source}`)
        .digest("hex");
    return `\n//# ${key}`;
}

/** The compiled text of a source file, with its source map, from the cache or the compiler. */
function compiled(file) {
    const source = readFileSync(file, "utf8");
    const key = keyOf(file, source);
    const kept = keptText(file, key);
    if (kept !== undefined) return kept;
    const text = compile(file, source) + key;
    keep(file, text);
    return text;
}

function keptText(file, key) {
    const entry = entryOf(file);
    try {
        const text = entry && readFileSync(entry, "utf8");
        return text?.endsWith(key) ? text : undefined;
    } catch {
        return undefined;
    }
}

function compile(file, source) {
    const ts = require("typescript");
    const { outputText, diagnostics = [] } = ts.transpileModule(source, {
        fileName: file,
        reportDiagnostics: true,
        compilerOptions: {
            target: ts.ScriptTarget.ES2022,
            module: ts.ModuleKind.NodeNext,
            moduleResolution: ts.ModuleResolutionKind.NodeNext,
            esModuleInterop: true,
            inlineSourceMap: true,
        },
    });
    if (diagnostics.length === 0) return outputText;
    const host = {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => root,
        getNewLine: () => "\n",
    };
    const error = new SyntaxError(ts.formatDiagnostics(diagnostics, host).trim());
    // The place is in the message; the stack of a compiler says nothing about it.
    error.stack = `SyntaxError: ${error.message}`;
    throw error;
}

/** Keeps a compiled text where that is possible: a folder that cannot be written costs time, not the run. */
function keep(file, text) {
    const entry = entryOf(file);
    if (entry === undefined) return;
    const unfinished = `${entry}.${process.pid}`;
    try {
        mkdirSync(cache, { recursive: true });
        writeFileSync(unfinished, text);
        renameSync(unfinished, entry);
    } catch {
        if (existsSync(unfinished)) rmSync(unfinished);
    }
}

/** The source maps of the files that were loaded, read when the first stack asks for them. */
const maps = new Map();

function mapOf(file) {
    let map = maps.get(file);
    if (typeof map === "string") {
        const text = keptText(file, map) ?? compile(file, readFileSync(file, "utf8"));
        const [, encoded] = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)/.exec(text) ?? [];
        map = new Module.SourceMap(JSON.parse(Buffer.from(encoded ?? "", "base64").toString("utf8")));
        maps.set(file, map);
    }
    return map;
}

/** A frame at its place in the source; undefined of a file that was loaded by somebody else and is no package's. */
function frameText(frame) {
    const text = String(frame);
    const file = frame.getFileName() ?? "node:";
    if (!maps.has(file)) return file.startsWith("node:") || file.includes(packages) ? text : undefined;
    const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
    const { originalLine, originalColumn } = mapOf(file).findEntry(line - 1, column - 1);
    if (originalLine === undefined) return text;
    return text.replace(`:${line}:${column}`, `:${originalLine + 1}:${originalColumn + 1}`);
}

/** The first line of a stack, as V8 writes it. */
function headerOf(error) {
    try {
        return Error.prototype.toString.call(error);
    } catch {
        return "Error";
    }
}

/**
 * Rewrites frames of this repository and leaves those of packages as they are: Pulumi's runner and ts-node rewrite them
 * too, the SDK's own for every promise. Frames of other files are left to whoever loaded them.
 */
function rewriteStacks() {
    const previous = Error.prepareStackTrace;
    const byOthers = (error, frame) => {
        const stack = previous?.(error, [frame]) ?? String(frame);
        return stack.slice(stack.lastIndexOf("\n") + 1).replace(/^\s*at /, "");
    };
    Error.prepareStackTrace = (error, frames) =>
        [
            headerOf(error),
            ...(isOfPromise(frames) ? [] : frames).map(
                (frame) => `    at ${frameText(frame) ?? byOthers(error, frame)}`,
            ),
        ].join("\n");
}

/** Where the SDK takes a stack for every promise, which it prints only where it is told to look for leaks. */
const promises = join("@pulumi", "pulumi", "runtime", "debuggable.js");
const showsPromises = Boolean(process.env.PULUMI_DEBUG_PROMISE_LEAKS);

function isOfPromise([first]) {
    return !showsPromises && first?.getFileName()?.endsWith(promises) === true;
}

/**
 * The SDK loads npm's dependency resolver and the compiler at each start, which takes two thirds of it, and uses them for
 * functions that become deployed code. Here they are loaded when they are first used. cli/quickStart.ts does the same.
 */
const users = { "@npmcli/arborist": "codePaths.js", typescript: "typescript-shim.js" };

function loadWhenUsed() {
    const load = Module._load;
    Module._load = function (request, parent, ...rest) {
        const loaded = () => load.call(this, request, parent, ...rest);
        if (!Object.hasOwn(users, request) || !parent?.filename?.endsWith(users[request])) return loaded();
        return new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : loaded()[name]) });
    };
}

loadWhenUsed();

function isOurs(file) {
    return file.startsWith(root + sep) && !file.slice(root.length).includes(packages);
}

const before = Module._extensions[".ts"];
let isFirst = true;

Module._extensions[".ts"] = (loaded, file) => {
    if (!isOurs(file)) {
        if (before !== undefined) return before(loaded, file);
        throw new Error(`${file} is TypeScript that does not belong to ${root}.`);
    }
    // Not earlier: the runner installs its own after this file is loaded.
    if (isFirst) rewriteStacks();
    isFirst = false;
    const text = compiled(file);
    maps.set(file, text.slice(text.lastIndexOf("\n")));
    loaded._compile(text, file);
};

// Node.js 22.1 and later also keep what V8 made of every module, those of packages included. A linked installation belongs to
// several copies of the program, whose entries would add up.
const installation = cache && dirname(dirname(cache));
if (installation !== undefined && !lstatSync(installation).isSymbolicLink())
    Module.enableCompileCache?.(join(cache, "v8"));

module.exports = { compiled };

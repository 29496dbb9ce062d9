/**
 * An argument of Node.js (`--import`) for processes that load the Pulumi SDK: has npm's dependency resolver, the compiler and
 * ts-node loaded when they are first used. The SDK loads all of them at each start, which takes most of it; it uses the first
 * two for functions that become deployed code, and ts-node for policy packs that are not compiled. Sources:
 * `@pulumi/pulumi/runtime/closure/codePaths`, `typescript-shim`, `tsutils` and `cmd/run-policy-pack/run` of 3.248.
 * The program's own loader, components/loadSource.js, does the same under the engine.
 */
export const quickStart = `--import=data:text/javascript,${encodeURIComponent(`
import Module from "node:module";
const users = {
    "@npmcli/arborist": /codePaths.js$/,
    typescript: /typescript-shim.js$|tsutils.js$|run-policy-pack.run.js$/,
    "ts-node": /tsutils.js$|run-policy-pack.run.js$/,
};
const load = Module._load;
// ts-node has to know of every .ts file, but not before the first.
const register = (loaded, options) => {
    const before = Module._extensions[".ts"];
    Module._extensions[".ts"] = (...file) => {
        if (before) Module._extensions[".ts"] = before;
        else delete Module._extensions[".ts"];
        loaded().register(options);
        Module._extensions[".ts"](...file);
    };
};
Module._load = function (request, parent, ...rest) {
    const loaded = () => load.call(this, request, parent, ...rest);
    if (!Object.hasOwn(users, request) || !users[request].test(parent?.filename ?? "")) return loaded();
    // Throws where it is not installed, as loading it does.
    Module._resolveFilename(request, parent);
    const get = (_, name) => {
        if (name === "__esModule") return true;
        if (name.toLowerCase() === "version") return load.call(this, request + "/package.json", parent).version;
        if (request === "ts-node" && name === "register") return (options) => register(loaded, options);
        return loaded()[name];
    };
    return new Proxy({}, { get });
};`)}`;

/**
 * An argument of Node.js (`--import`) for processes that load the Pulumi SDK: has npm's dependency resolver and the compiler
 * loaded when they are first used. The SDK loads both at each start, which takes two thirds of it, and uses them for
 * functions that become deployed code. Sources: `@pulumi/pulumi/runtime/closure/codePaths` and `typescript-shim` of 3.248.
 * The program's own loader, components/loadSource.js, does the same under the engine.
 */
export const quickStart = `--import=data:text/javascript,${encodeURIComponent(`
import Module from "node:module";
const users = { "@npmcli/arborist": "codePaths.js", typescript: "typescript-shim.js" };
const load = Module._load;
Module._load = function (request, parent, ...rest) {
    const loaded = () => load.call(this, request, parent, ...rest);
    if (!Object.hasOwn(users, request) || !parent?.filename?.endsWith(users[request])) return loaded();
    return new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : loaded()[name]) });
};`)}`;

/**
 * An argument of Node.js (`--import`) for processes that load the Pulumi SDK: has npm's dependency resolver loaded when it is
 * first used. The SDK loads it at each start, which takes a third of the start, and uses it for functions that become
 * deployed code. Source: `@pulumi/pulumi/runtime/closure/codePaths` of 3.248.
 */
export const quickStart = `--import=data:text/javascript,${encodeURIComponent(`
import Module from "node:module";
const load = Module._load;
Module._load = function (request, ...rest) {
    const loaded = () => load.call(this, request, ...rest);
    if (request !== "@npmcli/arborist") return loaded();
    return new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : loaded()[name]) });
};`)}`;

// Has Node.js load the components' TypeScript where they are used from the repository. It is no part of the package.
// Pulumi's plugin runner takes the compiler options of whichever program uses the plugin, and checks types at every start.
// Both belong to this package: its types are checked by `npm run check`.
const tsNode = require("ts-node");

const registered = process[tsNode.REGISTER_INSTANCE];
if (registered === undefined || registered.options.transpileOnly !== true) {
    // Otherwise every file goes through that compiler as well.
    registered?.enabled(false);
    tsNode.register({
        transpileOnly: true,
        skipProject: true,
        compilerOptions: {
            target: "es2022",
            module: "nodenext",
            moduleResolution: "nodenext",
            esModuleInterop: true,
        },
    });
}

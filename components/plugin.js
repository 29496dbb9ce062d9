// The folder's "main". Pulumi's plugin runner loads it to serve programs in other languages; to anybody else it is the
// same as index.js, which programs import by the package's "exports".
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

if (/[\\/]cmd[\\/]run-plugin[\\/]/.test(require.main?.filename ?? "")) {
    // As in index.js: the source in the repository, the compiled code in the package.
    let file = join(__dirname, "servePlugin.ts");
    if (existsSync(file)) {
        const loader = join(__dirname, "loadSource.js");
        require(loader);
    } else {
        file = join(__dirname, "dist/components/servePlugin.js");
    }
    const schema = readFileSync(join(__dirname, "schema.json"), "utf8");
    void require(file).servePlugin(schema, process.argv.slice(2));
} else {
    module.exports = require("./index.js");
}

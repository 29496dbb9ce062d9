// Compiles the program and the components ahead of their first start. Runs on `npm ci` (prepare): a job that installs and
// previews has nothing left to compile. What is edited later is compiled when it is loaded: see components/loadSource.js.
const { readdirSync } = require("node:fs");
const { join } = require("node:path");
const { compiled } = require("../components/loadSource.js");

const root = join(__dirname, "..");

/** The source files below a folder. */
function sources(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : sources(path);
        return entry.name.endsWith(".ts") ? [path] : [];
    });
}

const files = [
    join(root, "index.ts"),
    join(root, "config.ts"),
    ...["trust", "components"].map((name) => join(root, name)).flatMap(sources),
];
for (const file of files) compiled(file);

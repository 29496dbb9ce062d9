// Runs before `npm start` and `npm test`: installs what a fresh clone lacks, and builds what is out of date.
const { execFileSync } = require("node:child_process");
const { existsSync, readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
// npm writes this file last, so it is older than the lock file when an install is missing or stale.
const installed = join(root, "node_modules", ".package-lock.json");
const lock = join(root, "package-lock.json");
const bundles = [join(root, "policy-pack", "bin", "index.js"), join(root, "cli", "dist", "main.js")];
const sources = ["trust", "components", "policy-pack", "cli"];

/** The time of the youngest source file below a folder. */
function youngest(folder) {
    return readdirSync(folder, { withFileTypes: true }).reduce((newest, entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
            return ["node_modules", "bin", "dist"].includes(entry.name)
                ? newest
                : Math.max(newest, youngest(path));
        }
        return Math.max(newest, statSync(path).mtimeMs);
    }, 0);
}

function changed(path) {
    return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function run(command, args) {
    // Standard output belongs to the command that follows.
    execFileSync(command, args, {
        cwd: root,
        stdio: ["ignore", process.stderr, "inherit"],
        shell: process.platform === "win32",
    });
}

if (changed(installed) === 0 || changed(lock) > changed(installed)) {
    console.error("Installing what is needed (npm ci) …");
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}
if (
    bundles.some(
        (bundle) => changed(bundle) < Math.max(...sources.map((folder) => youngest(join(root, folder)))),
    )
) {
    run(process.execPath, [join(root, "scripts", "build.js")]);
}

// npm run pack [-- FOLDER]: makes the archives of all packages, as they would be published, in FOLDER (default: build).
const { execFileSync } = require("node:child_process");
const { mkdirSync } = require("node:fs");
const { join, resolve } = require("node:path");

const root = join(__dirname, "..");
const target = resolve(process.argv[2] ?? join(root, "build"));
mkdirSync(target, { recursive: true });
execFileSync("npm", ["pack", "--workspaces", "--silent", "--pack-destination", target], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
});
console.log(`In ${target}`);

// npm run check:packages: packs what would be published, and has publint look at every archive and attw at every way in
// which TypeScript may find its types.
const { spawnSync } = require("node:child_process");
const { mkdtempSync, readdirSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const root = join(__dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "check-packages-"));

function run(...args) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    if (status === 0) return;
    console.error(`${stdout}${stderr}`);
    process.exitCode = 1;
}

try {
    run(join(__dirname, "pack.js"), folder);
    const archives = readdirSync(folder).map((name) => join(folder, name));
    if (archives.length === 0) process.exitCode = 1;
    for (const archive of archives) {
        run(join(root, "node_modules/publint/src/cli.js"), "--strict", archive);
        run(join(root, "node_modules/@arethetypeswrong/cli/dist/index.js"), "--no-emoji", archive);
    }
} finally {
    rmSync(folder, { recursive: true });
}

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..");

/** A folder with a pack, ready to be started. */
export interface PackFolder {
    folder: string;
    remove: () => void;
}

/** A new folder with the repository's packages and the given files. */
export function folderWith(files: Record<string, string>): PackFolder {
    const folder = mkdtempSync(join(tmpdir(), "gitlab-aws-oidc-bench-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
    return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What makes a folder a policy pack, beside its entry. */
export const packFiles = (name: string, main: string) => ({
    "package.json": JSON.stringify({ name, version: "1.0.0", main }),
    "PulumiPolicy.yaml": "runtime: nodejs\n",
});

/** The SDK alone: a compiled pack with one policy that does nothing. */
export function bareSdk(): PackFolder {
    const entry = `const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("bare", { policies: [{ name: "nothing", description: "Does nothing.", validateResource() {} }] });\n`;
    return folderWith({ ...packFiles("bare", "index.js"), "index.js": entry });
}

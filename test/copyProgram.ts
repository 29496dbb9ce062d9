import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");
const programFiles = [
    "trust",
    "components",
    "index.ts",
    "config.ts",
    "Pulumi.yaml",
    "package.json",
    "tsconfig.json",
];

/** Copies the Pulumi program into an existing folder, without any stack's config, with the installed packages beside it. */
export function copyProgram(folder: string): void {
    for (const file of programFiles) cpSync(join(root, file), join(folder, file), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolsFolder, withLock } from "./installPythonTool";

/** A program of npm's registry that tests use: a tool with many packages is no dependency. */
export interface NpmTool {
    /** The folder's name below `.tools/`. */
    name: string;
    /** The package and its pinned version. */
    package: readonly [name: string, version: string];
    /** Versions of packages below it. Default: as the packages demand. */
    overrides?: Readonly<Record<string, string>>;
    /** Whether the packages' own install scripts run. Default: no. */
    scripts?: true;
}

/** Installs a tool, once, and gives the folder of its package. Throws where npm cannot install it. */
export function installNpmTool({
    name,
    package: [packageName, version],
    overrides,
    scripts,
}: NpmTool): string {
    const folder = join(toolsFolder, name);
    const marker = join(folder, `installed-${version}`);
    const isDone = () => existsSync(marker);
    if (!isDone())
        withLock(join(toolsFolder, `${name}.lock`), isDone, () => {
            mkdirSync(folder, { recursive: true });
            const manifest = { private: true, dependencies: { [packageName]: version }, overrides };
            writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
            const quietly = ["--no-audit", "--no-fund", "--loglevel=error"];
            execFileSync("npm", ["install", ...quietly, ...(scripts ? [] : ["--ignore-scripts"])], {
                cwd: folder,
                stdio: ["ignore", "ignore", "pipe"],
                timeout: 240_000,
            });
            writeFileSync(marker, "");
        });
    return join(folder, "node_modules", packageName);
}

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolsFolder, withLock } from "./installPythonTool";

/**
 * gitlab-ci-local runs a `.gitlab-ci.yml` on this machine: includes, inputs, `extends`, rules, matrix, artifacts. MIT,
 * https://www.npmjs.com/package/gitlab-ci-local. A tool with a hundred packages, so no dependency; 4.71.0 is the last version
 * that runs on Node.js 20.
 */
const version = "4.71.0";

/** The file that starts gitlab-ci-local, installed once; or one line that says why there is none. */
export function installGitLabCiLocal(): { file: string } | { missing: string } {
    const folder = join(toolsFolder, "gitlab-ci-local");
    const marker = join(folder, `installed-${version}`);
    const isDone = () => existsSync(marker);
    try {
        if (!isDone())
            withLock(join(toolsFolder, "gitlab-ci-local.lock"), isDone, () => {
                mkdirSync(folder, { recursive: true });
                const quietly = [
                    "--no-audit",
                    "--no-fund",
                    "--no-save",
                    "--loglevel=error",
                    "--ignore-scripts",
                ];
                execFileSync(
                    "npm",
                    ["install", ...quietly, "--prefix", folder, `gitlab-ci-local@${version}`],
                    {
                        stdio: ["ignore", "ignore", "pipe"],
                        timeout: 240_000,
                    },
                );
                writeFileSync(marker, "");
            });
        return { file: join(folder, "node_modules/gitlab-ci-local/dist/index.js") };
    } catch {
        return {
            missing: `gitlab-ci-local ${version} cannot be installed here: the tests with it are skipped`,
        };
    }
}

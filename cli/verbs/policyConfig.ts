import { dirname, resolve } from "node:path";
import { PackError, startPack } from "../analyzer";
import { CommandError } from "../commandLine/commandError";
import { exitCodes } from "../commandLine/exitCode";
import type { Verb } from "../commandLine/verb";
import { checkPolicyConfig, type PolicyConfigDocument } from "../policyConfig/policyConfigDocument";
import { policyConfigText } from "../policyConfig/policyConfigText";
import { type PolicyConfigFile, readPolicyConfigFile } from "../policyConfig/readPolicyConfigFile";
import { findPolicyPack } from "../preview/findPolicyPack";

/** `policy-config FILE`: a policy config file against the pack, for the mistakes that the engine takes silently. */
export const policyConfig: Verb = {
    name: "policy-config",
    summary: "Checks a policy config file: misspelt policies and keys, wrong types and levels.",
    operands: ["FILE"],
    options: {
        "policy-pack": {
            kind: "text",
            valueName: "DIR",
            description: "The folder of the policy pack. Default: the installed gitlab-aws-oidc-policies.",
        },
        json: { kind: "flag", description: "Prints a JSON document: file, pack, version, problems." },
    },
    details: [
        "FILE is what `pulumi preview --policy-pack-config` and `pulumi policy enable --config` take: JSON, per policy an " +
            "enforcement level or an object of its config keys. The engine takes a misspelt policy or key without a " +
            "word, and the policy then runs with its defaults.",
        "Exit code 1: something is wrong in the file. Exit code 2: there is no such file, it is no JSON, or the pack does not start.",
    ],
    async run({ arguments: given, terminal }) {
        const file = readPolicyConfigFile(given.operands[0] ?? "");
        const folder = findPolicyPack(given.text("policy-pack"), dirname(resolve(file.name)));
        const document = await checkWith(folder, file);
        terminal.out(
            given.flag("json") ? JSON.stringify(document, null, 4) : policyConfigText(document, terminal),
        );
        return document.problems.length > 0 ? exitCodes.findings : exitCodes.done;
    },
};

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

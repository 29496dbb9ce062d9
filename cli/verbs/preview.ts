import { existsSync } from "node:fs";
import { join } from "node:path";
import { type PackConfig } from "../analyzer";
import { exitCodes } from "../commandLine/exitCode";
import type { Verb } from "../commandLine/verb";
import { everyPolicy, unknownPolicy } from "../policyConfig/entryProblems";
import { findPolicyPack } from "../preview/findPolicyPack";
import { previewStack } from "../preview/previewStack";
import { previewText } from "../preview/previewText";
import { planStack, readJsonObject, stackOptions } from "../program/planStack";
import { readProject } from "../project/projectFile";

/** `preview`: the plan, the policies' verdicts and the access table of a stack, without account, engine or network. */
export const preview: Verb = {
    name: "preview",
    summary: "Shows a stack's resources, the policies' verdicts and who gets in; no AWS account is needed.",
    operands: [],
    options: {
        ...stackOptions,
        "policy-pack": {
            kind: "text",
            valueName: "DIR",
            description: "The folder of the policy pack. Default: the installed gitlab-aws-oidc-policies.",
        },
        "policy-config": {
            kind: "text",
            valueName: "FILE",
            description:
                "JSON file with the pack's config, as for `pulumi preview --policy-pack-config`. " +
                "Default: policy-config.json beside Pulumi.yaml, where there is one.",
        },
        json: { kind: "flag", description: "Prints everything as one JSON document." },
    },
    details: [
        "The real program runs in Pulumi's mock runtime in preview mode, and the real policy pack judges what it registers. " +
            "Nothing is changed, asked or sent. Unless the config names them, the AWS account and partition are marked " +
            "placeholders.",
        "Exit code 1: a mandatory policy is violated. Exit code 2: the config or the program is wrong, or a file is missing.",
    ],
    async run(context) {
        const { terminal, arguments: given } = context;
        const project = readProject(given.text("cwd") ?? ".");
        const configFile = given.text("policy-config") ?? ownPolicyConfig(project.directory);
        const packConfig = (configFile === undefined ? {} : readJsonObject(configFile)) as PackConfig;
        const packFolder = findPolicyPack(given.text("policy-pack"), project.directory);
        const document = await previewStack(planStack(context), packFolder, packConfig);
        if (configFile !== undefined) document.policies.configFile = configFile;
        document.notes.push(...unknownPolicyNotes(packConfig, document.policies));
        terminal.out(
            given.flag("json") ? JSON.stringify(document, null, 4) : previewText(document, terminal),
        );
        return document.counts.mandatory > 0 ? exitCodes.findings : exitCodes.done;
    },
};

function ownPolicyConfig(directory: string): string | undefined {
    const file = join(directory, "policy-config.json");
    return existsSync(file) ? file : undefined;
}

function unknownPolicyNotes(
    config: PackConfig,
    { ran, disabled }: { ran: string[]; disabled: string[] },
): string[] {
    const known = [...ran, ...disabled];
    return Object.keys(config)
        .filter((name) => name !== everyPolicy && !known.includes(name))
        .map((name) => {
            const { message, fix } = unknownPolicy(name, known);
            return `Policy config: ${name} ${message}. ${fix}`;
        });
}

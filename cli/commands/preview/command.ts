import { existsSync } from "node:fs";
import { join } from "node:path";
import { planStack, readJsonObject, readProject, stackOptions, stackPlaces } from "../../estate";
import { packageNames } from "../../../trust/project";
import { everyPolicy, findPolicyPack, type PackConfig, unknownPolicy } from "../../pack";
import { type CommandMaker, commonOptions, exitCodes, newCommand, textOption } from "../../terminal";
import { baselineNote, newErrors, readBaseline, reportOptions, writeReports } from "../../report";
import { previewReport } from "./previewReport";
import { previewStack } from "./previewStack";
import { previewText } from "./previewText";

/** `preview`: the plan, the policies' verdicts and the access table of a stack, without account, engine or network. */
export const previewCommand: CommandMaker = (context) =>
    newCommand(
        "preview",
        "Shows a stack's resources, the policies' verdicts and who gets in; no AWS account is needed.",
        [
            "The real program runs in Pulumi's mock runtime in preview mode, and the real policy pack checks what it " +
                "registers. Nothing is changed, and nothing is sent anywhere. Unless the config specifies them, the AWS " +
                "account and partition are marked placeholders.",
            "Exits 1 if a mandatory policy is violated, with --baseline by a new finding, 2 if the config or the program is wrong or a file is missing.",
        ],
    )
        .addOption(stackOptions.stack)
        .addOption(stackOptions.cwd)
        .addOption(stackOptions.config)
        .addOption(stackOptions.stackOutputs)
        .addOption(stackOptions.answers)
        .addOption(stackOptions.timeout)
        .addOption(
            textOption(
                "--policy-pack <DIR>",
                `The folder of the policy pack. Default: ${packageNames.policies} of the project, or else the one of this command.`,
            ),
        )
        .addOption(
            textOption(
                "--policy-config <FILE>",
                "JSON file with the pack's config, as for `pulumi preview --policy-pack-config`. Default: " +
                    "policy-config.json in the folder of Pulumi.yaml, if it exists.",
            ),
        )
        .addOption(reportOptions.sarif())
        .addOption(reportOptions.codeQuality())
        .addOption(reportOptions.junit())
        .addOption(reportOptions.baseline())
        .addOption(commonOptions.json("Print everything as one JSON document."))
        .action(async (options) => {
            const { terminal, finish } = context;
            const project = readProject(options.cwd ?? ".");
            const configFile = options.policyConfig ?? ownPolicyConfig(project.directory);
            const packConfig = (configFile === undefined ? {} : readJsonObject(configFile)) as PackConfig;
            const packFolder = findPolicyPack(options.policyPack, project.directory);
            const baseline = readBaseline(options.baseline);
            const planning = planStack(options, context);
            const document = await previewStack(planning, packFolder, packConfig);
            if (configFile !== undefined) document.policies.configFile = configFile;
            const report = previewReport(document, stackPlaces(await planning), baseline);
            const note = baselineNote(report, options.baseline);
            document.notes.push(
                ...unknownPolicyNotes(packConfig, document.policies),
                ...(note === undefined ? [] : [note]),
            );
            if (options.json) terminal.json(document);
            else terminal.out(previewText(document, terminal));
            writeReports(report, options);
            finish(newErrors(report).length > 0 ? exitCodes.findings : exitCodes.done);
        });

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

import type { KnownIssuer } from "../../trust/admission";
import {
    type CommandContext,
    CommandError,
    commonOptions,
    listOption,
    textOption,
    withProgress,
} from "../terminal";
import { readJsonObject } from "./files";
import { placeholderAccount } from "./offlineAnswers";
import { type ProgramPlan, stackReferenceType } from "./plan";
import { type Project, readProject } from "./project";
import { engineConfigLimit, engineConfigText, runProgram } from "./runProgram";
import { readStackFile, resolveStackConfig } from "./stackConfig";

/** The options of every command that runs the program of a stack. */
export const stackOptions = {
    stack: textOption("-s, --stack <NAME>", "The stack whose file Pulumi.NAME.yaml is used. Default: dev."),
    cwd: textOption(
        "-C, --cwd <DIR>",
        "The folder of the Pulumi project, or one below it. Default: the current folder.",
    ),
    config: listOption("-c, --config <KEY=VALUE>", "Set a config value for this run, over the stack's file."),
    stackOutputs: listOption(
        "--stack-outputs <NAME=FILE>",
        "What a stack reference to NAME finds: a JSON object of outputs, as `pulumi stack output --json` prints it. " +
            "Without it they are unknown.",
    ),
    timeout: commonOptions.timeout("How long the program may run. Default: 60."),
    answers: textOption(
        "--answers <FILE>",
        "JSON object: provider function token to its result, for functions that only a cloud can answer.",
    ),
};

/** What `stackOptions` say. */
export interface StackChoice {
    stack?: string | undefined;
    cwd?: string | undefined;
    config?: string[] | undefined;
    stackOutputs?: string[] | undefined;
    answers?: string | undefined;
    timeout?: number | undefined;
}

/** A stack whose program has run. */
export interface PlannedStack {
    project: Project;
    /** The name without organization and project. */
    stack: string;
    organization: string;
    stackFile: string;
    /** The config that the program got, `NAMESPACE:KEY` -> text. */
    config: Record<string, string>;
    plan: ProgramPlan;
    /** What this run could not take into account, in sentences. */
    notes: string[];
}

/**
 * Reads a project and a stack as the options say and runs the program in preview mode. Throws CommandError for what is
 * missing or wrong in files and options; errors of the program are in the plan.
 */
export async function planStack(
    choice: StackChoice,
    { commandFile, terminal }: Pick<CommandContext, "commandFile" | "terminal">,
): Promise<PlannedStack> {
    const project = readProject(choice.cwd ?? ".");
    const [stack = "dev", , organization = "organization"] = (choice.stack ?? "dev").split("/").reverse();
    const file = readStackFile(project, stack);
    const config = resolveStackConfig(project, file, choice.config ?? []);
    const answersFile = choice.answers;
    const stackOutputs = readStackOutputs(choice.stackOutputs ?? []);
    let resources = 0;
    const run = runProgram(project, {
        stack,
        organization,
        config,
        stackOutputs,
        answers:
            answersFile === undefined
                ? {}
                : (readJsonObject(answersFile) as Record<string, Record<string, unknown>>),
        commandFile,
        timeout: choice.timeout ?? 60,
        onProgress: (count) => {
            resources = count;
        },
    });
    const plan = await withProgress(
        terminal,
        () =>
            `Running the program of ${project.name}, stack ${stack}: ${String(resources)} resources so far.`,
        run,
    );
    const notes: string[] = [];
    if (file.hasEnvironment)
        notes.push(`Values from the Pulumi ESC environments that ${file.file} names are missing.`);
    if (config.leftOut.length > 0) notes.push(`Encrypted and left out: ${config.leftOut.join(", ")}.`);
    const size = Buffer.byteLength(engineConfigText(config.values));
    if (size > engineConfigLimit * nearLimit) notes.push(sizeNote(size));
    for (const { type, inputs } of plan.resources) {
        const name = inputs["name"];
        if (type === stackReferenceType && typeof name === "string" && !Object.hasOwn(stackOutputs, name))
            notes.push(
                `The outputs of the stack ${name} are unknown. Give them: --stack-outputs ${name}=FILE`,
            );
    }
    return { project, stack, organization, stackFile: file.file, config: config.values, plan, notes };
}

/** From which part of the engine's limit on a note says how near it is. */
const nearLimit = 0.75;

function sizeNote(size: number): string {
    const bytes = (count: number) => `${count.toLocaleString("en")} bytes`;
    const what =
        size > engineConfigLimit
            ? 'The config is too large for the engine, which reports "argument list too long"'
            : "The config comes near the size that the engine can pass to a program";
    return `${what}: ${bytes(size)} of at most ${bytes(engineConfigLimit)}. Move roles to files: rolesFiles.`;
}

function readStackOutputs(texts: readonly string[]): Record<string, Record<string, unknown>> {
    return Object.fromEntries(
        texts.map((text) => {
            const end = text.indexOf("=");
            if (end <= 0)
                throw new CommandError(
                    `--stack-outputs ${text} names no file.`,
                    "Write --stack-outputs ORGANIZATION/PROJECT/STACK=FILE",
                );
            return [text.slice(0, end), readJsonObject(text.slice(end + 1))];
        }),
    );
}

/** The plan of a program that ran to its end. Throws CommandError with what it said otherwise: nothing of it holds then. */
export function completedPlan({
    plan,
    project,
    stack,
}: Pick<PlannedStack, "plan" | "project" | "stack">): ProgramPlan {
    if (plan.completed) return plan;
    const errors = plan.messages.filter(({ severity }) => severity === "error").map(({ text }) => text);
    // An error that names the placeholder is no error of the program's.
    const isPlaceholder = plan.calls.some(
        ({ token, source }) => source === "placeholder" && token.endsWith(":getCallerIdentity"),
    );
    throw new CommandError(
        `The program of ${project.name} failed for the stack ${stack}.\n${errors.join("\n") || "It did not say why."}`,
        isPlaceholder && errors.some((error) => error.includes(placeholderAccount))
            ? `No cloud was asked: ${placeholderAccount} is a placeholder. Specify your account: --config ${project.name}:accountId=ACCOUNT`
            : undefined,
    );
}

/**
 * The GitLab instances that a stack's config names (`gitlabUrl`, `previousIssuers`), so that the access table knows a
 * self-managed instance even where nothing in its host says GitLab.
 */
export function stackIssuers({ project, config }: Pick<PlannedStack, "project" | "config">): KnownIssuer[] {
    const current = config[`${project.name}:gitlabUrl`];
    return [
        ...(current === undefined ? [] : [{ url: current }]),
        ...previousIssuers(config[`${project.name}:previousIssuers`]),
    ];
}

function previousIssuers(text: string | undefined): KnownIssuer[] {
    try {
        const value: unknown = JSON.parse(text ?? "[]");
        if (!Array.isArray(value)) return [];
        return value.flatMap((issuer: unknown) => {
            const url: unknown =
                typeof issuer === "object" && issuer !== null ? Reflect.get(issuer, "url") : undefined;
            return typeof url === "string" ? [{ url }] : [];
        });
    } catch {
        // Another program's key of that name may hold anything.
        return [];
    }
}

import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CommandError } from "../terminal";
import { programFolder } from "./loadProgram";
import type { ProgramPlan } from "./plan";
import type { Project } from "./project";
import type { StackConfig } from "./stackConfig";

/** What the process that runs a program is told. It travels as JSON. */
export interface ProgramRequest {
    project: string;
    stack: string;
    organization: string;
    /** Folder of Pulumi.yaml, absolute. */
    rootDirectory: string;
    /** The program: what `main` of Pulumi.yaml names, absolute; a file or a folder. */
    main: string;
    isTypeScript: boolean;
    /** A tsconfig of its own, absolute. */
    tsconfig?: string;
    /** `NAMESPACE:KEY` -> text. */
    config: Record<string, string>;
    /** Stack outputs by the name that a stack reference gives: `organization/project/stack`. */
    stackOutputs: Record<string, Record<string, unknown>>;
    /** Answers to provider functions, by function token. */
    answers: Record<string, Record<string, unknown>>;
}

/** The word that starts this command as the process that runs a program. */
export const programProcessVerb = "run-program-process";

/** What a run needs beside the project. */
interface ProgramRun {
    stack: string;
    organization: string;
    config: StackConfig;
    stackOutputs: ProgramRequest["stackOutputs"];
    answers: ProgramRequest["answers"];
    /** The file that starts this command. */
    commandFile: string;
}

/**
 * Runs a project's program in preview mode in a process of its own, against the SDK's mock runtime: no engine, no
 * provider, no cloud, no state. Throws CommandError where the program cannot be started or its process ends without an
 * answer; errors of the program itself are messages of the plan.
 */
export async function runProgram(project: Project, run: ProgramRun): Promise<ProgramPlan> {
    const main = resolve(project.directory, project.main);
    if (!existsSync(main) && !existsSync(`${main}.ts`) && !existsSync(`${main}.js`))
        throw new CommandError(
            `${project.file} names the program ${main}, which does not exist.`,
            "Correct main.",
        );
    const request: ProgramRequest = {
        project: project.name,
        stack: run.stack,
        organization: run.organization,
        rootDirectory: project.directory,
        main,
        isTypeScript: project.isTypeScript,
        ...(project.tsconfig === undefined ? {} : { tsconfig: resolve(project.directory, project.tsconfig) }),
        config: run.config.values,
        stackOutputs: run.stackOutputs,
        answers: run.answers,
    };
    const child = fork(run.commandFile, [programProcessVerb], {
        cwd: programFolder(main),
        execArgv: project.nodeArguments,
        // What the program writes past the console goes where it cannot spoil a JSON document.
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        env: { ...process.env, ...environmentOf(request, run.config) },
    });
    const stop = () => child.kill();
    process.once("exit", stop);
    try {
        return await new Promise<ProgramPlan>((settle, reject) => {
            let plan: ProgramPlan | undefined;
            let output = "";
            const collect = (chunk: string) => {
                output = (output + chunk).slice(-4000);
            };
            child.stdout?.setEncoding("utf8").on("data", collect);
            child.stderr?.setEncoding("utf8").on("data", collect);
            child.once("message", (message) => {
                plan = message as ProgramPlan;
            });
            child.once("error", (error) => {
                reject(new CommandError(`The program could not be started: ${error.message}`));
            });
            child.once("close", (code, signal) => {
                if (plan === undefined) return void reject(endedEarly(code, signal, output));
                const text = output.trim();
                settle(
                    text === ""
                        ? plan
                        : { ...plan, messages: [...plan.messages, { severity: "info", text }] },
                );
            });
            child.send(request);
        });
    } finally {
        process.off("exit", stop);
    }
}

function environmentOf(request: ProgramRequest, config: StackConfig): Record<string, string> {
    return {
        PULUMI_CONFIG: JSON.stringify(config.values),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
        PULUMI_NODEJS_PROJECT: request.project,
        PULUMI_NODEJS_STACK: request.stack,
        PULUMI_NODEJS_ORGANIZATION: request.organization,
        PULUMI_NODEJS_ROOT_DIRECTORY: request.rootDirectory,
        PULUMI_NODEJS_DRY_RUN: "true",
    };
}

function endedEarly(code: number | null, signal: NodeJS.Signals | null, output: string): CommandError {
    const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
    const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
    return new CommandError(
        [`The program's process ended with ${how} before it was done.`, ...lines.slice(-12)].join("\n"),
    );
}

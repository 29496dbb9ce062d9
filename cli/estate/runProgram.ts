import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { quickStart } from "../quickStart";
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
    /** Keys whose values are secret. */
    secretKeys: string[];
    /** Stack outputs by the name that a stack reference gives: `organization/project/stack`. */
    stackOutputs: Record<string, Record<string, unknown>>;
    /** Answers to provider functions, by function token. */
    answers: Record<string, Record<string, unknown>>;
}

/** What the process that runs a program says to its parent. */
export type ProcessMessage =
    /** What the SDK needs is loaded; the program's own code begins. */
    | { kind: "started" }
    | { kind: "resource"; type: string; name: string }
    /** Node.js's names of what keeps the process from ending, `Timeout`, `TCPServerWrap`, and the errors until now. */
    | { kind: "open"; handles: string[]; errors: string[] }
    | { kind: "plan"; plan: ProgramPlan };

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
    /** Seconds after which the program is ended, counted from when its own code begins. */
    timeout: number;
    /** Hears how many resources there are so far. */
    onProgress: (resources: number) => void;
}

/** Milliseconds for the program's process to load the SDK. */
const startLimit = 60_000;

/** Milliseconds for a program that is to be ended to say what it waits for. */
const lastWords = 1_000;

/**
 * Runs a project's program in preview mode in a process of its own, against the SDK's mock runtime: no engine, no
 * provider, no cloud, no state. Throws CommandError where the program cannot be started or its process ends without an
 * answer, or does not end in time; errors of the program itself are messages of the plan.
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
        secretKeys: run.config.secretKeys,
        stackOutputs: run.stackOutputs,
        answers: run.answers,
    };
    const child = fork(run.commandFile, [programProcessVerb], {
        cwd: programFolder(main),
        execArgv: [...project.nodeArguments, quickStart],
        // What the program writes past the console goes where it cannot spoil a JSON document.
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        env: { ...process.env, ...environmentOf(request) },
    });
    const stop = () => child.kill("SIGKILL");
    process.once("exit", stop);
    // A process that the program started may live on with its streams: they must not keep this one.
    const letGo = () => {
        child.stdout?.destroy();
        child.stderr?.destroy();
    };
    const timers: NodeJS.Timeout[] = [];
    try {
        return await new Promise<ProgramPlan>((settle, reject) => {
            let plan: ProgramPlan | undefined;
            let output = "";
            const collect = (chunk: string) => {
                output = (output + chunk).slice(-4000);
            };
            child.stdout?.setEncoding("utf8").on("data", collect);
            child.stderr?.setEncoding("utf8").on("data", collect);
            const seen: string[] = [];
            let open: OpenProgram | undefined;
            child.on("message", (message) => {
                const said = message as ProcessMessage;
                if (said.kind === "plan") plan = said.plan;
                else if (said.kind === "open") open = said;
                else if (said.kind === "started") startClock();
                else run.onProgress(seen.push(`${said.type} ${said.name}`));
            });
            const end = () => {
                if (plan !== undefined) return;
                if (child.connected) child.send("what is open?", () => undefined);
                timers.push(
                    setTimeout(() => {
                        reject(neverEnded(run.timeout, seen, open));
                        stop();
                    }, lastWords),
                );
            };
            // A slow machine takes seconds to load the SDK, which says nothing about the program: the clock starts again then.
            let clock: NodeJS.Timeout | undefined;
            const startClock = () => {
                clearTimeout(clock);
                clock = setTimeout(end, run.timeout * 1000);
                timers.push(clock);
            };
            timers.push(setTimeout(end, startLimit + run.timeout * 1000));
            child.once("error", (error) => {
                reject(new CommandError(`The program could not be started: ${error.message}`));
            });
            child.once("exit", () => timers.push(setTimeout(letGo, lastWords)));
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
        timers.forEach(clearTimeout);
        process.off("exit", stop);
        letGo();
    }
}

/**
 * Bytes of config that the engine can pass to a program: it sets one variable, and Linux allows a variable 128 KiB with its
 * name and its end (MAX_ARG_STRLEN, execve(2)). Beyond it, the engine reports "argument list too long".
 */
export const engineConfigLimit = 128 * 1024 - "PULUMI_CONFIG=".length - 1;

/** The config as the engine writes it into its variable. */
export function engineConfigText(config: Readonly<Record<string, string>>): string {
    return JSON.stringify(config);
}

// More config than a variable can have is passed with the request alone.
function environmentOf(request: ProgramRequest): Record<string, string> {
    const config = engineConfigText(request.config);
    return {
        ...(Buffer.byteLength(config) <= engineConfigLimit && { PULUMI_CONFIG: config }),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.secretKeys),
        PULUMI_NODEJS_PROJECT: request.project,
        PULUMI_NODEJS_STACK: request.stack,
        PULUMI_NODEJS_ORGANIZATION: request.organization,
        PULUMI_NODEJS_ROOT_DIRECTORY: request.rootDirectory,
        PULUMI_NODEJS_DRY_RUN: "true",
    };
}

type OpenProgram = Extract<ProcessMessage, { kind: "open" }>;

function neverEnded(timeout: number, seen: readonly string[], open: OpenProgram | undefined): CommandError {
    const last = seen.slice(-5).map((resource) => `  ${resource}`);
    const counts = new Map<string, number>();
    for (const name of open?.handles ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
    const handles = [...counts].map(([name, count]) => `${String(count)} ${name}`);
    const state =
        open === undefined
            ? "It does not answer: an endless loop, or a call that blocks."
            : handles.length === 0
              ? "Nothing that Node.js knows of is open."
              : `Still open in Node.js: ${handles.join(", ")}.`;
    return new CommandError(
        [
            `The program did not end within ${String(timeout)} s.`,
            `Resources so far: ${String(seen.length)}${last.length === 0 ? "." : `${seen.length > last.length ? ", the last" : ""}:`}`,
            ...last,
            state,
            ...(open?.errors ?? []).map((text) => `It had failed before: ${text}`),
        ].join("\n"),
        "Close servers, sockets and timers at the end of the program, or allow more time: --timeout SECONDS",
    );
}

function endedEarly(code: number | null, signal: NodeJS.Signals | null, output: string): CommandError {
    const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
    const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
    return new CommandError(
        [`The program's process ended with ${how} before it was done.`, ...lines.slice(-12)].join("\n"),
    );
}

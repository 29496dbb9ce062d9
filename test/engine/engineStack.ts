import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import { isWholeMatrix } from "./findEngine";

/** What one command of the engine did and said. */
export interface Outcome {
    /** The exit code; null where it was killed. */
    code: number | null;
    /** Both streams, as a person sees them. */
    output: string;
    /** The steps that change something, in the order in which they were begun. */
    steps: Step[];
    /** The same in the order in which they were finished. */
    finished: Step[];
    /** How many resources stay as they are; of components and the stack itself too. */
    same: number;
    /** What policies reported. */
    violations: { policy: string; level: string; message: string; urn: string }[];
    /** Errors that the engine shows, without markup. */
    errors: string[];
    /** Warnings that the engine shows, without markup. */
    warnings: string[];
    /** The inputs of every resource of the program by URN. */
    inputs: Record<string, { type: string; inputs: Record<string, unknown> }>;
}

/** One change of one resource. */
export interface Step {
    /** create, update, delete, replace, create-replacement, delete-replaced, import, refresh and so on. */
    op: string;
    /** The resource's type, such as `aws:iam/role:Role`. */
    type: string;
    /** The resource's name in the program: the last part of its URN. */
    name: string;
}

/** A stack of a program, driven by the command line as a person drives it. */
export interface EngineStack {
    name: string;
    /** The program's folder. */
    cwd: string;
    /** Writes Pulumi.NAME.yaml anew. */
    configure(config: Record<string, unknown>): void;
    /** `pulumi stack init`, where the stack is not there. */
    create(): Promise<void>;
    /** An operation that emits events, such as `preview`, `up`, `refresh` or `destroy`; it never asks. */
    run(operation: string, ...options: string[]): Promise<Outcome>;
    /** The same, and a failure is an error with all that was said. */
    mustRun(operation: string, ...options: string[]): Promise<Outcome>;
    /** Starts an operation and gives its process too, so that it can be killed. */
    start(operation: string, ...options: string[]): { child: ChildProcess; outcome: Promise<Outcome> };
    /** Any other command, such as `stack export`; gives its exit code and its streams. */
    command(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
    /** The stack's outputs, secret ones hidden. */
    outputs(): Promise<Record<string, unknown>>;
    /** The stack's state as `pulumi stack export` prints it. */
    exported(): Promise<{ deployment: { resources?: StateResource[]; pending_operations?: unknown[] } }>;
    /** The same stack with other variables; an undefined one is taken away. */
    withEnvironment(environment: Record<string, string | undefined>): EngineStack;
}

/** A resource in a state. */
export interface StateResource {
    urn: string;
    type: string;
    id?: string;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
}

// Longer than any operation here takes on two cores that are busy with other things; thousands of roles take longer.
const longest = isWholeMatrix() ? 2_400_000 : 400_000;
const unasked: Record<string, string[]> = {
    up: ["--yes", "--skip-preview"],
    destroy: ["--yes", "--skip-preview"],
    refresh: ["--yes", "--skip-preview"],
    import: ["--yes", "--skip-preview"],
    preview: [],
};

/** A stack of the program in `cwd`; nothing is created yet. */
export function engineStack(
    name: string,
    cwd: string,
    environment: Readonly<Record<string, string | undefined>>,
): EngineStack {
    let logs = 0;
    const execute = (args: string[]) => {
        const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
            cwd,
            env: { ...process.env, ...environment },
            stdio: ["ignore", "pipe", "pipe"],
        });
        const timer = setTimeout(() => child.kill("SIGKILL"), longest);
        let stdout = "";
        let stderr = "";
        child.stdout.on("data", (text) => (stdout += String(text)));
        child.stderr.on("data", (text) => (stderr += String(text)));
        const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>(
            (resolve, reject) => {
                child.on("error", reject);
                // Of a killed engine a plugin may live on for a moment and hold the streams: its exit counts.
                child.on("exit", (code) =>
                    setTimeout(() => {
                        clearTimeout(timer);
                        resolve({ code, stdout, stderr });
                    }, 50),
                );
            },
        );
        return { child, ended };
    };
    const start = (operation: string, ...options: string[]) => {
        const log = join(cwd, `.events-${name}-${String(process.pid)}-${String(++logs)}.json`);
        const { child, ended } = execute([
            operation,
            "--stack",
            name,
            ...(unasked[operation] ?? []),
            "--event-log",
            log,
            ...options,
        ]);
        const outcome = ended.then(({ code, stdout, stderr }) => {
            const text = existsSync(log) ? readFileSync(log, "utf8") : "";
            rmSync(log, { force: true });
            return readOutcome(code, `${stdout}${stderr}`, text);
        });
        return { child, outcome };
    };
    const run = async (operation: string, ...options: string[]) => await start(operation, ...options).outcome;
    const command = async (...args: string[]) => await execute(args).ended;
    const checked = async (...args: string[]) => {
        const { code, stdout, stderr } = await command(...args);
        if (code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${stdout}${stderr}`);
        return JSON.parse(stdout) as unknown;
    };
    return {
        name,
        cwd,
        configure: (config) => {
            const text = stringify({ config: { "aws:s3UsePathStyle": "true", ...config } });
            writeFileSync(join(cwd, `Pulumi.${name}.yaml`), text);
        },
        async create() {
            const { code, stderr } = await command("stack", "init", "--stack", name, "--no-select");
            if (code !== 0 && !stderr.includes("already exists")) throw new Error(stderr);
        },
        run,
        start,
        async mustRun(operation, ...options) {
            const outcome = await run(operation, ...options);
            if (outcome.code !== 0) throw new Error(`pulumi ${operation} failed:\n${outcome.output}`);
            return outcome;
        },
        command,
        outputs: async () =>
            (await checked("stack", "output", "--json", "--stack", name)) as Record<string, unknown>,
        exported: async () =>
            (await checked("stack", "export", "--stack", name)) as Awaited<
                ReturnType<EngineStack["exported"]>
            >,
        withEnvironment: (further) => engineStack(name, cwd, { ...environment, ...further }),
    };
}

function plain(message: string): string {
    return message.replace(/<\{%[^%]*%\}>/g, "");
}

function readOutcome(code: number | null, output: string, eventLog: string): Outcome {
    const outcome: Outcome = {
        code,
        output,
        steps: [],
        finished: [],
        same: 0,
        violations: [],
        errors: [],
        warnings: [],
        inputs: {},
    };
    for (const line of eventLog.split("\n")) {
        // The last line of a killed engine may be half a line.
        if (!line.endsWith("}")) continue;
        const event = JSON.parse(line) as EngineEvent;
        const { policyEvent, diagnosticEvent, resourcePreEvent, resOutputsEvent } = event;
        if (policyEvent) {
            const { policyName, enforcementLevel, message, resourceUrn = "" } = policyEvent;
            const text = plain(message);
            outcome.violations.push({
                policy: policyName,
                level: enforcementLevel,
                message: text,
                urn: resourceUrn,
            });
        }
        const { severity, message = "" } = diagnosticEvent ?? {};
        if (severity === "error") outcome.errors.push(plain(message).trim());
        // Where the plugin lies is of this machine, not of the stack.
        if (severity === "warning" && !message.includes("from $PATH"))
            outcome.warnings.push(plain(message).trim());
        if (resourcePreEvent) {
            const { op, urn, type, new: next } = resourcePreEvent.metadata;
            if (op === "same") outcome.same++;
            else outcome.steps.push(step(op, urn, type));
            if (next) outcome.inputs[urn] = { type, inputs: (next.inputs ?? {}) as Record<string, unknown> };
        }
        if (resOutputsEvent && resOutputsEvent.metadata.op !== "same") {
            const { op, urn, type } = resOutputsEvent.metadata;
            outcome.finished.push(step(op, urn, type));
        }
    }
    return outcome;
}

function step(op: string, urn: string, type: string): Step {
    return { op, type, name: urn.split("::").at(-1) ?? "" };
}

import { createRequire } from "node:module";
import { format } from "node:util";
import type * as pulumiSdk from "@pulumi/pulumi";
import { type CapturedProgram, captureProgram } from "./capturingMonitor";
import { messageOfError, programEntry, ProgramError, programFolder, registerTypeScript } from "./loadProgram";
import type { MessageSeverity, PlannedResource, ProgramMessage, ProgramPlan } from "./plan";
import type { ProcessMessage, ProgramRequest } from "./runProgram";

/**
 * The process that runs a program: it gets one ProgramRequest from its parent, answers with one ProgramPlan, and ends.
 * A process of its own, because a program keeps global state in the SDK and may print, exit or hang.
 */
export function serveProgramProcess(): void {
    const send = (message: ProcessMessage, then: () => void = () => undefined) => {
        process.send?.(message, then);
    };
    process.once("message", (request) => {
        const messages = collectProgramMessages(console);
        // The parent asks what keeps a program that does not end; being ready to answer must not keep it either.
        process.on("message", () => {
            const errors = messages.filter(({ severity }) => severity === "error").map(({ text }) => text);
            send({ kind: "open", handles: openHandles(), errors });
        });
        process.channel?.unref();
        runProgram(
            request as ProgramRequest,
            messages,
            () => {
                send({ kind: "started" });
            },
            ({ type, name }) => {
                send({ kind: "resource", type, name });
            },
            (plan) => {
                // Exiting is left to the empty event loop: a long message may still be on its way.
                send({ kind: "plan", plan }, () => {
                    process.disconnect();
                });
            },
        );
    });
}

function runProgram(
    request: ProgramRequest,
    messages: ProgramMessage[],
    onStart: () => void,
    onResource: (resource: PlannedResource) => void,
    report: (plan: ProgramPlan) => void,
): void {
    let captured: CapturedProgram = { resources: [], outputs: {}, calls: [] };
    let finished = false;
    const seen = new Set<unknown>();
    const fail = (error: unknown) => {
        // One mistake rejects many promises, each with the same error, or with another one of the same text.
        const text = messageOfError(error);
        if (seen.has(error) || seen.has(text)) return;
        seen.add(error).add(text);
        messages.push({ severity: "error", text });
    };
    process.on("uncaughtException", fail);
    process.on("unhandledRejection", fail);
    afterLastWork(() => {
        const failed = messages.some(({ severity }) => severity === "error");
        if (!finished && !failed)
            fail(new ProgramError("The program ended while it still waited for something that never came."));
        report({ ...captured, messages, completed: finished && !failed });
    });
    try {
        const { pulumi, monitor, entry, load } = prepare(request);
        captured = captureProgram(monitor, request, onResource);
        const run = async () => {
            onStart();
            const exported: unknown = load(entry);
            const result: unknown = typeof exported === "function" ? (exported as () => unknown)() : exported;
            return (await result) as Record<string, unknown> | undefined;
        };
        pulumi.runtime.runInPulumiStack(run).then(() => {
            finished = true;
        }, fail);
    } catch (error) {
        fail(error);
    }
}

// The request's environment is set by the parent; what the SDK reads once is set before it is loaded.
function prepare(request: ProgramRequest) {
    if (request.isTypeScript) registerTypeScript(request);
    const entry = programEntry(request.main);
    const load = createRequire(entry);
    process.chdir(programFolder(request.main));
    const pulumi = load("@pulumi/pulumi") as typeof pulumiSdk;
    pulumi.runtime.setAllConfig(request.config, request.secretKeys);
    const never = () => Promise.reject(new Error("The capturing monitor answers everything."));
    void pulumi.runtime.setMocks(
        { call: never, newResource: never },
        request.project,
        request.stack,
        true,
        request.organization,
    );
    const monitor = pulumi.runtime.getMonitor();
    if (monitor === undefined) throw new Error("The SDK has no mock monitor.");
    return { pulumi, monitor, entry, load };
}

/** What keeps this process from ending, other than its own three pipes and its channel to the parent. */
function openHandles(): string[] {
    const own = ["PipeWrap", "Pipe", "TTYWrap", "FSReqCallback"];
    return process.getActiveResourcesInfo().filter((name) => !own.includes(name));
}

// Libraries register work for `beforeExit` as well (@pulumi/aws does), so ours waits for one more turn of it.
function afterLastWork(action: () => void): void {
    process.once("beforeExit", () => {
        setImmediate(() => {
            process.once("beforeExit", action);
        });
    });
}

/** What a program prints with; the global console, outside tests. */
type ProgramConsole = Pick<Console, "log" | "info" | "warn" | "error">;

// How the SDK's log functions print where no engine listens: `error: [runtime] text`.
const logLine = /^(info|warning|error): \[runtime\] /;

/**
 * Collects what a program says on the console instead of printing it. What it logs through the SDK keeps its severity;
 * a plain print is an info, on the error console too: that one is for progress as often as for errors.
 */
function collectProgramMessages(target: ProgramConsole): ProgramMessage[] {
    const messages: ProgramMessage[] = [];
    const collect = (...values: unknown[]) => {
        const text = format(...values);
        const severity = logLine.exec(text)?.[1];
        messages.push({
            severity: severity === undefined ? "info" : (severity as MessageSeverity),
            text: text.replace(logLine, ""),
        });
    };
    Object.assign(target, { log: collect, info: collect, warn: collect, error: collect });
    return messages;
}

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { CallOptions, ServiceError } from "@grpc/grpc-js";
import { AnalyzeStackRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { violationRecordsVariable } from "../../trust/finding";
import { quickStart } from "../quickStart";
import { type AddParts, recordedParts } from "../report";
import {
    type AnalyzedResource,
    analyzeRequest,
    type Diagnostic,
    diagnosticsOf,
    type PackInfo,
    packInfoOf,
    stackResource,
} from "./messages";
import { configureRequest, type PackConfig } from "./packConfig";

/**
 * The policy pack's process could not be started, ended, did not answer in time, or answered with an error. The message
 * is meant for the user's eye; what the process wrote on its standard error is in `output`.
 */
export class PackError extends Error {
    /** What the process wrote to standard error and, beside the port, to standard output; at most its last 16,000 characters. */
    readonly output: string;

    constructor(message: string, output = "") {
        super(output === "" ? message : `${message}\n${indent(firstLines(output))}`);
        this.name = "PackError";
        this.output = output;
    }
}

/** The first lines of an output without the stack frames among them, which tell a user nothing. */
function firstLines(output: string): string {
    const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
    return lines.slice(0, 12).join("\n");
}

function indent(text: string): string {
    return text.replace(/^/gm, "    ");
}

/** How long a pack may take, in milliseconds. */
export interface PackTimeouts {
    /** From its start to its first answer. Defaults to 60,000. */
    start?: number;
    /** For each later answer. Defaults to 120,000. */
    answer?: number;
}

/** A policy pack that runs as a process of its own. Stop it when done: it ends with this process at the latest. */
export interface PackProcess {
    /** The process id. */
    readonly pid: number;
    /** What the pack says about itself. */
    info(): PackInfo;
    /** Sets levels and config of all policies; what an earlier call set is gone. */
    configure(config: PackConfig): Promise<void>;
    /** Shows one resource's inputs to the resource policies. */
    analyze(resource: AnalyzedResource): Promise<Diagnostic[]>;
    /** Shows a whole stack to the stack policies. */
    analyzeStack(resources: readonly AnalyzedResource[]): Promise<Diagnostic[]>;
    /** What the pack has recorded so far of the violations that it reported; nothing, for other packs. */
    recorded(): AddParts;
    /** Ends the process and waits until it is gone. May be called more than once. */
    stop(): Promise<void>;
}

type Callback<Answer> = (error: ServiceError | null, answer: Answer) => void;

// As in Pulumi's engine: a stack's resources travel in one message.
const maxMessageBytes = 400 * 1024 * 1024;
const patience = 2_000;

/**
 * Starts the policy pack in a folder and waits until it has described itself. Every method throws PackError, with what
 * the pack wrote, when the pack fails, ends or takes too long.
 */
export async function startPack(folder: string, timeouts: PackTimeouts = {}): Promise<PackProcess> {
    const recordsFolder = mkdtempSync(join(tmpdir(), "gitlab-aws-oidc-violations-"));
    const records = join(recordsFolder, "violations");
    const forget = () => {
        rmSync(recordsFolder, { recursive: true, force: true });
    };
    const spawning = spawnPack(folder, timeouts.start ?? 60_000, records).catch((error: unknown) => {
        forget();
        throw error;
    });
    const [{ credentials, Metadata, status }, { AnalyzerClient }, spawned] = await Promise.all([
        // Not before a pack is started: no other command needs them.
        import("@grpc/grpc-js"),
        import("@pulumi/pulumi/proto/analyzer_grpc_pb.js"),
        spawning,
    ]);
    const noMetadata = new Metadata();
    const { child } = spawned;
    const killWithUs = () => {
        child.kill("SIGKILL");
        forget();
    };
    process.once("exit", killWithUs);
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const client = new AnalyzerClient(`127.0.0.1:${String(spawned.port)}`, credentials.createInsecure(), {
        "grpc.max_receive_message_length": maxMessageBytes,
        "grpc.max_send_message_length": maxMessageBytes,
        // A proxy that the environment names must not see a connection to this very machine.
        "grpc.enable_http_proxy": 0,
    });

    const stop = async () => {
        process.removeListener("exit", killWithUs);
        client.close();
        if (child.exitCode === null && child.signalCode === null) {
            child.kill("SIGTERM");
            const timer = setTimeout(killWithUs, patience);
            await gone;
            clearTimeout(timer);
        }
        forget();
    };
    const ask = <Answer>(
        what: string,
        timeout: number,
        call: (options: CallOptions, done: Callback<Answer>) => unknown,
    ) =>
        new Promise<Answer>((resolve, reject) => {
            call({ deadline: new Date(Date.now() + timeout) }, (error, answer) => {
                if (error === null) resolve(answer);
                else
                    void readable(
                        error,
                        Number(error.code) === Number(status.UNAVAILABLE),
                        what,
                        timeout,
                        spawned,
                    ).then(reject);
            });
        });

    const timeout = timeouts.answer ?? 120_000;
    try {
        const start = timeouts.start ?? 60_000;
        const info = packInfoOf(
            await ask("describing itself", start, (options, done) =>
                client.getAnalyzerInfo(new Empty(), noMetadata, options, done),
            ),
        );
        return {
            pid: child.pid ?? 0,
            info: () => info,
            async configure(config) {
                const request = configureRequest(info, config);
                await ask("taking its config", timeout, (options, done) =>
                    client.configure(request, noMetadata, options, done),
                );
            },
            async analyze(resource) {
                const answer = ask(`judging ${resource.urn}`, timeout, (options, done: Callback<Analysis>) =>
                    client.analyze(analyzeRequest(resource), noMetadata, options, done),
                );
                return diagnosticsOf(await answer, resource.urn);
            },
            async analyzeStack(resources) {
                const request = new AnalyzeStackRequest();
                request.setResourcesList(resources.map(stackResource));
                const answer = ask("judging the stack", timeout, (options, done: Callback<Analysis>) =>
                    client.analyzeStack(request, noMetadata, options, done),
                );
                return diagnosticsOf(await answer);
            },
            recorded: () => recordedParts(existsSync(records) ? readFileSync(records, "utf8") : ""),
            stop,
        };
    } catch (error) {
        await stop();
        throw error;
    }
}

type Analysis = Parameters<typeof diagnosticsOf>[0];

async function readable(
    error: ServiceError,
    isUnavailable: boolean,
    what: string,
    timeout: number,
    { child, output }: SpawnedPack,
): Promise<PackError> {
    if (error.details.includes("Deadline exceeded")) {
        return new PackError(
            `The policy pack took longer than ${String(timeout)} ms while ${what}.`,
            output(),
        );
    }
    // The connection drops a moment before the process is known to have ended.
    const ended = () => child.exitCode !== null || child.signalCode !== null;
    for (let waited = 0; isUnavailable && !ended() && waited < 1000; waited += 20) await delay(20);
    if (ended()) {
        const end = endOf(child.exitCode, child.signalCode);
        return new PackError(`The policy pack ended (${end}) while ${what}.`, output());
    }
    return new PackError(`The policy pack failed while ${what}.`, error.details || output());
}

/** A running pack: its process, the port it listens on, and what it has written so far. */
interface SpawnedPack {
    child: ChildProcess;
    /** The port on 127.0.0.1 where it speaks the analyzer protocol. */
    port: number;
    output: () => string;
}

const keptOutput = 16_000;

// Were the caller killed, the pack would run on for ever: it listens to nothing but its port. With the channel between
// the two gone it ends by itself; the channel alone must not keep a pack alive that failed to start.
const endWithParent =
    'data:text/javascript,process.on("disconnect",()=>process.exit());process.channel.unref()';

/**
 * Starts a pack as Pulumi's language host does: its own folder as working directory, run by the `run-policy-pack` of the
 * @pulumi/pulumi that the pack resolves. Waits for the line with the port.
 * `records` is the file that a pack of this project appends its violations to.
 * Throws PackError when the process ends first, or is silent for `timeout` milliseconds; then no process is left.
 */
async function spawnPack(folder: string, timeout: number, records: string): Promise<SpawnedPack> {
    const nodeArguments = ["--import", endWithParent, quickStart];
    const child = spawn(process.execPath, [...nodeArguments, runnerOf(folder), "127.0.0.1:0", "."], {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        // The pack has no business with the debugger or the loaders of whoever starts it.
        env: { ...process.env, NODE_OPTIONS: "", [violationRecordsVariable]: records },
    });
    let output = "";
    const collect = (text: string) => {
        output = (output + stripVTControlCharacters(text)).slice(-keptOutput);
    };
    child.stderr?.setEncoding("utf8").on("data", collect);

    const port = await new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => {
            child.kill("SIGKILL");
            reject(
                new PackError(
                    `The policy pack in ${folder} did not answer within ${String(timeout)} ms.`,
                    output,
                ),
            );
        }, timeout);
        let pending: string | undefined = "";
        child.stdout?.setEncoding("utf8").on("data", (text: string) => {
            if (pending === undefined) return collect(text);
            const lines = (pending + text).split("\n");
            pending = lines.pop() ?? "";
            const portAt = lines.findIndex((line) => /^\d+\r?$/.test(line));
            if (portAt < 0) return collect(lines.map((line) => `${line}\n`).join(""));
            lines.filter((_, at) => at !== portAt).forEach((line) => collect(`${line}\n`));
            pending = undefined;
            clearTimeout(timer);
            resolve(Number(lines[portAt]));
        });
        child.once("error", (error) => {
            clearTimeout(timer);
            reject(new PackError(`The policy pack in ${folder} could not be started: ${error.message}`));
        });
        // "close" comes after the last output, "exit" may come before it.
        child.once("close", (code, signal) => {
            clearTimeout(timer);
            reject(
                new PackError(
                    `The policy pack in ${folder} ended while starting (${endOf(code, signal)}).`,
                    output,
                ),
            );
        });
    });
    return { child, port, output: () => output };
}

/** How a process ended, in words: `exit code 1` or `signal SIGKILL`. */
function endOf(code: number | null, signal: NodeJS.Signals | null): string {
    return signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
}

function runnerOf(folder: string): string {
    try {
        return createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    } catch {
        throw new PackError(
            `The policy pack in ${folder} cannot be run: no @pulumi/pulumi is installed for it. Run "npm ci" first.`,
        );
    }
}

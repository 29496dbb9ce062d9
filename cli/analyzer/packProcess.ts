import { type CallOptions, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzeStackRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { setTimeout as delay } from "node:timers/promises";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type AnalyzedResource, analyzeRequest, stackResource } from "./analyzedResource";
import { type Diagnostic, diagnosticsOf } from "./diagnostic";
import { configureRequest, type PackConfig } from "./packConfig";
import { PackError } from "./packError";
import { type PackInfo, packInfoOf } from "./packInfo";
import { endOf, type SpawnedPack, spawnPack } from "./spawnPack";

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
    /** Ends the process and waits until it is gone. May be called more than once. */
    stop(): Promise<void>;
}

const noMetadata = new Metadata();
const unavailable: number = status.UNAVAILABLE;

type Callback<Answer> = (error: ServiceError | null, answer: Answer) => void;

// As in Pulumi's engine: a stack's resources travel in one message.
const maxMessageBytes = 400 * 1024 * 1024;
const patience = 2_000;

/**
 * Starts the policy pack in a folder and waits until it has described itself. Every method throws PackError, with what
 * the pack wrote, when the pack fails, ends or takes too long.
 */
export async function startPack(folder: string, timeouts: PackTimeouts = {}): Promise<PackProcess> {
    const spawned = await spawnPack(folder, timeouts.start ?? 60_000);
    const { child } = spawned;
    const killWithUs = () => child.kill("SIGKILL");
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
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill("SIGTERM");
        const timer = setTimeout(killWithUs, patience);
        await gone;
        clearTimeout(timer);
    };
    const ask = <Answer>(
        what: string,
        timeout: number,
        call: (options: CallOptions, done: Callback<Answer>) => unknown,
    ) =>
        new Promise<Answer>((resolve, reject) => {
            call({ deadline: new Date(Date.now() + timeout) }, (error, answer) => {
                if (error === null) resolve(answer);
                else void readable(error, what, timeout, spawned).then(reject);
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
    for (let waited = 0; Number(error.code) === unavailable && !ended() && waited < 1000; waited += 20)
        await delay(20);
    if (ended()) {
        const end = endOf(child.exitCode, child.signalCode);
        return new PackError(`The policy pack ended (${end}) while ${what}.`, output());
    }
    return new PackError(`The policy pack failed while ${what}.`, error.details || output());
}

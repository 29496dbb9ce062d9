import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";

/** A port of this machine that nobody uses now. */
export async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    server.close();
    await once(server, "close");
    return typeof address === "object" && address !== null ? address.port : 0;
}

/**
 * Gives what ends a server, waits until it has ended, and deletes the folder in which it kept its data. A test run that is
 * interrupted leaves no server behind either.
 */
export function stopperOf(child: ChildProcess, folder: string): () => Promise<void> {
    const kill = (): void => {
        child.kill("SIGKILL");
    };
    process.once("exit", kill);
    return async () => {
        process.off("exit", kill);
        if (child.exitCode === null && child.signalCode === null) {
            const ended = once(child, "exit");
            kill();
            await ended;
        }
        rmSync(folder, { recursive: true, force: true });
    };
}

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, stopperOf } from "../tools/localServer";
import { installMinistack } from "./installMinistack";

/** The account that the emulator plays. */
export const ministackAccountId = "123456789012";

/** A running MiniStack: AWS on this machine, with trust policies and permissions enforced. Root is `test` / `test`. */
export interface Ministack {
    /** Its endpoint for every service, such as `http://127.0.0.1:34567`. */
    url: string;
    /** Ends it, and waits until it has ended. */
    stop(): Promise<void>;
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
    const giveUp = Date.now() + 30_000;
    while (Date.now() < giveUp && child.exitCode === null) {
        try {
            await fetch(url, { signal: AbortSignal.timeout(2_000) });
            return;
        } catch {
            await sleep(50);
        }
    }
    throw new Error(`MiniStack does not answer at ${url}`);
}

/**
 * Starts MiniStack on `port`, by default on a free one, bound to this machine only, as the account `accountId`. Its state is
 * empty and kept nowhere. Says what is missing where it cannot be installed.
 */
export async function startMinistack(
    port?: number,
    accountId = ministackAccountId,
): Promise<Ministack | { missing: string }> {
    const installed = installMinistack();
    if ("missing" in installed) return installed;
    const usedPort = port ?? (await freePort());
    const url = `http://127.0.0.1:${String(usedPort)}`;
    const folder = mkdtempSync(join(tmpdir(), "ministack-"));
    const child = spawn(installed.python, ["-m", "ministack"], {
        cwd: folder,
        stdio: "ignore",
        env: {
            ...process.env,
            BIND_HOST: "127.0.0.1",
            GATEWAY_PORT: String(usedPort),
            AUTH: "true",
            MINISTACK_ACCOUNT_ID: accountId,
        },
    });
    const stop = stopperOf(child, folder);
    try {
        await untilReady(url, child);
    } catch (error) {
        await stop();
        throw error;
    }
    return { url, stop };
}

import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toolsFolder, withLock } from "../tools/installPythonTool";
import { freePort, stopperOf } from "../tools/localServer";

/**
 * The version of MinIO that tokens are shown to. It is a test program that runs in a process of its own, compiled from its
 * module below `.tools/`: AGPL-3.0, no dependency of anything here, and never shipped.
 */
const minioModule = "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c";

// Compiling it takes minutes on two cores.
const longestInstall = 1_800_000;

/** A running MinIO that trusts one OpenID provider. */
export interface Minio {
    /** Shows a token and gives the status and the body of the answer: 200 with credentials, or an error. */
    assumeRole(token: string): Promise<{ status: number; body: string }>;
    /** Ends it, waits until it has ended, and deletes what it kept. */
    stop(): Promise<void>;
}

/** Compiles MinIO, once. Gives its program, or one line that says what is missing. */
export function installMinio(): { program: string } | { missing: string } {
    const folder = join(toolsFolder, "minio");
    const program = join(folder, "bin", "minio");
    if (existsSync(program)) return { program };
    const go = (args: string[]) =>
        execFileSync("go", args, {
            cwd: tmpdir(),
            stdio: ["ignore", "ignore", "pipe"],
            timeout: longestInstall,
            env: {
                ...process.env,
                GOBIN: join(folder, "bin"),
                GOMODCACHE: join(toolsFolder, "go", "modules"),
                GOCACHE: join(toolsFolder, "go", "build"),
                GOFLAGS: "-modcacherw",
                CGO_ENABLED: "0",
            },
        });
    try {
        go(["version"]);
    } catch {
        return { missing: "no go on PATH to compile MinIO" };
    }
    try {
        mkdirSync(folder, { recursive: true });
        withLock(
            join(toolsFolder, "minio.lock"),
            () => existsSync(program),
            () => {
                go(["install", "-trimpath", minioModule]);
            },
        );
    } catch (error) {
        const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
        return { missing: `MinIO cannot be compiled here (${reason})` };
    }
    return { program };
}

/** Starts it for tokens of the issuer whose discovery document is at `configUrl`, with the audience `clientId`. */
export async function startMinio(program: string, configUrl: string, clientId: string): Promise<Minio> {
    const folder = mkdtempSync(join(tmpdir(), "minio-"));
    const port = await freePort();
    const url = `http://127.0.0.1:${String(port)}`;
    let output = "";
    const child = spawn(program, ["server", "--address", `127.0.0.1:${String(port)}`, join(folder, "data")], {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
            PATH: process.env.PATH ?? "",
            HOME: folder,
            MINIO_ROOT_USER: "root-of-the-test",
            MINIO_ROOT_PASSWORD: randomBytes(16).toString("hex"),
            MINIO_BROWSER: "off",
            MINIO_UPDATE: "off",
            MINIO_IDENTITY_OPENID_CONFIG_URL: configUrl,
            MINIO_IDENTITY_OPENID_CLIENT_ID: clientId,
            MINIO_IDENTITY_OPENID_CLAIM_NAME: "policy",
        },
    });
    for (const stream of [child.stdout, child.stderr])
        stream.on("data", (text) => (output = `${output}${String(text)}`.slice(-4_000)));
    const stop = stopperOf(child, folder);
    const assumeRole = async (token: string) => {
        const query = new URLSearchParams({
            Action: "AssumeRoleWithWebIdentity",
            Version: "2011-06-15",
            DurationSeconds: "3600",
            WebIdentityToken: token,
        });
        const answer = await fetch(`${url}/?${query.toString()}`, {
            method: "POST",
            signal: AbortSignal.timeout(30_000),
        });
        return { status: answer.status, body: await answer.text() };
    };
    const giveUp = Date.now() + 90_000;
    for (;;) {
        // Its health check answers before it has read its identity settings: until then every token gets a 503.
        const answer = await assumeRole("no token").catch(() => undefined);
        if (answer?.status === 400) break;
        if (Date.now() > giveUp || child.exitCode !== null) {
            await stop();
            throw new Error(`MinIO does not start:\n${output}`);
        }
        await sleep(200);
    }
    return { assumeRole, stop };
}

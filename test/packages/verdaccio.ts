import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { installNpmTool } from "../tools/installNpmTool";
import { freePort } from "../tools/localServer";

/**
 * A registry for npm packages on this machine: MIT, https://verdaccio.org. A tool with three hundred packages, so no
 * dependency; 6.2 is the last series that runs on Node.js 20. Its own `node-fetch@cjs` is a tag that mirrors may lack.
 */
const version = "6.2.9";
const overrides = { "node-fetch": "2.7.0" };

/** A registry that listens on loopback, with nothing in it at first, and asks no other registry. */
export interface Registry {
    url: string;
    stop(): void;
}

/** Starts the registry, or says in one line why there is none. */
export async function startVerdaccio(): Promise<Registry | { missing: string }> {
    let program: string;
    try {
        const tool = { name: "verdaccio", package: ["verdaccio", version], overrides } as const;
        program = join(installNpmTool(tool), "bin/verdaccio");
    } catch {
        return { missing: `verdaccio ${version} cannot be installed here` };
    }
    const home = mkdtempSync(join(tmpdir(), "verdaccio-"));
    const config = {
        storage: join(home, "storage"),
        packages: { "**": { access: "$all", publish: "$anonymous" } },
        web: { enable: false },
        log: { type: "stdout", format: "pretty", level: "error" },
    };
    // YAML reads JSON.
    writeFileSync(join(home, "config.yaml"), JSON.stringify(config));
    const port = await freePort();
    const url = `http://127.0.0.1:${String(port)}`;
    const child: ChildProcess = spawn(
        process.execPath,
        [program, "--config", join(home, "config.yaml"), "--listen", `127.0.0.1:${String(port)}`],
        { stdio: "ignore" },
    );
    const stop = () => {
        child.kill("SIGKILL");
        rmSync(home, { recursive: true, force: true });
    };
    for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
        const answer = await fetch(`${url}/-/ping`).catch(() => undefined);
        if (answer?.ok === true) return { url, stop };
        await delay(100);
    }
    stop();
    throw new Error(`verdaccio did not answer at ${url}.`);
}

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../../../cli/terminal/terminal";
import { keySetText, readKeySet } from "../../../trust/discovery";
import { someKey } from "../../trust/discovery/keyArbitraries";
import { runCommand } from "../runCommand";
import { badAnswers, ownAuthority, type PrivateGitlab, startPrivateGitlab } from "./privateGitlab";
import { runDiscovery } from "./runDiscovery";

const [user, oldCi, newCi] = [someKey("user"), someKey("old", 2), someKey("new", 3)];

describe("discovery sync to a file", () => {
    let gitlab: PrivateGitlab;
    let folder: string;
    let file: string;
    let options: string[];
    const kids = () => readKeySet(readFileSync(file, "utf8")).keySet?.keys.map(({ kid }) => kid);
    const sync = (...more: string[]) => runDiscovery("sync", ...options, ...more);
    const fails = async (run: Promise<unknown>): Promise<CommandError> => {
        try {
            await run;
        } catch (error) {
            assert.ok(error instanceof CommandError, String(error));
            return error;
        }
        return assert.fail("it went through");
    };

    before(async () => {
        gitlab = await startPrivateGitlab({ keys: [user, oldCi] });
    });
    after(() => gitlab.stop());
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "sync-"));
        file = join(folder, "keys", "gitlab.json");
        const authority = join(folder, "ca.pem");
        writeFileSync(authority, ownAuthority.pem);
        options = ["--gitlab-url", gitlab.url, "--ca-file", authority, "--file", file];
        gitlab.keySet = { keys: [user, oldCi] };
        gitlab.answers.clear();
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it("writes the instance's keys, and nothing a second time", async () => {
        assert.match((await sync()).out, /written, 2 keys/);
        assert.equal(readFileSync(file, "utf8"), keySetText({ keys: [user, oldCi] }));
        assert.match((await sync()).out, /unchanged/);
        assert.deepEqual(readdirSync(join(folder, "keys")), ["gitlab.json"]);
    });

    it("keeps a replaced key for the grace period, whoever runs it next", async () => {
        await sync();
        gitlab.keySet = { keys: [user, newCi] };
        const result = await sync("--grace-hours", "48", "--json");
        const { retiring } = JSON.parse(result.out) as { retiring: { kid: string; until: number }[] };
        assert.deepEqual(
            retiring.map(({ kid }) => kid),
            ["old"],
        );
        assert.ok(Math.abs((retiring[0]?.until ?? 0) - (Date.now() / 1000 + 48 * 3600)) < 60);
        assert.deepEqual(kids(), ["user", "new", "old"]);
        // The time is over: as it stands in the file itself.
        const { keySet } = readKeySet(readFileSync(file, "utf8"));
        assert.ok(keySet);
        writeFileSync(
            file,
            keySetText({
                keys: keySet.keys.map((key) => (key.exp === undefined ? key : { ...key, exp: 1000 })),
            }),
        );
        assert.match((await sync()).out, /- old/);
        assert.deepEqual(kids(), ["user", "new"]);
    });

    it("publishes the next key before the instance signs with it", async () => {
        const next = join(folder, "next.json");
        writeFileSync(next, keySetText({ keys: [newCi] }));
        await sync("--next-keys", next);
        assert.deepEqual(kids(), ["user", "old", "new"]);
    });

    it("writes nothing with --dry-run, and says what it would do", async () => {
        assert.match((await sync("--dry-run")).out, /would be written/);
        assert.ok(!existsSync(file));
    });

    const worse: [string, unknown, RegExp][] = [
        ["no key", { keys: [] }, /is empty/],
        ["a key twice", { keys: [user, user] }, /id of an earlier key/],
        ["no key set", { error: "unavailable" }, /no key set/],
        ["keys of another instance", { keys: [someKey("stranger", 7)] }, /another instance/],
        ["another key under a known id", { keys: [user, someKey("old", 9)] }, /forged or broken/],
        [
            "a private key",
            {
                keys: [
                    user,
                    {
                        ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
                            format: "jwk",
                        }),
                        kid: "p",
                    },
                ],
            },
            /PRIVATE key/,
        ],
    ];
    for (const [what, keys, message] of worse) {
        it(`leaves the file as it is when the instance serves ${what}`, async () => {
            await sync();
            const good = readFileSync(file, "utf8");
            gitlab.keySet = keys as typeof gitlab.keySet;
            const error = await fails(sync());
            assert.match(error.message, message);
            assert.match(error.message, /nothing was written/);
            assert.equal(readFileSync(file, "utf8"), good);
            const { d } = (keys as { keys?: { d?: string }[] }).keys?.[1] ?? {};
            assert.ok(d === undefined || !error.message.includes(d.slice(0, 16)));
        });
    }

    // What is slow is slow for ten seconds here; fetchDocument.test.ts has it in short.
    for (const [what, , answer] of badAnswers.filter(([, failure]) => !["slow", "huge"].includes(failure))) {
        for (const path of ["/.well-known/openid-configuration", "/oauth/discovery/keys"]) {
            it(`leaves the file as it is when ${path} is ${what}`, async () => {
                await sync();
                const good = readFileSync(file, "utf8");
                gitlab.answers.set(path, answer);
                assert.match((await fails(sync())).message, new RegExp(path.slice(1).replaceAll(".", "\\.")));
                assert.equal(readFileSync(file, "utf8"), good);
            });
        }
    }

    it("takes keys that have nothing in common with the file's when it is told to", async () => {
        await sync();
        gitlab.keySet = { keys: [newCi] };
        await sync("--accept-unrelated-keys");
        assert.deepEqual(kids(), ["new", "user", "old"]);
    });

    it("replaces what is no key set, and says that it was none", async () => {
        writeFileSync(join(folder, "bad.json"), "{}");
        const result = await runDiscovery("sync", ...options.slice(0, -1), join(folder, "bad.json"));
        assert.match(result.err, /held no valid key set/);
        assert.match(result.out, /written/);
    });

    const misuse: [string, string[], RegExp][] = [
        ["no place for the keys", ["--gitlab-url", "https://localhost"], /not said where/],
        [
            "two places",
            ["--gitlab-url", "https://localhost", "--file", "a", "--bucket", "b"],
            /exclude each other/,
        ],
        ["an instance on http", ["--gitlab-url", "http://localhost", "--file", "a"], /https/],
        [
            "no hours",
            ["--gitlab-url", "https://localhost", "--file", "a", "--grace-hours", "a day"],
            /no number of hours/,
        ],
    ];
    for (const [what, texts, message] of misuse) {
        it(`refuses ${what}`, async () => {
            assert.match((await fails(runDiscovery("sync", ...texts))).message, message);
        });
    }

    it("says as a command what is missing without the authority, with exit code 2", async () => {
        const texts = ["discovery", "sync", "--gitlab-url", gitlab.url, "--file", file];
        const without = await runCommand(texts);
        assert.equal(without.code, 2);
        assert.match(without.stderr, /no known authority signed[^]*--ca-file/);
        assert.ok(!existsSync(file));
        const given = await runCommand(texts, { env: { CI_SERVER_TLS_CA_FILE: join(folder, "ca.pem") } });
        assert.equal(given.code, 0, given.stderr);
        assert.deepEqual(kids(), ["user", "old"]);
    });
});

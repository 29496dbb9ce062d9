import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import {
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { syncKeys } from "../../../../cli/commands/discovery";
import { CommandError } from "../../../../cli/terminal";
import { keySetText, readKeySet } from "../../../../trust/mirror";
import { someKey } from "../../../trust/mirror/keyArbitraries";
import { inProcess } from "../../inProcess";
import { runCommand } from "../../runCommand";
import { badAnswers, ownAuthority, type PrivateGitlab, startPrivateGitlab } from "./privateGitlab";
import { runDiscovery } from "./runDiscovery";

const [user, oldCi, newCi] = [someKey("user"), someKey("old", 2), someKey("new", 3)];

describe("discovery sync to a file", () => {
    let gitlab: PrivateGitlab;
    let folder: string;
    let file: string;
    let options: string[];
    const kids = () => readKeySet(readFileSync(file, "utf8")).keySet?.keys.map(({ kid }) => kid);
    const sync = (...more: string[]) => runDiscovery(["sync", ...options, ...more]);
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
        gitlab.secondsAhead = 0;
        gitlab.headers = {};
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
        ["no key set", { error: "unavailable" }, /not a key set/],
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

    it("replaces what is not a key set, and says that it was none", async () => {
        writeFileSync(join(folder, "bad.json"), "{}");
        const result = await runDiscovery(["sync", ...options.slice(0, -1), join(folder, "bad.json")]);
        assert.match(result.err, /held no valid key set/);
        assert.match(result.out, /written/);
    });

    const misuse: [string, string[], RegExp][] = [
        ["no place for the keys", ["--gitlab-url", "https://localhost"], /No key location was given/],
        [
            "two places",
            ["--gitlab-url", "https://localhost", "--file", "a", "--bucket", "b"],
            /exclude each other/,
        ],
        ["an instance on http", ["--gitlab-url", "http://localhost", "--file", "a"], /https/],
        [
            "no hours",
            ["--gitlab-url", "https://localhost", "--file", "a", "--grace-hours", "a day"],
            /--grace-hours[^]*whole number/,
        ],
    ];
    for (const [what, texts, message] of misuse) {
        it(`refuses ${what}`, async () => {
            assert.match((await fails(runDiscovery(["sync", ...texts]))).message, message);
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

    it("keeps a coming key over ordinary syncs, and says that it is coming", async () => {
        const next = join(folder, "next.json");
        writeFileSync(next, keySetText({ keys: [newCi] }));
        assert.match((await sync("--next-keys", next)).out, /> new was announced/);
        const announced = readFileSync(file, "utf8");
        const later = await sync();
        assert.match(later.out, /unchanged[^]*> new was announced/);
        assert.doesNotMatch(later.out, /is replaced/);
        assert.equal(readFileSync(file, "utf8"), announced);
        gitlab.keySet = { keys: [user, newCi] };
        assert.match((await sync()).out, /~ old is replaced/);
        assert.deepEqual(kids(), ["user", "new", "old"]);
    });

    it("removes a coming key that is withdrawn", async () => {
        const next = join(folder, "next.json");
        writeFileSync(next, keySetText({ keys: [newCi] }));
        await sync("--next-keys", next);
        assert.match((await sync("--withdraw-next-keys")).out, /- new/);
        assert.deepEqual(kids(), ["user", "old"]);
    });

    for (const [what, seconds, code] of [
        ["an hour ahead", -3600, 2],
        ["ten minutes behind", 600, 2],
        ["a minute ahead", -60, 0],
    ] as const) {
        it(`${code === 0 ? "syncs" : "writes nothing"} where this machine's clock is ${what}`, async () => {
            await sync();
            const good = readFileSync(file, "utf8");
            gitlab.keySet = { keys: [user, newCi] };
            gitlab.secondsAhead = seconds;
            if (code === 0) await sync();
            else {
                const error = await fails(sync());
                assert.match(error.message, /clock[^]*nothing was written/);
            }
            assert.equal(readFileSync(file, "utf8") === good, code === 2);
        });
    }

    it("adds up what a cache says of an answer's age", async () => {
        gitlab.secondsAhead = -3600;
        gitlab.headers = { age: "3590" };
        assert.match((await sync()).out, /written/);
    });

    it("says that no clock was compared where no answer has a time", async () => {
        gitlab.secondsAhead = undefined;
        assert.match((await sync()).err, /clock was not checked/);
    });

    it("compares the clock of the bucket too", async () => {
        const store = {
            name: "s3://bucket/keys",
            read: () => Promise.resolve(undefined),
            time: () => 10_000,
            write: () => assert.fail("it was written"),
        };
        const settings = {
            gracePeriod: 3600,
            now: 20_000,
            instanceTime: 20_000,
            withdrawUpcoming: false,
            acceptUnrelatedKeys: false,
            dryRun: false,
        };
        await assert.rejects(
            syncKeys(store, { keys: [user] }, settings),
            (error) => error instanceof CommandError && /s3:\/\/bucket\/keys/.test(error.message),
        );
    });

    it("refuses an ID with an escape sequence, and prints none of it", async () => {
        await sync();
        const good = readFileSync(file, "utf8");
        gitlab.keySet = { keys: [user, { ...oldCi, kid: "\u001b[2J\u009b31mold" }] };
        const { code, stdout, stderr } = await inProcess(["discovery", "sync", ...options]);
        assert.equal(code, 2);
        for (const character of stdout + stderr) assert.ok(!["\u001b", "\u009b"].includes(character));
        assert.equal(readFileSync(file, "utf8"), good);
    });

    it("prints no escape sequence of an instance's answer", async () => {
        gitlab.answers.set("/.well-known/openid-configuration", (_, response) => {
            response.writeHead(200, { "content-type": "application/json" });
            response.end(JSON.stringify({ issuer: "\u001b[31mred\u202e", jwks_uri: "\u009b31m" }));
        });
        const { code, stderr } = await inProcess(["discovery", "sync", ...options]);
        assert.equal(code, 2);
        for (const character of stderr) assert.ok(!["\u001b", "\u009b", "\u202e"].includes(character));
    });

    it("takes an empty AWS_REGION for none, and names what is missing", async () => {
        for (const AWS_REGION of ["", " ", "eu-north-1; rm"]) {
            const line = ["discovery", "sync", "--gitlab-url", gitlab.url, "--bucket", "b"];
            const { code, error } = await inProcess(line, { env: { AWS_REGION } });
            assert.equal(code, 2);
            assert.match(error?.fix ?? "", /--region/);
        }
    });

    it("ends with an error where --out cannot be written, at once", async () => {
        const keys = join(folder, "next.json");
        writeFileSync(keys, keySetText({ keys: [newCi] }));
        symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
        const places = [join(keys, "below-a-file"), join(folder, "dangling", "out")];
        // There mkdir reports a missing folder for ever.
        if (existsSync("/proc/self")) places.push("/proc/gitlab-aws-oidc/out");
        for (const place of places) {
            const line = ["render", "--gitlab-url", gitlab.url, "--issuer", "https://mirror.example.com"];
            const error = await fails(runDiscovery([...line, "--keys", keys, "--out", place]));
            assert.match(error.message, /cannot be written \((ENOTDIR|ENOENT|EEXIST)\)/);
        }
    }).timeout(5000);

    it("writes nothing into the current folder where --out is a variable that is not set", async () => {
        const keys = join(folder, "next.json");
        writeFileSync(keys, keySetText({ keys: [newCi] }));
        const line = ["render", "--gitlab-url", gitlab.url, "--issuer", "https://mirror.example.com"];
        const error = await fails(runDiscovery([...line, "--keys", keys, "--out", ""]));
        assert.match(error.message, /--out/);
        assert.ok(!existsSync(".well-known"));
    });

    it("keeps the port in its advice, and no password in its messages", async () => {
        for (const [url, fix] of [
            ["https://gitlab.internal:8443/", '"https://gitlab.internal:8443"'],
            ["http://gitlab.internal:8443", '"https://gitlab.internal:8443"'],
            ["https://jane:pa55@gitlab.internal:8443", '"https://gitlab.internal:8443"'],
        ]) {
            const error = await fails(runDiscovery(["sync", "--gitlab-url", url ?? "", "--file", file]));
            assert.ok(error.fix?.includes(fix ?? ""), error.fix);
            assert.doesNotMatch(`${error.message}${error.fix ?? ""}`, /jane|pa55/);
        }
    });

    it("names a proxy that it does not use", async () => {
        const env = { HTTPS_PROXY: "http://jane:secret@proxy.example.com:3128" };
        const { err } = await runDiscovery(["sync", ...options], env);
        assert.match(err, /HTTPS_PROXY[^]*--proxy/);
        assert.doesNotMatch(err, /secret/);
    });
});

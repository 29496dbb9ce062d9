import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claims, policy, statement } from "../../trust/decision/specimens";
import { buildCommand } from "../buildCommand";
import { serveIam } from "../estate/fakeIam";
import { type CommandResult } from "../runCommand";
import { inProcess } from "../inProcess";
import { serveFederation } from "./console-url/fakeFederation";

const folder = mkdtempSync(join(tmpdir(), "secrets-"));
const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
};
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token whose e-mail and signature must never be seen; neither must the whole. */
const token = [
    base64({ alg: "RS256", kid: "ci" }),
    base64({ ...claims, user_email: "marker-mail@example.com" }),
    Buffer.from("marker-signature").toString("base64url"),
].join(".");
const trust = policy(statement({ StringEquals: { "gitlab.com:sub": claims.sub } }));
const roleFile = file("role.json", JSON.stringify(trust));
const tokenFile = file("token", token);
const brokenFile = file("broken", "marker-broken-token.x");
const brokenJson = file("broken.json", "marker-broken-token.x");
const brokenClaims = file("claims.json", '{"sub": "marker-broken-token"');
const arn = "arn:aws:iam::123456789012:role/web";
const keys = {
    AWS_ACCESS_KEY_ID: "ASIAMARKERKEYID00001",
    AWS_SECRET_ACCESS_KEY: "marker/secret+key",
    AWS_SESSION_TOKEN: "marker-session-token//==",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
};
const secrets = [token, ...token.split("."), "marker", ...Object.values(keys).slice(0, 3), "sign in+token"];

/** Nothing secret, as it is or encoded, and no stack trace. */
function assertClean({ stdout, stderr }: CommandResult): void {
    const output = stdout + stderr;
    for (const secret of secrets)
        for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
            assert.ok(!output.toLowerCase().includes(form.toLowerCase()), `${form} in:\n${output}`);
    assert.doesNotMatch(output, /^\s+at |defect/m);
}

describe("secrets never appear: tokens", () => {
    before(buildCommand);

    const cases: [args: string[], code: number][] = [
        [["explain", roleFile, "--token", tokenFile, "--offline"], 0],
        [["explain", roleFile, "--token-variable", "JOB_TOKEN", "--offline", "--json"], 0],
        [["explain", roleFile, "--token", tokenFile], 0],
        [["explain", roleFile, "--token", brokenFile], 2],
        [["explain", roleFile, "--token-variable", "BROKEN"], 2],
        [["explain", roleFile, "--claims", brokenClaims], 2],
        [["explain", roleFile, "--claims", tokenFile], 2],
        [["explain", brokenJson, "--token", tokenFile], 2],
        [["explain", "no-such-role", "--token", tokenFile, "--cwd", folder], 2],
        [["access", "--roles", brokenClaims], 2],
        [["access", "--roles", roleFile, "--claims", brokenClaims], 2],
        [["access", "--roles", roleFile, "--claims", tokenFile], 2],
        [["access", "--roles", roleFile, "--against", tokenFile], 2],
        [["doctor", "gitlab.invalid", "--provider-file", tokenFile], 2],
        [["snippet", "web", "--answers", tokenFile], 2],
    ];
    cases.forEach(([args, code]) => {
        it(args.map((arg) => arg.replace(folder, "…")).join(" "), async () => {
            const result = await inProcess(args, { env: { JOB_TOKEN: token, BROKEN: "marker.broken" } });
            assert.equal(result.code, code, result.stderr);
            assertClean(result);
        });
    });
});

describe("secrets never appear: credentials", () => {
    before(buildCommand);

    // As IAM's answer to a wrong signature, which repeats the request: its headers hold the session token.
    const mismatch: [number, string, string] = [
        403,
        "SignatureDoesNotMatch",
        "The request signature does not match.\n\nThe Canonical String should have been\nREQUEST",
    ];
    const denied: [number, string, string] = [403, "AccessDenied", "User is not authorized to perform it"];
    const calls: string[][] = [
        ["explain", arn, "--token", tokenFile],
        ["access", "--account"],
        [
            "doctor",
            "gitlab.invalid",
            "--provider-arn",
            "arn:aws:iam::123456789012:oidc-provider/gitlab.invalid",
        ],
    ];
    for (const refusal of [mismatch, denied])
        for (const call of calls)
            it(`${call[0] ?? ""} where IAM answers ${refusal[1]}`, async () => {
                const iam = await serveIam({ refusal });
                try {
                    const result = await inProcess(call, {
                        env: { ...keys, AWS_ENDPOINT_URL_IAM: iam.url },
                    });
                    assert.equal(result.code, 2);
                    assert.match(result.stderr, new RegExp(`${refusal[1]}`));
                    assertClean(result);
                } finally {
                    await iam.stop();
                }
            });

    it("console-url prints the link alone, and only where it is asked to in a job", async () => {
        const federation = await serveFederation();
        const env = { ...keys, CI: "true" };
        const args = ["console-url", "--endpoint", federation.endpoint];
        try {
            const refused = await inProcess(args, { env });
            assert.equal(refused.code, 2);
            assertClean(refused);
            assert.equal(federation.asked.length, 0);

            const printed = await inProcess([...args, "--print"], { env });
            assert.match(printed.stdout, /^http:\/\/127\.0\.0\.1:\d+\/federation\?Action=login\S+\n$/);
            assertClean({ ...printed, stdout: "" });
            assert.doesNotMatch(printed.stdout, /marker/i);

            const link = join(folder, "link");
            const written = await inProcess([...args, "--output", link], { env });
            assertClean(written);
            assert.equal(written.stdout, "");
            assert.equal(readFileSync(link, "utf8"), printed.stdout);
            assert.equal(statSync(link).mode & 0o077, 0);
            assertClean(await inProcess([...args, "--output", link], { env }));
            assert.equal((await inProcess([...args, "--output", link], { env })).code, 2);
        } finally {
            await federation.stop();
        }
    });

    it("an endpoint that is down is named with the reason", async () => {
        // A port that was just free; those below 1024 are refused by fetch itself.
        const server = createServer().listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        server.close();
        await once(server, "close");
        const down = `http://127.0.0.1:${String(port)}`;
        const role = { AWS_ROLE_ARN: arn, AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_MAX_ATTEMPTS: "1" };
        const runs: [args: string[], env: Record<string, string>][] = [
            [["console-url", "--endpoint", `${down}/federation`], keys],
            [["console-url"], { ...role, AWS_ENDPOINT_URL_STS: down }],
            [["access", "--account"], { ...keys, AWS_ENDPOINT_URL_IAM: down }],
        ];
        for (const [args, env] of runs) {
            const result = await inProcess(args, { env });
            assert.equal(result.code, 2);
            assert.match(result.stderr, /could not be reached.*ECONNREFUSED/, args.join(" "));
            assertClean(result);
        }
    });

    it("console-url where AWS refuses and repeats what it was sent", async () => {
        const federation = await serveFederation({ isChained: true });
        try {
            const result = await inProcess(
                ["console-url", "--endpoint", federation.endpoint, "--duration", "900"],
                { env: keys },
            );
            assert.equal(result.code, 2);
            assert.match(result.stderr, /Try again without --duration/);
            assertClean(result);
        } finally {
            await federation.stop();
        }
    });
});

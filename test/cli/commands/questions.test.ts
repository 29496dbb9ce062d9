import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claims, policy, statement } from "../../trust/decision/specimens";
import { buildCommand } from "../buildCommand";
import { serveIam } from "../estate/fakeIam";
import { root } from "../runCommand";
import { inProcess } from "../inProcess";

const folder = mkdtempSync(join(tmpdir(), "questions-"));
const claimsFile = join(folder, "claims.json");
writeFileSync(claimsFile, JSON.stringify(claims));
const trust = policy(
    statement({ StringEquals: { "gitlab.com:sub": claims.sub, "gitlab.com:aud": "https://gitlab.com" } }),
);
const roleFile = join(folder, "role.json");
writeFileSync(roleFile, JSON.stringify(trust));
const rolesFile = join(folder, "roles.json");
writeFileSync(rolesFile, JSON.stringify({ Roles: [{ RoleName: "web", AssumeRolePolicyDocument: trust }] }));
const arn = "arn:aws:iam::123456789012:role/web";
const provider = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";
const keys = { AWS_ACCESS_KEY_ID: "ASIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "x", AWS_SESSION_TOKEN: "x" };
const sample = { cwd: root };

describe("explain and access, asked of an account", () => {
    before(buildCommand);

    const inAccount = async (account: Parameters<typeof serveIam>[0], args: string[]) => {
        const iam = await serveIam(account);
        try {
            const result = await inProcess(args, { env: { ...keys, AWS_ENDPOINT_URL_IAM: iam.url } });
            return { ...result, asked: iam.asked };
        } finally {
            await iam.stop();
        }
    };
    const explain = ["explain", arn, "--claims", claimsFile];

    it("lets a job in whose role and provider fit", async () => {
        const providers = { [provider]: { url: "gitlab.com", clientIds: ["https://gitlab.com"] } };
        const { code, stdout, asked } = await inAccount({ roles: { web: trust }, providers }, explain);
        assert.deepEqual([code, asked], [0, ["GetRole", "GetOpenIDConnectProvider"]]);
        assert.match(stdout, /This job can assume the role\.\n$/);
    });
    it("tells an audience that the provider does not register", async () => {
        const providers = { [provider]: { url: "gitlab.com", clientIds: ["sts.amazonaws.com"] } };
        const { code, stdout } = await inAccount({ roles: { web: trust }, providers }, explain);
        assert.equal(code, 1);
        assert.match(stdout, /\(InvalidIdentityToken\) .*: Incorrect token audience\n$/);
    });
    it("tells that the account has no provider of the issuer", async () => {
        const { code, stdout } = await inAccount({ roles: { web: trust } }, [...explain, "--json"]);
        const { error } = JSON.parse(stdout) as { error: { message: string } };
        assert.equal(code, 1);
        assert.equal(error.message, "No OpenIDConnect provider found in your account for https://gitlab.com");
    });
    it("tells that there is no such role", async () => {
        const { code, stderr } = await inAccount({}, explain);
        assert.equal(code, 2);
        assert.match(stderr, /has no role arn:aws:iam::123456789012:role\/web/);
    });
    it("lists who may assume the account's roles", async () => {
        const { code, stdout } = await inAccount({ roles: { web: trust } }, [
            "access",
            "--account",
            "--json",
        ]);
        assert.equal(code, 0);
        const { of, roles } = JSON.parse(stdout) as { of: string; roles: { role: string }[] };
        assert.deepEqual([of, roles.map(({ role }) => role)], ["account 123456789012", ["web"]]);
    });
});

describe("explain and access, asked of a stack", () => {
    before(buildCommand);

    it("explains a role by its key", async () => {
        const { code, stdout } = await inProcess(["explain", "web-deploy", "--claims", claimsFile], sample);
        assert.equal(code, 1);
        assert.match(stdout, /this statement requires "acme\/shop\/web"/);
    });
    it("compares a stack with itself", async () => {
        const before = join(folder, "before.json");
        const { stdout } = await inProcess(["access", "--json"], sample);
        writeFileSync(before, stdout);
        const same = await inProcess(["access", "--against", before], sample);
        assert.deepEqual([same.code, same.stdout], [0, "Nobody gains or loses access.\n"]);
    });
});

describe("the verbs' manners", () => {
    before(buildCommand);

    const verbs: string[][] = [
        ["access", "--roles", rolesFile],
        ["explain", roleFile, "--claims", claimsFile],
        ["doctor", "https://gitlab.invalid"],
    ];
    verbs.forEach((args) => {
        it(`${args[0] ?? ""}: no colours in a pipe or with NO_COLOR, some with FORCE_COLOR, JSON for machines`, async () => {
            const escape = "\u001b[";
            const plain = await inProcess(args, sample);
            assert.ok(!(plain.stdout + plain.stderr).includes(escape));
            const silent = await inProcess(args, { ...sample, env: { NO_COLOR: "1", FORCE_COLOR: "1" } });
            assert.equal(silent.stdout, plain.stdout);
            assert.ok(
                (await inProcess(args, { ...sample, env: { FORCE_COLOR: "1" } })).stdout.includes(escape),
            );
            const json = await inProcess([...args, "--json"], sample);
            assert.equal(typeof JSON.parse(json.stdout), "object");
            assert.equal(json.code, plain.code);
        });
    });

    const wrong: [args: string[], message: RegExp][] = [
        [["access", "--json", "--html"], /Only one of --json and --html/],
        [["access", "--subject", "x", "--claims", "y"], /two jobs/],
        [["explain", "web-deploy", "--token", "a", "--claims", "b"], /more than once/],
        [["explain", "web-deploy"], /no token to explain/],
        [["explain", "web-deploj", "--claims", claimsFile], /no role "web-deploj"/],
        [["explain", "arn:aws:s3:::x", "--claims", claimsFile], /not a role ARN/],
        [["doctor", "https://"], /does not contain a host name/],
        [
            ["doctor", "https://gitlab.com", "--provider-arn", "arn:aws:iam::1:role/x"],
            /not the ARN of an OIDC provider/,
        ],
        [["console-url", "--partition", "aws-iso"], /no console sign-in for the partition "aws-iso"/],
    ];
    wrong.forEach(([args, message]) => {
        it(`${args.slice(0, 4).join(" ")}: exit code 2, and what to do`, async () => {
            const { code, stdout, stderr } = await inProcess(args, sample);
            assert.deepEqual([code, stdout], [2, ""]);
            assert.match(stderr, message);
        });
    });
});

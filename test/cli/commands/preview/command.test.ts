import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PreviewDocument } from "../../../../cli/commands/preview/previewStack";
import { buildCommand } from "../../buildCommand";
import { fixture, root } from "../../runCommand";
import { inProcess } from "../../inProcess";

/** How every colour begins. */
const escape = "\u001b[";

describe("preview", () => {
    before(buildCommand);

    it("shows the sample stack whole, in lines that fit and without colours, and changes nothing", async () => {
        const before = projectState();
        const { code, stdout, stderr } = await inProcess(["preview"], { env: { COLUMNS: "80" } });
        assert.equal(code, 0, stderr);
        // Where it takes long, progress is shown there.
        assert.doesNotMatch(stderr, /error/i);
        assert.equal(projectState(), before);
        for (const part of ["Resources", "Policies of gitlab-aws-oidc", "Who gets in", "Outputs"])
            assert.match(stdout, new RegExp(`^${part}`, "m"));
        assert.match(stdout, /PLACEHOLDER account 000000000000/);
        assert.match(stdout, /✓ OpenIdConnectProvider gitlab:gitlab\.com/);
        assert.match(stdout, /AWS accepts tokens of https:\/\/gitlab\.com for https:\/\/gitlab\.com/);
        assert.match(
            stdout,
            /\n\d+ resources, 5 roles; \d+ policies ran: 0 mandatory and \d+ advisory violations\.\n$/,
        );
        assert.ok(!stdout.includes(escape));
        const long = stdout
            .split("\n")
            .filter((line) => line.length > 80 && !/arn:|Policy|https:/.test(line));
        assert.deepEqual(long, []);
    });

    it("is one JSON document on demand, with every trust policy known", async () => {
        const { code, stdout } = await inProcess(["preview", "--json"], { env: { FORCE_COLOR: "1" } });
        assert.equal(code, 0);
        const document = JSON.parse(stdout) as PreviewDocument;
        assert.ok(!stdout.includes(escape));
        assert.equal(document.counts.resources, document.resources.length);
        assert.deepEqual(
            document.access.map(({ role, isKnown }) => [role, isKnown]),
            ["infra-deploy", "infra-preview", "release", "shop-read", "web-deploy"].map((role) => [
                role,
                true,
            ]),
        );
        assert.ok(document.access.every(({ entries }) => entries.length > 0));
        assert.ok(document.policies.ran.includes("trust-subject-required"));
        assert.deepEqual(Object.keys(document.outputs).sort(), [
            "audience",
            "issuer",
            "providerArn",
            "roleArns",
            "roleNames",
        ]);
        assert.doesNotMatch(JSON.stringify(document.outputs), /\[unknown\]/);
    });

    it("exits with 1 for a mandatory violation, and names policy and resource", async () => {
        const violated = await inProcess(["preview", "--cwd", fixture("open-role")]);
        assert.equal(violated.code, 1);
        assert.match(violated.stdout, /✗ Role deploy/);
        assert.match(violated.stdout, /✗ mandatory trust-subject-required/);
        assert.match(violated.stdout, /FAILS OPEN/);
        assert.match(violated.stdout, /deploy +every project on gitlab\.com/);
        const closed = await inProcess(["preview", "--cwd", fixture("open-role"), "--stack", "closed"]);
        assert.equal(closed.code, 0);
        assert.match(closed.stdout, /0 mandatory and 0 advisory violations/);
    });

    it("takes a policy config: levels count, and a misspelled name is told", async () => {
        const folder = mkdtempSync(join(tmpdir(), "config-"));
        const file = join(folder, "config.json");
        writeFileSync(
            file,
            '{"trust-subject-required":"advisory","trust-audiense":"disabled","trust-audience":"disabled"}',
        );
        const texts = ["preview", "--cwd", fixture("open-role"), "--policy-config", file];
        const { code, stdout } = await inProcess(texts);
        rmSync(folder, { recursive: true });
        assert.equal(code, 0);
        assert.match(stdout, /! advisory trust-subject-required/);
        assert.match(
            stdout,
            /trust-audiense is the name of no policy in the pack\. Write "trust-audience"\./,
        );
        assert.match(stdout, /switched off by the config: trust-audience\n/);
    });

    it("has colours where they are forced", async () => {
        const { stdout } = await inProcess(["preview", "--cwd", fixture("open-role")], {
            env: { FORCE_COLOR: "1" },
        });
        assert.ok(stdout.includes(escape));
    });
});

/** Names, sizes and contents of what stands in the project's folder, apart from what git and npm keep. */
function projectState(): string {
    const hash = createHash("sha256");
    for (const { name, parentPath } of readdirSync(root, { withFileTypes: true }).filter((entry) =>
        entry.isFile(),
    ))
        hash.update(name).update(readFileSync(join(parentPath, name)));
    return hash.digest("hex");
}

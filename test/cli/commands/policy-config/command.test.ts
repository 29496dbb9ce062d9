import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PolicyConfigDocument } from "../../../../cli/commands/policy-config/policyConfig";
import { buildCommand } from "../../buildCommand";
import { root } from "../../runCommand";
import { inProcess } from "../../inProcess";

describe("policy-config", () => {
    let folder: string;
    before(() => {
        buildCommand();
        folder = mkdtempSync(join(tmpdir(), "policy-config-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    const check = (text: string, ...options: string[]) => {
        const file = join(folder, "policies.json");
        writeFileSync(file, text);
        const pack = join(root, "policy-pack");
        return inProcess(["policy-config", file, "--policy-pack", pack, ...options]);
    };

    const examples = readdirSync(join(root, "examples/policy-config")).filter((name) =>
        name.endsWith(".json"),
    );
    for (const file of ["policy-config.json", ...examples.map((name) => `examples/policy-config/${name}`)]) {
        it(`has nothing against ${file}`, async () => {
            const { code, stdout, stderr } = await inProcess(["policy-config", file]);
            assert.equal(code, 0, stdout + stderr);
            assert.match(stdout, /nothing wrong against gitlab-aws-oidc \d+\.\d+\.\d+/);
        });
    }

    it("tells names, keys, types and levels, and what only the pack knows, with exit code 1", async () => {
        const config = {
            "gitlab-issuers": { issuers: [{ url: "https://gitlab.example.com/" }], allowedIssuers: [] },
            "trust-audiense": "mandatory",
            "trust-subject-refs": { enforcementLevel: "mandatry", allowedSubject: [] },
            "trust-audience-registered": {
                enforcementLevel: "disabled",
                issuers: [{ url: "http://a.example" }],
            },
            "role-permissions-bounded": { longestSession: "1h" },
        };
        const { code, stdout } = await check(JSON.stringify(config), "--json");
        const { problems, pack } = JSON.parse(stdout) as PolicyConfigDocument;
        assert.equal(code, 1);
        assert.equal(pack, "gitlab-aws-oidc");
        assert.deepEqual(
            problems.map(({ path }) => path),
            [
                '["gitlab-issuers"].issuers[0].url',
                '["trust-audiense"]',
                '["trust-subject-refs"].enforcementLevel',
                '["trust-subject-refs"].allowedSubject',
                '["trust-audience-registered"].issuers[0].url',
                '["role-permissions-bounded"].longestSession',
            ],
        );
        const [slash, name] = problems;
        assert.match(slash?.message ?? "", /ends in a slash/);
        assert.match(slash?.fix ?? "", /https:\/\/gitlab\.example\.com"/);
        assert.equal(name?.fix, 'Write "trust-audience".');
        assert.equal(problems.at(-1)?.fix, "Write a whole number.");
    });

    it("tells it to people, and a policy that is there twice", async () => {
        const { code, stdout } = await check('{"trust-audience": "disabled", "trust-audience": "advisory"}');
        assert.equal(code, 1);
        assert.match(
            stdout,
            /✗ \["trust-audience"\]\n {2}is there twice, and only the last one counts\n {2}-> /,
        );
        assert.match(stdout, /1 mistake in 1 entry, against gitlab-aws-oidc/);
    });

    it("exits with 2 where there is nothing to check", async () => {
        const cases: [Promise<{ code: number; stderr: string }>, RegExp][] = [
            [inProcess(["policy-config", "/nowhere.json"]), /There is no file \/nowhere\.json/],
            [check("{"), /is not valid JSON: .* at line 1/],
            [
                inProcess(["policy-config", "policy-config.json", "--policy-pack", folder]),
                /not a policy pack/,
            ],
        ];
        for (const [run, expected] of cases) {
            const { code, stderr } = await run;
            assert.equal(code, 2);
            assert.match(stderr, expected);
        }
        const { code, stderr } = await check("[]");
        assert.equal(code, 2);
        assert.match(stderr, /contains no JSON object/);
    });
});

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyProgram } from "../../copyProgram";
import {
    codeQualityMistakes,
    droppedByGitLab,
    type SarifLog,
    noSarifMistakes,
    sarifMistakes,
} from "../../tools/reportSchemas";
import { buildCommand } from "../buildCommand";
import { inProcess, type InProcessResult } from "../inProcess";
import { root } from "../runCommand";

interface Entry {
    check_name: string;
    fingerprint: string;
    severity: string;
    location: { path: string; lines: { begin: number } };
}

/** What a run wrote. Each report is held against its schema and GitLab's rules. */
interface Reports {
    result: InProcessResult;
    entries: Entry[];
    /** `RULE FILE:LINE` of each finding, sorted. */
    places: string[];
    sarif: SarifLog;
    junit: string;
}

const config = `config:
    gitlab-aws-oidc:gitlabUrl: https://gitlab.com
    gitlab-aws-oidc:accountId: "123456789012"
    gitlab-aws-oidc:rolesFiles: [roles/*.yaml]
    gitlab-aws-oidc:roles:
        # Any branch of one project, for a long time.
        branches:
            subjects:
                - { project: acme/shop/web, projectId: "51230001", branches: ["*"] }
            maxSessionDuration: 7200
`;
const rolesFile = `# Every project of a group.
group-wide:
    subjects:
        - { group: acme/shop, branches: [main] }
`;

describe("the reports of preview and access", function () {
    this.timeout(240_000);
    const checkout = mkdtempSync(join(tmpdir(), "reports-"));
    const folder = join(checkout, "access");
    const reports = join(checkout, "reports");
    const stackFile = join(folder, "Pulumi.dev.yaml");
    let first: Reports;

    before(async () => {
        buildCommand();
        for (const name of [".git", "access/roles", "reports"])
            mkdirSync(join(checkout, name), { recursive: true });
        copyProgram(folder);
        writeFileSync(stackFile, config);
        writeFileSync(join(folder, "roles/shop.yaml"), rolesFile);
        first = await run("preview", "--cwd", folder, "--json");
    });

    after(() => {
        rmSync(checkout, { recursive: true });
    });

    async function run(command: string, ...options: string[]): Promise<Reports> {
        const file = (name: string): string => join(reports, name);
        const files = ["--sarif", file("s"), "--code-quality", file("q"), "--junit", file("j")];
        const result = await inProcess([command, ...options, ...files]);
        assert.ok(result.code < 2, result.stderr);
        const [text, quality, junit] = ["s", "q", "j"].map((name) => readFileSync(file(name), "utf8"));
        const sarif = JSON.parse(text ?? "") as SarifLog;
        const entries = JSON.parse(quality ?? "") as Entry[];
        assert.deepEqual(sarifMistakes(sarif), noSarifMistakes);
        assert.deepEqual(droppedByGitLab(text ?? ""), []);
        assert.deepEqual(codeQualityMistakes(entries), []);
        const placed = entries.map(
            ({ check_name: rule, location }) => `${rule} ${location.path}:${String(location.lines.begin)}`,
        );
        return { result, entries, places: placed.sort(), sarif, junit: junit ?? "" };
    }

    const prints = ({ entries }: Reports): string[] => entries.map(({ fingerprint }) => fingerprint).sort();
    const states = ({ sarif }: Reports): string[] =>
        sarif.runs.flatMap(({ results }) =>
            results.map(({ ruleId, baselineState }) => `${ruleId ?? ""} ${baselineState ?? ""}`),
        );
    function save(name: string): string {
        cpSync(join(reports, "q"), join(checkout, name));
        return join(checkout, name);
    }

    it("name the line of the role in the stack's file or a file of roles, relative to the repository", () => {
        assert.equal(first.result.code, 1);
        assert.deepEqual(first.places, [
            "role-permissions-bounded access/Pulumi.dev.yaml:10",
            "trust-project-identity access/roles/shop.yaml:2",
            "trust-subject-projects access/roles/shop.yaml:2",
            "trust-subject-refs access/Pulumi.dev.yaml:7",
        ]);
        assert.match(first.junit, /classname="trust-subject-projects"[^>]*><failure /);
        assert.match(first.junit, /<testcase classname="trust-audience" name="trust-audience"\/>/);
    });

    it("carry what the pack knows, and nothing that was read back from its text", () => {
        const { policies } = JSON.parse(first.result.stdout) as {
            policies: {
                violations: { policy: string; code?: string; path?: string; value?: string; fix?: string }[];
            };
        };
        const refs = policies.violations.find(({ policy }) => policy === "trust-subject-refs");
        assert.equal(refs?.code, "refs-any");
        assert.match(refs.path ?? "", /^Statement\[0\]\.Condition\.StringLike/);
        assert.equal(refs.value, '"project_path:acme/shop/web:ref_type:branch:ref:*"');
        assert.ok((refs.fix ?? "").length > 10);
    });

    it("keep their fingerprints where lines move, and fail on what is new with a baseline", async () => {
        const baseline = save("baseline.json");
        const further = "        further:\n            subjects: [{ group: acme/pay, branches: [main] }]\n";
        writeFileSync(
            stackFile,
            `# A comment.\n\n${config.replace("    gitlab-aws-oidc:roles:\n", (line) => line + further)}`,
        );
        const moved = await run("preview", "--cwd", folder, "--baseline", baseline);
        assert.equal(moved.result.code, 1);
        assert.match(moved.result.stdout, /4 of 6 findings\s+are in it and\s+fail nothing\./);
        assert.deepEqual(
            prints(first).filter((print) => !prints(moved).includes(print)),
            [],
        );
        assert.ok(moved.places.includes("trust-subject-refs access/Pulumi.dev.yaml:11"), moved.places.join());
        assert.deepEqual(
            states(moved)
                .filter((state) => state.endsWith(" new"))
                .sort(),
            ["trust-project-identity new", "trust-subject-projects new"],
        );
        assert.equal(moved.junit.match(/<failure /g)?.length, 1);
        const all = await run("preview", "--cwd", folder, "--baseline", save("all.json"));
        assert.equal(all.result.code, 0, all.result.stdout);
        assert.match(all.junit, /failures="0"/);
        writeFileSync(stackFile, config);
        const mended = await run("preview", "--cwd", folder, "--baseline", join(checkout, "all.json"));
        assert.equal(mended.result.code, 0);
        assert.match(mended.result.stdout, /2 of its\s+entries no longer occur/);
    });

    it("name the line of the program where no config makes the role", async () => {
        const { result, places } = await run("preview", "--cwd", join(root, "test/cli/fixtures/open-role"));
        assert.equal(result.code, 1);
        assert.ok(
            places.includes("trust-subject-required test/cli/fixtures/open-role/index.ts:6"),
            places.join(),
        );
    });

    it("of access have the rules' findings, and who gains access as errors", async () => {
        const saved = join(checkout, "access.json");
        const shown = await inProcess([
            "access",
            "--cwd",
            folder,
            "--json",
            "--markdown",
            join(checkout, "access.md"),
        ]);
        writeFileSync(saved, shown.stdout);
        assert.match(
            readFileSync(join(checkout, "access.md"), "utf8"),
            /^\| group-wide \| every project below acme\/shop/m,
        );
        writeFileSync(stackFile, config.replace("acme/shop/web", "acme/pay/api"));
        const { result, places, entries, sarif } = await run("access", "--cwd", folder, "--against", saved);
        assert.equal(result.code, 1);
        assert.deepEqual(
            places.filter((place) => place.startsWith("access-")),
            ["access-gained access/Pulumi.dev.yaml:7", "access-lost access/Pulumi.dev.yaml:7"],
        );
        assert.ok(places.includes("trust-subject-projects access/roles/shop.yaml:2"), places.join());
        assert.equal(entries.find(({ check_name: rule }) => rule === "access-gained")?.severity, "critical");
        assert.match(JSON.stringify(sarif), /gains access: project acme\/pay\/api/);
        const known = await run(
            "access",
            "--cwd",
            folder,
            "--against",
            saved,
            "--baseline",
            save("gained.json"),
        );
        assert.equal(known.result.code, 0);
        assert.match(known.result.stderr, /fail nothing/);
        writeFileSync(stackFile, config);
    });

    it("of a file of roles name the line of each role in it", async () => {
        const file = join(checkout, "roles.json");
        const trust = {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: { StringEquals: { "gitlab.com:aud": "https://gitlab.com" } },
                },
            ],
        };
        const role = (name: string) => ({
            RoleName: name,
            Arn: `arn:aws:iam::123456789012:role/${name}`,
            AssumeRolePolicyDocument: trust,
        });
        const text = JSON.stringify({ Roles: [role("one"), role("two")] }, undefined, 4);
        writeFileSync(file, text);
        const line = text.split("\n").findIndex((one) => one.includes("role/two")) + 1;
        const { result, places } = await run("access", "--roles", file);
        assert.equal(result.code, 0);
        assert.ok(places.includes(`trust-subject-required roles.json:${String(line)}`), places.join());
        const none = await run("access", "--roles", file, "--baseline", save("roles-baseline.json"));
        assert.equal(none.result.code, 0);
        writeFileSync(join(checkout, "empty.json"), "[]");
        const fails = await run("access", "--roles", file, "--baseline", join(checkout, "empty.json"));
        assert.equal(fails.result.code, 1);
    });
});

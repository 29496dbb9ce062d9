import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { codeQuality, fingerprint, junit, recordedParts } from "../../../../cli/report/findings";
import { configPlaces, configTexts } from "../../../../templates/source/report/configPlaces";
import { code, summaryMarkdown } from "../../../../templates/source/report/markdown";
import { repairPending, secretsConfig, type StackExport } from "../../../../templates/source/report/pending";
import { planReport, planSummary, readPlan } from "../../../../templates/source/report/plan";

const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const roleType = "aws:iam/role:Role";
const trust = (subject: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: "arn:aws-cn:iam::123456789012:oidc-provider/gitlab.com" },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: { StringEquals: { "gitlab.com:sub": subject } },
            },
        ],
    });
const step = (op: string, name: string, before: object | null, after: object | null, type = roleType) => ({
    resourcePreEvent: {
        metadata: { op, type, urn: urn(type, name), old: before, new: after, diffs: ["assumeRolePolicy"] },
    },
});
const finding = (
    policy: string,
    name: string,
    message: string,
    enforcementLevel = "mandatory",
    severity = "high",
) => ({
    policyEvent: {
        resourceUrn: urn(roleType, name),
        policyName: policy,
        message,
        enforcementLevel,
        severity,
    },
});
const log = (...events: object[]) => events.map((event) => JSON.stringify(event)).join("\n");

describe("the event log of an update", () => {
    it("gives the roles as they are and as they will be, by name", () => {
        const inputs = (subject: string) => ({
            inputs: { name: "web", path: "/gitlab/", assumeRolePolicy: trust(subject) },
        });
        const plan = readPlan(
            log(
                step("update", "web", inputs("old"), inputs("new")),
                step("delete", "gone", { inputs: { name: "gone", assumeRolePolicy: trust("x") } }, null),
                step("create", "late", null, {
                    inputs: { assumeRolePolicy: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
                }),
            ),
        );
        assert.deepEqual(
            plan.before.map(({ RoleName }) => RoleName),
            ["web", "gone"],
        );
        assert.deepEqual(plan.after, [
            {
                RoleName: "web",
                Arn: "arn:aws-cn:iam::123456789012:role/gitlab/web",
                AssumeRolePolicyDocument: JSON.parse(trust("new")) as unknown,
            },
        ]);
        assert.deepEqual(plan.unknownRoles, ["late"]);
        assert.deepEqual(
            plan.changes.map(({ op, name }) => `${op} ${name}`),
            ["update web", "delete gone", "create late"],
        );
    });

    it("counts what the preview of an update counts, and reports a finding of both once", () => {
        const plan = readPlan(
            log(
                finding("p", "web", "m"),
                { summaryEvent: { isPreview: true, resourceChanges: { create: 2, replace: 1, same: 3 } } },
                finding("p", "web", "m"),
                { summaryEvent: { isPreview: false, resourceChanges: { create: 1 } } },
            ) + '\n{"diagnosticEvent": {"mess',
        );
        assert.deepEqual(planSummary(plan), { create: 3, update: 0, delete: 1 });
        assert.equal(plan.findings.length, 1);
    });

    const reportOf = (events: string, config = "", records = "") =>
        planReport(readPlan(events), {
            stack: "dev",
            addParts: recordedParts(records),
            placeOf: configPlaces([{ file: "access/Pulumi.dev.yaml", text: config }]),
        });

    it("makes fingerprints that stay when lines move, and differ between findings", () => {
        const events = log(finding("p", "a", "one"), finding("p", "a", "two"), finding("q", "a", "one"));
        const prints = (config: string) => reportOf(events, config).findings.map(fingerprint);
        assert.deepEqual(prints("config:\n    a:\n"), prints("\n\n# moved\nconfig:\n    a:\n"));
        assert.equal(new Set(prints("")).size, 3);
    });

    it("takes code, path and value from what the pack recorded, so that a fingerprint survives other words", () => {
        const record = (message: string) =>
            JSON.stringify({
                policy: "p",
                urn: urn(roleType, "a"),
                message,
                headline: "Role a is open",
                url: "https://example.com/p",
                code: "subject-missing",
                path: "Statement[0]",
                value: '"x"',
                fix: "Close it.",
            });
        const [one] = reportOf(log(finding("p", "a", "old words\n")), "", record("old words")).findings;
        const [other] = reportOf(
            log(finding("p", "a", "new words\n")),
            "",
            `{"cut\n${record("new words")}`,
        ).findings;
        assert.ok(one && other);
        assert.equal(fingerprint(one), fingerprint(other));
        assert.deepEqual(
            [one.code, one.path, one.value, one.message, one.fix, one.ruleUrl],
            [
                "subject-missing",
                "Statement[0]",
                '"x"',
                "Role a is open",
                "Close it.",
                "https://example.com/p",
            ],
        );
    });

    it("finds the line of the role's key, the longest one, and of a resource of a program in YAML", () => {
        const config = [
            "config:",
            "    x:tags:",
            "        web-deploy: no",
            "    x:notes: |",
            "        deploy:",
            "    x:roles:",
            "        deploy:",
            "        'web-deploy': # comment",
            "            subjects: []",
        ].join("\n");
        const program = "name: x\nresources:\n    shop-web:\n        type: aws:iam:Role\n";
        const placeOf = configPlaces([
            { file: "Pulumi.dev.yaml", text: config },
            { file: "Pulumi.yaml", text: program },
        ]);
        for (const name of ["gitlab-dev-web-deploy", "gitlab:web-deploy", "gitlab:web-deploy:aws/ReadOnly"])
            assert.deepEqual(placeOf(urn(roleType, name)), { file: "Pulumi.dev.yaml", line: 8 }, name);
        assert.deepEqual(placeOf(urn(roleType, "deploy")), { file: "Pulumi.dev.yaml", line: 7 });
        assert.deepEqual(placeOf(urn(roleType, "shop-web")), { file: "Pulumi.yaml", line: 3 });
        assert.deepEqual(placeOf(urn(roleType, "other")), { file: "Pulumi.dev.yaml", line: 1 });
        assert.deepEqual(placeOf(""), { file: "Pulumi.dev.yaml", line: 1 });
    });

    for (const [title, globs] of [
        ["a list", "\n        - teams/*.yaml # one per team\n        - 'more/web roles.yaml'\n"],
        ["brackets", ' ["teams/*.yaml",\n        "more/web roles.yaml"]\n'],
    ] as const) {
        it(`finds the line of a role in the files that rolesFiles names as ${title}`, () => {
            const folder = relative(process.cwd(), mkdtempSync(join(tmpdir(), "places-")));
            const write = (name: string, text: string) => {
                writeFileSync(join(folder, name), text);
            };
            ["teams", "more"].forEach((name) => {
                mkdirSync(join(folder, name));
            });
            write(
                "Pulumi.dev.yaml",
                `config:\n    x:tags:\n        web: no\n    x:rolesFiles:${globs}    x:b: c\n`,
            );
            write("Pulumi.yaml", "name: x\nruntime: nodejs\n");
            write("teams/shop.yaml", "# roles\nweb:\n    subjects:\n        - api: no\n");
            write("teams/ops.yaml", "infra:\n    description: x\n\napi:\n    subjects: []\n");
            write("more/web roles.yaml", "late:\n    subjects: []\n");
            write("more/other.yaml", "other:\n    subjects: []\n");
            const placeOf = configPlaces(configTexts(folder, "acme/x/dev"));
            const shown = (name: string) => {
                const { file, line } = placeOf(urn(roleType, `gitlab:${name}`));
                return `${relative(folder, file)}:${String(line)}`;
            };
            assert.deepEqual(["web", "api", "late", "other"].map(shown), [
                "teams/shop.yaml:2",
                "teams/ops.yaml:4",
                "more/web roles.yaml:1",
                "Pulumi.dev.yaml:1",
            ]);
            rmSync(folder, { recursive: true });
        });
    }

    it("reports mandatory as errors, with a test case for each policy that ran", () => {
        const events = log(finding("p", "a", "m"), finding("q", "a", "n", "advisory", ""), {
            policyAnalyzeSummaryEvent: { passed: ["r"], failed: ["p", "q"] },
        });
        const report = reportOf(events, "config:\n  r:\n    a:\n");
        assert.deepEqual(
            report.findings.map(({ level, place }) => [level, place]),
            [
                ["error", { file: "access/Pulumi.dev.yaml", line: 3 }],
                ["warning", { file: "access/Pulumi.dev.yaml", line: 3 }],
            ],
        );
        assert.match(
            codeQuality(report),
            /"check_name": "p"[^]*"severity": "critical"[^]*"severity": "major"/,
        );
        assert.match(junit(report), /tests="3" failures="1"/);
    });

    it("says first what keeps jobs out: a role that is replaced, a provider that is deleted", () => {
        const provider = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
        const summary = (...steps: object[]) =>
            summaryMarkdown(readPlan(log(...steps)), { stack: "dev", action: "preview", status: 0 });
        const both = summary(
            step("replace", "gitlab:web", {}, {}),
            step("delete", "gitlab:gitlab.com", {}, null, provider),
        );
        assert.match(both, /refused while .*`gitlab:web`/);
        assert.match(both, /identity provider `gitlab:gitlab\.com`/);
        assert.ok(both.indexOf("refused while") < both.indexOf("<details>"));
        const neither = summary(
            step("update", "gitlab:web", {}, {}),
            step("replace", "other", {}, {}, "aws:x:Y"),
            step("update", "gitlab:gitlab.com", {}, {}, provider),
        );
        assert.doesNotMatch(neither, /refused while|identity provider/);
    });

    it("keeps what a name holds inside its table cell", () => {
        const plan = readPlan(
            log(
                step("create", "evil`|\n\n/approve", null, {}, "aws:x:Y"),
                finding("p", "b|c", "line one\nline two"),
            ),
        );
        const summary = summaryMarkdown(plan, { stack: "dev", action: "preview", status: 1 });
        assert.doesNotMatch(summary, /^\/approve/m);
        assert.match(summary, /`b\\\|c`/);
        assert.equal(code("a`b``c"), "``` a`b``c ```");
    });
});

describe("pending operations of a killed update", () => {
    const roleArn = "arn:aws:iam::123456789012:role/pipeline/pipeline-deploy";
    const exported = (
        type: string,
        inputs: Record<string, unknown>,
        operation = "creating",
    ): StackExport => ({
        version: 3,
        deployment: {
            resources: [],
            pending_operations: [{ type: operation, resource: { urn: urn(type, "one"), type, inputs } }],
        },
    });
    const ids = (state: StackExport) =>
        repairPending(state, roleArn)?.state.deployment?.resources?.map(({ id }) => id);

    it("become resources where their ids are known, for the refresh to find", () => {
        assert.deepEqual(ids(exported(roleType, { name: "web" })), ["web"]);
        assert.deepEqual(ids(exported("aws:iam/policy:Policy", { name: "p", path: "/x/" })), [
            "arn:aws:iam::123456789012:policy/x/p",
        ]);
        assert.deepEqual(
            ids(
                exported("aws:iam/openIdConnectProvider:OpenIdConnectProvider", {
                    url: "https://gitlab.com",
                }),
            ),
            ["arn:aws:iam::123456789012:oidc-provider/gitlab.com"],
        );
    });

    it("are reported where nobody can know them, and never invented", () => {
        const repair = repairPending(exported("aws:ec2/instance:Instance", {}), roleArn);
        assert.deepEqual(repair?.state.deployment?.resources, []);
        assert.match(repair?.messages.join() ?? "", /its id is not known/);
        assert.deepEqual(ids(exported(roleType, { name: "web" }, "updating")), []);
    });

    it("are left alone where there are none, or the state has a version of tomorrow", () => {
        assert.equal(repairPending({ version: 3, deployment: { resources: [] } }, roleArn), undefined);
        assert.throws(() => repairPending({ version: 9 }, roleArn), /version 9/);
    });
});

describe("the secrets provider of a stack that a job created", () => {
    const kms = "awskms://alias/pulumi?region=eu-central-1";
    const stateOf = (state: Record<string, string>): StackExport => ({
        version: 3,
        deployment: { secrets_providers: { type: "cloud", state } },
    });

    it("is read from the state, whatever the job's input says", () => {
        const lines = secretsConfig(stateOf({ url: kms, encryptedkey: "abc=" }), "awskms://alias/other");
        assert.deepEqual(parse(`config: {}${lines}`), {
            config: {},
            secretsprovider: kms,
            encryptedkey: "abc=",
        });
        assert.equal(secretsConfig(stateOf({ salt: "v1:x:y" }), "passphrase"), '\nencryptionsalt: "v1:x:y"');
    });

    it("is the input's where there is no state yet, for Pulumi to make a key", () => {
        assert.equal(secretsConfig({ version: 3 }, kms), `\nsecretsprovider: "${kms}"`);
        assert.equal(secretsConfig({ version: 3 }, "passphrase"), "");
    });
});

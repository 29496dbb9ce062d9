import assert from "node:assert/strict";
import { codeQuality, placeInConfig, planSummary, sarif } from "../../../../templates/source/report/formats";
import { code, summaryMarkdown } from "../../../../templates/source/report/markdown";
import { repairPending, type StackExport } from "../../../../templates/source/report/pending";
import { readPlan } from "../../../../templates/source/report/plan";

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

    it("makes fingerprints that stay when lines move, and differ between findings", () => {
        const plan = readPlan(
            log(finding("p", "a", "one"), finding("p", "a", "two"), finding("q", "a", "one")),
        );
        const prints = (text: string) =>
            codeQuality(plan, placeInConfig("Pulumi.dev.yaml", text)).map(
                (entry) => (entry as { fingerprint: string }).fingerprint,
            );
        assert.deepEqual(prints("config:\n    a:\n"), prints("\n\n# moved\nconfig:\n    a:\n"));
        assert.equal(new Set(prints("")).size, 3);
    });

    it("finds the line of the role's key, the longest one", () => {
        const placeOf = placeInConfig(
            "Pulumi.dev.yaml",
            "config:\n    x:roles:\n        deploy:\n        web-deploy: # comment\n",
        );
        assert.deepEqual(placeOf(urn(roleType, "gitlab-dev-web-deploy")), {
            path: "Pulumi.dev.yaml",
            line: 4,
        });
        assert.deepEqual(placeOf(urn(roleType, "other")), { path: "Pulumi.dev.yaml", line: 1 });
    });

    it("writes SARIF that GitLab keeps: rule, line and a message of at most 1,024 characters", () => {
        const plan = readPlan(
            log(finding("p", "a", "x".repeat(5_000)), finding("q", "a", "y", "advisory", "")),
        );
        const { runs } = sarif(plan, placeInConfig("a b/Pulumi.dev.yaml", "")) as {
            runs: {
                results: { ruleId: string; level: string; message: { text: string }; locations: object[] }[];
            }[];
        };
        const [one, two] = runs[0]?.results ?? [];
        assert.equal(one?.message.text.length, 1024);
        assert.deepEqual([one.ruleId, one.level, two?.level], ["p", "error", "warning"]);
        assert.match(JSON.stringify(one.locations), /"uri":"a%20b\/Pulumi\.dev\.yaml".*"startLine":1/);
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

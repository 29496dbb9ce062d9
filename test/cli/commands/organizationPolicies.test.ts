import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccessDocument } from "../../../cli/commands/access/roleAccess";
import type { Explanation } from "../../../cli/commands/explain/explanation";
import { claims, policy, statement } from "../../trust/decision/specimens";
import { inProcess } from "../inProcess";

const folder = mkdtempSync(join(tmpdir(), "organization-"));
const file = (name: string, value: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
    return path;
};

const aud = { "gitlab.com:aud": "https://gitlab.com" };
const trust = (sub: string) =>
    policy(
        statement(
            sub.includes("*")
                ? { StringEquals: aud, StringLike: { "gitlab.com:sub": sub } }
                : { StringEquals: { ...aud, "gitlab.com:sub": sub } },
        ),
    );
const role = (name: string, document: object, tags?: Record<string, string>) => ({
    RoleName: name,
    Arn: `arn:aws:iam::123456789012:role/${name}`,
    Path: "/",
    AssumeRolePolicyDocument: document,
    ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
});
const deny = { Effect: "Deny", Action: "sts:AssumeRoleWithWebIdentity", Resource: "*" };
const onlyGroup = (group: string, more: object = {}) =>
    policy({
        ...deny,
        Principal: "*",
        Condition: {
            Null: { "gitlab.com:sub": "false" },
            StringNotLike: { "gitlab.com:sub": `project_path:${group}/*` },
            ...more,
        },
    });

const claimsFile = file("claims.json", claims);
const roleFile = file("role.json", trust(claims.sub));
const guardrail = file("guardrail.json", onlyGroup("g"));
const strange = file("strange.json", onlyGroup("h"));
const scp = file("scp.json", policy(deny));
const rolesFile = file("roles.json", {
    Roles: [
        role("own", trust(claims.sub)),
        role("broad", trust("project_path:*")),
        role("exempt", trust("project_path:other/*"), { guardrail: "exempt" }),
    ],
});

const explain = async (...more: string[]) => {
    const { code, stdout } = await inProcess([
        "explain",
        roleFile,
        "--claims",
        claimsFile,
        "--json",
        ...more,
    ]);
    return { code, ...(JSON.parse(stdout) as Explanation) };
};
const access = async (...more: string[]) => {
    const { stdout } = await inProcess(["access", "--roles", rolesFile, "--json", ...more]);
    return JSON.parse(stdout) as AccessDocument;
};
const under = (...files: string[]) => files.flatMap((path) => ["--organization-policy", path]);

describe("--organization-policy of explain", () => {
    it("says with a yes that none was given, once", async () => {
        const { organizationPolicies, code } = await explain();
        assert.deepEqual([code, organizationPolicies], [0, { given: false, policies: [] }]);
        const { stdout } = await inProcess(["explain", roleFile, "--claims", claimsFile]);
        assert.equal(stdout.split("--organization-policy").length, 2);
    });

    it("says no where one denies the job, with the statement", async () => {
        const { code, outcome, error, deniedByOrganization, advice } = await explain(
            ...under(guardrail, strange),
        );
        assert.deepEqual([code, outcome, error?.code], [1, "denied", "AccessDenied"]);
        assert.deepEqual(
            deniedByOrganization.map(({ path }) => path),
            [`${strange}: Statement[0]`],
        );
        assert.deepEqual(advice, []);
    });

    it("says yes where none does, and which were looked at", async () => {
        const { code, organizationPolicies } = await explain(...under(guardrail, scp));
        assert.equal(code, 0);
        assert.deepEqual(organizationPolicies, {
            given: true,
            policies: [
                { file: guardrail, kind: "resource-control" },
                { file: scp, kind: "service-control" },
            ],
        });
    });

    it("says yes, if, where it hangs on the role's tags and these are not known", async () => {
        const tagged = file(
            "tagged.json",
            onlyGroup("h", { StringNotEquals: { "aws:ResourceTag/guardrail": "exempt" } }),
        );
        const { code, outcome, unchecked } = await explain(...under(tagged));
        assert.deepEqual([code, outcome], [3, "uncertain"]);
        assert.deepEqual(
            unchecked.map(({ kind, path }) => [kind, path.startsWith(`${tagged}: Statement[0].Condition`)]),
            [["request-key", true]],
        );
    });

    it("does not promise that its advice is enough where the organization denies the job all the same", async () => {
        const other = file("other.json", { ...claims, sub: "project_path:g/p:ref_type:branch:ref:x" });
        const ask = ["explain", roleFile, "--claims", other, "--json"];
        const holds = async (path: string) => {
            const { stdout } = await inProcess([...ask, ...under(path)]);
            const { advice, adviceHolds } = JSON.parse(stdout) as Explanation;
            assert.ok(advice.length > 0);
            return adviceHolds;
        };
        assert.deepEqual([await holds(guardrail), await holds(strange)], [true, false]);
    });
});

describe("--organization-policy of access", () => {
    it("says that none was given, once, in every form", async () => {
        assert.deepEqual((await access()).organizationPolicies, { given: false, policies: [] });
        for (const form of [[], ["--markdown"], ["--html"]]) {
            const { stdout } = await inProcess(["access", "--roles", rolesFile, ...form]);
            assert.equal(stdout.split("--organization-policy").length, 2, form.join());
        }
    });

    it("shows who can still assume the roles, and whom it keeps out, with a witness each", async () => {
        const { roles, denied = [] } = await access(...under(guardrail));
        const entries = roles.map((one) => [one.role, one.entries.length]);
        assert.deepEqual(entries, [
            ["broad", 1],
            ["exempt", 0],
            ["own", 1],
        ]);
        assert.deepEqual(
            denied.map(({ role: name, proof }) => [name, proof]),
            [
                ["broad", "certain"],
                ["exempt", "certain"],
            ],
        );
        for (const { witness } of denied)
            assert.doesNotMatch(String(witness?.claims["sub"]), /^project_path:g\//);
    });

    it("excepts roles by their tags, where the file has them", async () => {
        const tagged = file(
            "tagged.json",
            onlyGroup("g", { StringNotEquals: { "aws:ResourceTag/guardrail": "exempt" } }),
        );
        const { denied = [] } = await access(...under(tagged));
        // Of the others `aws iam list-roles` does not say which tags they have: the witness says what it rests on.
        assert.deepEqual(
            denied.map(({ role: name, witness }) => [name, Object.keys(witness?.request ?? {})]),
            [["broad", ["aws:resourcetag/guardrail"]]],
        );
        assert.notEqual(denied[0]?.witness?.request["aws:resourcetag/guardrail"], "exempt");
    });

    it("compares with an earlier answer under the same policies on both sides", async () => {
        const before = file("before.json", await access());
        const args = ["access", "--roles", rolesFile, "--against", before, "--json", ...under(guardrail)];
        const { code, stdout } = await inProcess(args);
        const { gained, lost } = JSON.parse(stdout) as { gained: unknown[]; lost: unknown[] };
        assert.deepEqual([code, gained, lost], [0, [], []]);
    });

    it("answers for one job under the policies", async () => {
        const only = async (...more: string[]) => {
            const { roles } = await access("--claims", claimsFile, ...more);
            return roles.map((one) => [one.role, one.answer]);
        };
        assert.deepEqual(await only(), [
            ["broad", "yes"],
            ["own", "yes"],
        ]);
        assert.deepEqual(await only(...under(strange)), []);
    });

    it("names the statements of a policy that AWS refuses, and runs nothing", async () => {
        const wrong = file("wrong.json", policy({ ...deny, Principal: "*", Effect: "Allow" }));
        const { code, stdout, stderr } = await inProcess(["access", "--roles", rolesFile, ...under(wrong)]);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, /Statement\[0\]\.Effect/);
    });

    it("reads what aws organizations describe-policy prints", async () => {
        const described = (Type: string) =>
            file(`${Type}.json`, {
                Policy: {
                    PolicySummary: { Type, Name: "guardrail" },
                    Content: JSON.stringify(onlyGroup("g")),
                },
            });
        const { denied } = await access(...under(described("RESOURCE_CONTROL_POLICY")));
        assert.equal(denied?.length, 2);
        const { code } = await inProcess(["access", "--roles", rolesFile, ...under(described("TAG_POLICY"))]);
        assert.equal(code, 2);
    });
});

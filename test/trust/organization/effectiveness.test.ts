import assert from "node:assert/strict";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import {
    deniedWays,
    effectivenessFindings,
    guardrailDocuments,
    readOrganizationPolicy,
    underPolicies,
} from "../../../trust/organization";
import { samples } from "./awsSamples";

const action = { Effect: "Deny", Action: "sts:AssumeRoleWithWebIdentity", Resource: "*" };
const deny = { ...action, Principal: "*" };
const unless = (...values: string[]) => ({
    ...deny,
    Condition: {
        Null: { "gitlab.com:sub": "false" },
        StringNotLike: { "gitlab.com:sub": values },
    },
});
const when = (condition: object, more: object = {}) => ({ ...deny, Condition: condition, ...more });

const findingsOf = (...statements: object[]) =>
    effectivenessFindings([
        readOrganizationPolicy("rcp", { Version: "2012-10-17", Statement: statements }),
    ]).map(
        ({ finding: { code, effect, path } }) =>
            `${code.replace("organization-policy-", "")} ${effect} ${path}`,
    );

const cases: [title: string, statement: object, findings: string[]][] = [
    ["both forms of subject", unless("project_path:acme/*", "project_id:42:*"), []],
    [
        "the id as a key of its own",
        when({
            Null: { "gitlab.com:sub": "false" },
            StringNotLike: { "gitlab.com:sub": "project_path:acme/*" },
            StringNotEquals: { "gitlab.com:project_id": "42" },
        }),
        [],
    ],
    ["every token of gitlab.com, on purpose", when({ Null: { "gitlab.com:sub": "false" } }), []],
    [
        "every issuer but two",
        when({ Null: { "gitlab.com:sub": "true", "gitlab.example.com:sub": "true" } }),
        [],
    ],
    [
        "GitHub alone",
        when({
            StringNotLike: { "token.actions.githubusercontent.com:sub": "repo:acme/*" },
            Null: { "token.actions.githubusercontent.com:sub": "false" },
        }),
        [],
    ],
    ["another action", { ...deny, Action: "s3:*" }, []],
    ["paths alone", unless("project_path:acme/*"), ["one-form closed Statement[0]"]],
    ["ids alone", unless("project_id:42:*"), ["one-form closed Statement[0]"]],
    [
        "strangers' paths, and no id",
        when({
            StringLike: { "gitlab.com:sub": "project_path:*" },
            StringNotLike: { "gitlab.com:sub": "project_path:acme/*" },
        }),
        ["one-form open Statement[0]"],
    ],
    [
        "a group without its slash, so that acme-evil passes",
        unless("project_path:acme*", "project_id:42:*"),
        ["passes-strangers open Statement[0]"],
    ],
    [
        "a pattern of groups that are denied",
        when({ StringLike: { "gitlab.com:sub": ["project_path:evil?/*", "project_id:9:*"] } }),
        [],
    ],
    ["a pattern of groups below one", unless("project_path:acme/team-*", "project_id:42:*"), []],
    ["a pattern of refs", unless("project_path:acme/web:ref_type:branch:ref:*", "project_id:42:*"), []],
    [
        "a placeholder that everybody misses",
        unless("project_path:<mygroup>/*"),
        ["denies-everybody closed Statement[0]"],
    ],
    [
        "a placeholder that nobody has",
        when({ StringLike: { "gitlab.com:sub": "project_path:<stranger>/*" } }),
        ["denies-nobody open Statement[0]"],
    ],
    [
        "a claim that is no key",
        when({ StringEquals: { "gitlab.com:project_path": "stranger/web" } }),
        ["denies-nobody open Statement[0]"],
    ],
    [
        "a Null that contradicts the comparison",
        when({
            Null: { "gitlab.com:sub": "true" },
            StringNotLike: { "gitlab.com:sub": "project_path:acme/*" },
            StringLike: { "gitlab.com:sub": "*" },
        }),
        ["denies-nobody open Statement[0]"],
    ],
    ["a wildcard that lets everybody pass", unless("*"), ["denies-nobody open Statement[0]"]],
    [
        "a key of gitlab.com on another instance",
        when({ StringEquals: { "gitlab.example.com:namespace_id": "1" } }),
        ["denies-nobody open Statement[0]"],
    ],
    [
        "an exception for roles with a tag beside a placeholder",
        when({
            Null: { "gitlab.com:sub": "false" },
            StringNotLike: { "gitlab.com:sub": "project_path:<mygroup>/*" },
            StringNotEquals: { "aws:ResourceTag/guardrail": "exempt" },
        }),
        ["denies-everybody closed Statement[0]"],
    ],
    [
        "providers in the wrong kind of policy",
        { ...deny, Action: "iam:CreateOpenIDConnectProvider" },
        ["denies-nobody open Statement[0]"],
    ],
    [
        "web identity in the wrong kind of policy",
        { ...action, Condition: unless("project_path:acme/*").Condition },
        ["denies-nobody open Statement[0]"],
    ],
    ["providers in a service control policy", { ...action, Action: ["iam:CreateOpenIDConnectProvider"] }, []],
    [
        "every action of every service",
        { ...unless("project_path:acme/*", "project_id:42:*"), Action: "*" },
        ["invalid open Statement[0].Action"],
    ],
    [
        "all actions but some, by issuer",
        {
            Effect: "Deny",
            Principal: "*",
            NotAction: "s3:*",
            Resource: "*",
            Condition: unless("project_path:acme/*", "project_id:42:*").Condition,
        },
        ["invalid open Statement[0].NotAction", "invalid open Statement[0]"],
    ],
    [
        "what a job does later, in a service control policy",
        { ...action, Action: "*", Condition: unless("project_path:acme/*").Condition },
        [],
    ],
    [
        "which roles a job assumes later, in a service control policy",
        { ...action, Action: "sts:*", Condition: unless("project_path:acme/*").Condition },
        [],
    ],
    [
        "an Allow",
        { ...deny, Effect: "Allow", Condition: unless("x").Condition },
        ["invalid open Statement[0].Effect"],
    ],
];

describe("what an organization's policies about web identity do", () => {
    for (const [title, statement, findings] of cases) {
        it(`${title}: ${findings.join(", ") || "nothing wrong"}`, () => {
            assert.deepEqual(findingsOf(statement), findings);
        });
    }

    it("reports AWS's own sample for GitLab, which denies every subject that begins with project_id", () => {
        const [sample] = samples;
        assert.deepEqual(findingsOf(sample?.statement ?? {}), ["one-form closed Statement[0]"]);
    });

    it("has nothing against a guardrail in several documents, and would against each alone", () => {
        const projects = Array.from(
            { length: 150 },
            (_, at) => `acme/team-${String(at % 7)}/project-${String(at)}`,
        );
        const { resourceControl } = guardrailDocuments({
            issuers: [{ url: "https://gitlab.com", projects, projectIds: ["42"] }],
            denyOtherIssuers: true,
            exceptions: { roleTag: { key: "guardrail", value: "exempt" } },
        });
        const policies = resourceControl.map((text, at) => readOrganizationPolicy(String(at), text));
        assert.ok(policies.length > 1);
        assert.deepEqual(effectivenessFindings(policies), []);
    });

    it("shows with each finding that fails open a token that is not denied", () => {
        for (const [, statement] of cases) {
            const policy = readOrganizationPolicy("rcp", { Version: "2012-10-17", Statement: [statement] });
            for (const { finding } of effectivenessFindings([policy])) {
                if (finding.witness === undefined) continue;
                const issuer = String(finding.witness.claims["iss"]).replace("https://", "");
                const role = readTrustDocument({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
                            Action: "sts:AssumeRoleWithWebIdentity",
                        },
                    ],
                });
                assert.equal(
                    evaluate(underPolicies(role, [policy]), finding.witness.claims).outcome,
                    "allowed",
                );
            }
        }
    });

    it("finds the ways of a role that are denied as a whole, and no others", () => {
        const role = (...subjects: string[]) =>
            readTrustDocument({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
                        Action: "sts:AssumeRoleWithWebIdentity",
                        Condition: { StringLike: { "gitlab.com:sub": subjects } },
                    },
                ],
            });
        const policy = readOrganizationPolicy("rcp", {
            Version: "2012-10-17",
            Statement: [unless("project_path:acme/*")],
        });
        const denied = (...subjects: string[]) =>
            deniedWays(role(...subjects), [policy], {}).map(({ way }) => way.value?.text);
        const ref = "ref_type:branch:ref:main";
        assert.deepEqual(denied(`project_path:acme/web:${ref}`), []);
        assert.deepEqual(denied(`project_path:acme/web:${ref}`, `project_id:42:${ref}`), [
            `project_id:42:${ref}`,
        ]);
        // Some of its tokens still get in.
        assert.deepEqual(denied("project_path:*"), []);
    });
});

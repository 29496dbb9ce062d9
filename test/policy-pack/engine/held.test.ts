import assert from "node:assert/strict";
import type { AnalyzedResource } from "../../../cli/pack";
import { policies } from "../../../policy-pack/policies";
import { unknownMarkers } from "../../../trust/document";
import { runResourcePolicies, runStackPolicies } from "../runPolicies";

const provider = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";
const statement = (condition: unknown, Federated: unknown = provider) => ({
    Effect: "Allow",
    Principal: { Federated },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
});
const audience = { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:project_id": "42" };
const exact = {
    StringEquals: { ...audience, "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:main" },
};
const open = { StringEquals: audience };
const anyRef = {
    StringEquals: audience,
    StringLike: { "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:*" },
};
const document = (...statements: unknown[]) => ({ Version: "2012-10-17", Statement: statements });
const rightRole = { AssumeRolePolicyDocument: document(statement(exact)) };
const openRole = { AssumeRolePolicyDocument: document(statement(open)) };
const everything = document({ Effect: "Allow", Action: "*", Resource: "*" });

function resource(type: string, props: Record<string, unknown>): AnalyzedResource {
    return { type, name: "held", urn: `urn:pulumi:dev::acme::${type}::held`, props };
}
const byCloudControl = (typeName: string, state: unknown) =>
    resource("aws:cloudcontrol/resource:Resource", { typeName, desiredState: JSON.stringify(state) });
const byExtension = (type: string, properties: unknown) =>
    resource("aws-native:index:ExtensionResource", { type, properties });
const byTemplate = (templateBody: string, more: Record<string, unknown> = {}) =>
    resource("aws:cloudformation/stack:Stack", { templateBody, ...more });
const json = (Resources: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    byTemplate(JSON.stringify({ Resources, ...more }));
const role = (Properties: unknown) => ({ Type: "AWS::IAM::Role", Properties });

function reportedOn(...shown: AnalyzedResource[]): string[] {
    const reports = [
        ...shown.flatMap((each) => runResourcePolicies(policies, each)),
        ...runStackPolicies(policies, shown),
    ];
    for (const { message } of reports) assert.ok(!message.includes("WAS NOT CHECKED"), message);
    return [...new Set(reports.map(({ policy }) => policy))].sort();
}

describe("what other resources hold", () => {
    const roleHolders = {
        "Cloud Control": (properties: unknown) => byCloudControl("AWS::IAM::Role", properties),
        "an extension resource": (properties: unknown) => byExtension("AWS::IAM::Role", properties),
        "a template in JSON": (properties: unknown) => json({ Ci: role(properties) }),
        "a template of a stack set": (properties: unknown) =>
            resource("aws:cloudformation/stackSet:StackSet", {
                templateBody: JSON.stringify({ Resources: { Ci: role(properties) } }),
            }),
    };
    for (const [what, hold] of Object.entries(roleHolders)) {
        it(`is judged as a role: ${what}`, () => {
            assert.deepEqual(reportedOn(hold(rightRole)), []);
            assert.deepEqual(reportedOn(hold(openRole)), ["trust-subject-required"]);
        });

        it(`has its own policies judged: ${what}`, () => {
            const Policies = [{ PolicyName: "all", PolicyDocument: everything }];
            const held = hold({ AssumeRolePolicyDocument: document(statement(anyRef)), Policies });
            assert.deepEqual(reportedOn(held), [
                "role-exposure",
                "role-permissions-bounded",
                "trust-subject-refs",
            ]);
        });
    }

    it("is judged as a provider", () => {
        const bad = { Url: "https://gitlab.example.com/", ClientIdList: ["gitlab.example.com"] };
        const expected = ["provider-audience", "provider-url-no-trailing-slash"];
        assert.deepEqual(reportedOn(byCloudControl("AWS::IAM::OIDCProvider", bad)), expected);
        assert.deepEqual(
            reportedOn(json({ Idp: { Type: "AWS::IAM::OIDCProvider", Properties: bad } })),
            expected,
        );
    });

    it("is found by its short tags, references and pseudo parameters in YAML", () => {
        const template = (subject: string) => `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Project: { Type: String, Default: acme/web }
Resources:
  Idp:
    Type: AWS::IAM::OIDCProvider
    Properties: { Url: https://gitlab.com, ClientIdList: [https://gitlab.com] }
  Ci:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: !Ref Idp }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                gitlab.com:aud: https://gitlab.com
                gitlab.com:project_id: "42"
                gitlab.com:sub: ${subject}
  Other:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal:
            Federated: !Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/gitlab.com"
          Action: sts:AssumeRoleWithWebIdentity
          Condition: !If [IsProd, { Bool: { "aws:x": true } }, { Bool: { "aws:x": false } }]
`;
        const right = '!Sub "project_path:${Project}:ref_type:branch:ref:main"';
        const wrong = '!Join ["", ["repo:", !Ref Project, ":ref:refs/heads/main"]]';
        // The second role's condition is only known at the deployment.
        assert.deepEqual(reportedOn(byTemplate(template(right))), ["trust-policy-known"]);
        assert.deepEqual(reportedOn(byTemplate(template(wrong))), [
            "trust-policy-known",
            "trust-subject-format",
        ]);
        const given = { parameters: { Project: unknownMarkers[0]?.marker } };
        assert.ok(!reportedOn(byTemplate(template(wrong), given)).includes("trust-subject-format"));
    });

    it("has policies of the same template counted", () => {
        const ci = role({ AssumeRolePolicyDocument: document(statement(anyRef)) });
        const expected = ["role-exposure", "role-permissions-bounded", "trust-subject-refs"];
        const inline = {
            Type: "AWS::IAM::Policy",
            Properties: { PolicyName: "all", PolicyDocument: everything, Roles: [{ Ref: "Ci" }] },
        };
        assert.deepEqual(reportedOn(json({ Ci: ci, All: inline })), expected);
        const managed = { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: everything } };
        const attached = role({
            AssumeRolePolicyDocument: document(statement(anyRef)),
            ManagedPolicyArns: [{ Ref: "All" }],
        });
        assert.deepEqual(reportedOn(json({ All: managed, Ci: attached })), expected);
    });

    const unread: [string, AnalyzedResource][] = [
        [
            "a template at an address",
            resource("aws:cloudformation/stack:Stack", { templateUrl: "https://example.com/t.yaml" }),
        ],
        ["a template that is unknown", byTemplate(unknownMarkers[0]?.marker ?? "")],
        ["a template that is no YAML", byTemplate("Resources: [")],
        ["a template without resources", byTemplate("{}")],
        [
            "a template within a template",
            json({
                Inner: {
                    Type: "AWS::CloudFormation::Stack",
                    Properties: { TemplateURL: "https://example.com/t.yaml" },
                },
            }),
        ],
        [
            "a role by Cloud Control that is unknown",
            resource("aws:cloudcontrol/resource:Resource", {
                typeName: "AWS::IAM::Role",
                desiredState: unknownMarkers[0]?.marker,
            }),
        ],
        [
            "an alias bomb",
            byTemplate(
                `a: &a [x, x]\n${[..."bcdefghijklmnop"]
                    .map(
                        (name, at) =>
                            `${name}: &${name} [${Array(9)
                                .fill(`*${"abcdefghijklmnop"[at] ?? ""}`)
                                .join(", ")}]`,
                    )
                    .join("\n")}\nResources: { X: *p }\n`,
            ),
        ],
    ];
    for (const [what, held] of unread) {
        it(`is reported as not judged: ${what}`, () => {
            assert.deepEqual(reportedOn(held), ["trust-policy-known"]);
        });
    }

    it("is no concern where it is of another kind", () => {
        assert.deepEqual(reportedOn(byCloudControl("AWS::ECS::Cluster", { ClusterName: "a" })), []);
        assert.deepEqual(reportedOn(json({ Bucket: { Type: "AWS::S3::Bucket" } })), []);
    });
});

describe("a trust policy of which a part is unknown", () => {
    const [{ marker }] = unknownMarkers as [(typeof unknownMarkers)[number]];
    const native = (...statements: unknown[]) =>
        resource("aws-native:iam:Role", { assumeRolePolicyDocument: document(...statements) });

    it("has the statements judged that are known", () => {
        const cases: [AnalyzedResource, string[]][] = [
            [native(marker, statement(open)), ["trust-subject-required"]],
            [native(statement(open), statement(exact, marker)), ["trust-subject-required"]],
            [native(statement(exact), statement(open, [marker])), []],
            [native(statement({ StringEquals: { ...audience, "gitlab.com:sub": marker } })), []],
            [native(statement({ StringEquals: audience, StringLike: marker })), []],
            [
                byExtension("AWS::IAM::Role", {
                    AssumeRolePolicyDocument: document(statement(open), marker),
                }),
                ["trust-subject-required"],
            ],
        ];
        for (const [shown, expected] of cases) {
            const reports = runResourcePolicies(policies, shown);
            assert.deepEqual(
                reports.map(({ policy }) => policy),
                expected,
                JSON.stringify(shown.props),
            );
        }
    });

    it("names the place that a statement has in the whole document", () => {
        const [report] = runResourcePolicies(policies, native(marker, statement(open)));
        assert.match(report?.message ?? "", /Statement\[1\]/);
    });
});

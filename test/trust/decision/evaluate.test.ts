import assert from "node:assert/strict";
import { evaluate } from "../../../trust/decision/evaluate";
import { readTrustDocument } from "../../../trust/document";
import { claims, policy, statement } from "./specimens";

const onSub = (value: unknown, operator = "StringEquals") => ({ [operator]: { "gitlab.com:sub": value } });
const right = statement(onSub(claims.sub));
const denyAll = statement({}, { Effect: "Deny" });
const wrong = statement(onSub("project_path:g/q:ref_type:branch:ref:main"));

describe("evaluate", () => {
    const cases: [what: string, document: unknown, allowed: boolean, reason: RegExp][] = [
        [
            "a statement that names the subject",
            policy(right),
            true,
            /^Allowed by Statement\[0\]: every condition is met\.$/,
        ],
        ["a document as text", JSON.stringify(policy(right)), true, /^Allowed/],
        ["a second statement that fits", policy(wrong, right), true, /^Allowed by Statement\[1\]/],
        ["a statement without condition", policy(statement({})), true, /it has no condition/],
        ["a Deny after the Allow", policy(right, denyAll), false, /^Denied by Statement\[1\]/],
        ["a Deny before the Allow", policy(denyAll, right), false, /^Denied by Statement\[0\]/],
        [
            "a Deny that does not apply",
            policy(right, statement(onSub("project_path:h/*", "StringLike"), { Effect: "Deny" })),
            true,
            /^Allowed by Statement\[0\]/,
        ],
        [
            "a Deny by StringNotLike on a claim that is no key",
            policy(right, statement({ StringNotLike: { "gitlab.com:ref": "main" } }, { Effect: "Deny" })),
            false,
            /^Denied by Statement\[1\]/,
        ],
        ["only a Deny", policy(denyAll), false, /^Denied by/],
        ["another subject", policy(wrong), false, /StringEquals on gitlab\.com:sub: .* does not match/],
        [
            "two operators on one key, which AND",
            policy(
                statement({
                    StringEquals: { "gitlab.com:sub": claims.sub },
                    StringLike: { "gitlab.com:sub": "x*" },
                }),
            ),
            false,
            /StringLike on gitlab\.com:sub/,
        ],
        [
            "another provider",
            policy(statement(onSub(claims.sub), {}, "gitlab.org")),
            false,
            /does not name the provider of gitlab\.com/,
        ],
        [
            "a provider ARN with a slash at the end",
            policy(statement({}, {}, "gitlab.com/")),
            false,
            /does not name the provider/,
        ],
        [
            "a provider ARN in another case",
            policy(statement({}, {}, "GitLab.com")),
            false,
            /does not name the provider/,
        ],
        [
            "a provider by its host alone",
            policy({ ...right, Principal: { Federated: "gitlab.com" } }),
            false,
            /does not name/,
        ],
        ["everybody", policy({ ...right, Principal: "*" }), true, /^Allowed/],
        ["everybody of AWS", policy({ ...right, Principal: { AWS: "*" } }), true, /^Allowed/],
        ["every provider", policy({ ...right, Principal: { Federated: "*" } }), true, /^Allowed/],
        [
            "a service",
            policy({ ...right, Principal: { Service: "ec2.amazonaws.com" } }),
            false,
            /does not name/,
        ],
        [
            "a list of principals",
            policy({
                ...right,
                Principal: {
                    AWS: "123456789012",
                    Federated: ["x", "arn:aws:iam::1:oidc-provider/gitlab.com"],
                },
            }),
            true,
            /^Allowed/,
        ],
        [
            "NotPrincipal with another provider",
            policy({
                ...denyAll,
                Principal: undefined,
                NotPrincipal: { Federated: "arn:aws:iam::1:oidc-provider/x" },
            }),
            false,
            /./,
        ],
        [
            "another action",
            policy({ ...right, Action: "sts:AssumeRole" }),
            false,
            /not about sts:AssumeRoleWithWebIdentity/,
        ],
        [
            "an action in another case, with a wildcard",
            policy({ ...right, Action: ["STS:assumerole*"] }),
            true,
            /^Allowed/,
        ],
        [
            "every action but another one",
            policy({ ...right, Action: undefined, NotAction: "sts:AssumeRole" }),
            true,
            /^Allowed/,
        ],
        [
            "every action but this one",
            policy({ ...right, Action: undefined, NotAction: "sts:*" }),
            false,
            /not about/,
        ],
        [
            "an Effect that IAM refuses",
            policy({ ...right, Effect: "allow" }),
            false,
            /IAM takes no such trust policy/,
        ],
        ["no JSON", "{", false, /IAM takes no such trust policy.*is not JSON/],
    ];
    for (const [what, document, allowed, reason] of cases) {
        it(`${what}: ${allowed ? "allowed" : "denied"}`, () => {
            // As JSON, so that undefined members are gone.
            const plain: unknown =
                typeof document === "string" ? document : JSON.parse(JSON.stringify(document));
            const decision = evaluate(readTrustDocument(plain), claims);
            assert.equal(decision.allowed, allowed, decision.reason);
            assert.match(decision.reason, reason);
            const denied = {
                kind: "not-authorized",
                code: "AccessDenied",
                message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
            };
            assert.deepEqual(decision.awsError, allowed ? undefined : denied);
        });
    }

    it("decides every statement and condition, and says what it compared", () => {
        const { statements } = evaluate(readTrustDocument(policy(wrong, right)), claims);
        assert.deepEqual(
            statements.map(({ path, effect, matched }) => [path, effect, matched]),
            [
                ["Statement[0]", "Allow", false],
                ["Statement[1]", "Allow", true],
            ],
        );
        assert.deepEqual(statements[1]?.conditions, [
            {
                path: 'Statement[1].Condition.StringEquals["gitlab.com:sub"]',
                key: "gitlab.com:sub",
                operator: "StringEquals",
                wanted: [claims.sub],
                got: [claims.sub],
                met: true,
                why: `"${claims.sub}" matches "${claims.sub}"`,
            },
        ]);
    });

    it("takes the host alone for a provider that has no ARN", () => {
        const document = policy({ ...statement({}), Principal: { Federated: "accounts.google.com" } });
        assert.equal(
            evaluate(readTrustDocument(document), { ...claims, iss: "https://accounts.google.com" }).allowed,
            true,
        );
        assert.equal(evaluate(readTrustDocument(document), claims).allowed, false);
    });

    it("looks at account and partition of the provider where they are given", () => {
        const decide = (request: object): boolean =>
            evaluate(readTrustDocument(policy(right)), claims, undefined, request).allowed;
        assert.equal(decide({ accountId: "123456789012", partition: "aws" }), true);
        assert.equal(decide({ accountId: "210987654321" }), false);
        assert.equal(decide({ partition: "aws-cn" }), false);
    });
});

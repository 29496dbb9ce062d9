import assert from "node:assert/strict";
import { analyzeTrustPolicy } from "../../../trust/rules";
import { readTrustDocument } from "../../../trust/document";

const provider = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";

function policyOf(condition: unknown, federated: string = provider): unknown {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: federated },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: condition,
            },
        ],
    };
}

function codesOf(document: unknown): Set<string> {
    return new Set(analyzeTrustPolicy(readTrustDocument(document)).findings.map(({ code }) => code));
}

const megabyte = 1_000_000;
/** With the rest of the document below what IAM takes at most. */
const most = 7_000;

const values: [what: string, value: (length: number) => string][] = [
    ["stars", (length) => "*".repeat(length)],
    ["question marks", (length) => "?".repeat(length)],
    ["stars and letters", (length) => "*a".repeat(length / 2)],
    ["openings of variables", (length) => "${".repeat(length / 2)],
    ["openings of templates", (length) => "{{".repeat(length / 2)],
    ["colons", (length) => ":".repeat(length)],
    ["slashes", (length) => `project_path:${"g/".repeat(length / 2)}p`],
];

describe("documents of a megabyte", () => {
    for (const [what, value] of values) {
        it(`are refused where a subject is ${what}`, () => {
            const document = policyOf({ StringLike: { "gitlab.com:sub": value(megabyte) } });
            assert.deepEqual(codesOf(document), new Set(["document-too-long"]));
        });
    }

    it("are GitLab's all the same", () => {
        const { isGitlab, issuers } = analyzeTrustPolicy(
            readTrustDocument(policyOf({ StringLike: { "gitlab.com:sub": "*".repeat(megabyte) } })),
        );
        assert.deepEqual([isGitlab, issuers], [true, ["gitlab.com"]]);
    });

    it("are refused where a key or a principal has as many slashes", () => {
        const slashes = "/".repeat(megabyte);
        for (const document of [
            policyOf({ StringLike: { [`gitlab.com${slashes}x:sub`]: "x" } }),
            policyOf({}, `${provider}${slashes}x`),
        ])
            assert.deepEqual(codesOf(document), new Set(["document-too-long"]));
    });
});

describe("documents as long as IAM takes them", () => {
    for (const [what, value] of values) {
        it(`are judged where a subject or an excluded audience is ${what}`, () => {
            assert.ok(codesOf(policyOf({ StringLike: { "gitlab.com:sub": value(most) } })).size > 0);
            assert.ok(
                codesOf(policyOf({ StringNotEquals: { "gitlab.com:aud": value(most) } })).has(
                    "subject-missing",
                ),
            );
        });
    }

    it("are judged to the last value, and the weakest one is found", () => {
        const exact = Array.from(
            { length: 150 },
            (_, index) => `project_path:g/p${String(index)}:ref_type:branch:ref:main`,
        );
        const codes = codesOf(policyOf({ StringLike: { "gitlab.com:sub": [...exact, "project_path:g*"] } }));
        assert.ok(codes.has("subject-namespace-open"));
    });

    it("are judged beyond what is followed exactly: patterns count as wider then, never as narrower", () => {
        const patterns = Array.from(
            { length: 100 },
            (_, index) => `project_path:g${String(index)}/${"*a".repeat(25)}`,
        );
        const { findings } = analyzeTrustPolicy(
            readTrustDocument(
                policyOf({ StringLike: { "gitlab.com:sub": [...patterns, "project_path:*/p:*"] } }),
            ),
        );
        const wide = ["subject-several-projects", "subject-namespace-open", "subject-not-followed"];
        const said = new Set(findings.filter(({ code }) => wide.includes(code)).map(({ path }) => path));
        assert.equal(said.size, patterns.length + 1);
    });
});

import assert from "node:assert/strict";
import { analyzeTrustPolicy } from "../../../trust/rules";
import { readTrustDocument } from "../../../trust/document";

const provider = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";
const megabyte = 1_000_000;

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

describe("documents of a megabyte", () => {
    const values: [what: string, value: string][] = [
        ["stars", "*".repeat(megabyte)],
        ["question marks", "?".repeat(megabyte)],
        ["stars and letters", "*a".repeat(megabyte / 2)],
        ["openings of variables", "${".repeat(megabyte / 2)],
        ["openings of templates", "{{".repeat(megabyte / 2)],
        ["colons", ":".repeat(megabyte)],
        ["slashes", `project_path:${"g/".repeat(megabyte / 2)}p`],
    ];
    for (const [what, value] of values) {
        it(`are judged where a subject is ${what}`, () => {
            assert.ok(codesOf(policyOf({ StringLike: { "gitlab.com:sub": value } })).size > 0);
            assert.ok(
                codesOf(policyOf({ StringEquals: { "gitlab.com:aud": value } })).has("subject-missing"),
            );
        });
    }

    it("are judged where a key or a principal has as many slashes", () => {
        const slashes = "/".repeat(megabyte);
        assert.ok(
            codesOf(policyOf({ StringLike: { [`gitlab.com${slashes}x:sub`]: "x" } })).has("subject-missing"),
        );
        assert.deepEqual(codesOf(policyOf({}, `${provider}${slashes}x`)), new Set());
    });

    it("are judged to the last value, and the weakest one is found", () => {
        const exact = Array.from(
            { length: 15_000 },
            (_, index) => `project_path:g/p${String(index)}:ref_type:branch:ref:main`,
        );
        const codes = codesOf(policyOf({ StringLike: { "gitlab.com:sub": [...exact, "project_path:g*"] } }));
        assert.ok(codes.has("subject-namespace-open"));
    });

    it("are judged beyond what is followed exactly: patterns count as wider then, never as narrower", () => {
        const patterns = Array.from(
            { length: 800 },
            (_, index) => `project_path:g${String(index)}/${"*a".repeat(25)}`,
        );
        const { findings } = analyzeTrustPolicy(
            readTrustDocument(
                policyOf({ StringLike: { "gitlab.com:sub": [...patterns, "project_path:*/p:*"] } }),
            ),
        );
        assert.equal(
            findings.filter(({ code }) => code === "subject-several-projects").length,
            patterns.length,
        );
        assert.equal(findings.filter(({ code }) => code === "subject-namespace-open").length, 1);
    });
});

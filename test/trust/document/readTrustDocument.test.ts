import assert from "node:assert/strict";
import fc from "fast-check";
import { readTrustDocument } from "../../../trust/document/readTrustDocument";
import { readableCodes } from "../../../trust/document/readableFindings";
import { propertyRuns } from "../../propertyRuns";
import { documentCases, policy, statement } from "./documentCases";
import { organizationCases } from "./organizationCases";
import { statementCases } from "./statementCases";

const cases = [...documentCases, ...statementCases];

function findingsOf(document: unknown): string[] {
    return readTrustDocument(document).findings.map(({ code, effect, path }) =>
        `${code} ${effect} ${path}`.trim(),
    );
}

describe("readTrustDocument", () => {
    for (const [what, document, findings] of cases) {
        it(`${what}: ${findings.join(", ") || "no finding"}`, () => {
            assert.deepEqual(findingsOf(document), findings);
        });
    }

    for (const [what, kind, one, findings] of organizationCases) {
        it(`${what} of the organization: ${findings.join(", ") || "no finding"}`, () => {
            const read = readTrustDocument({ Version: "2012-10-17", Statement: [one] }, { kind });
            const found = read.findings.map(({ code, effect, path }) => `${code} ${effect} ${path}`);
            assert.deepEqual(found, findings);
        });
    }

    it("has a case above for every code", () => {
        const organization = organizationCases.map(([what, , , findings]) => [what, {}, findings] as const);
        const met = new Set(
            [...cases, ...organization].flatMap(([, , findings]) =>
                findings.map((finding) => finding.split(" ")[0]),
            ),
        );
        assert.deepEqual(
            Object.keys(readableCodes).filter((code) => !met.has(code)),
            [],
        );
    });

    it("reads scalars and lists alike, with the path that the document has", () => {
        const condition = {
            "ForAnyValue:StringLike": { "GitLab.com:SUB": ["a", 1, true] },
            Bool: { x: false },
        };
        const read = readTrustDocument({
            Version: "2012-10-17",
            Statement: { Effect: "Deny", NotPrincipal: "*", NotAction: ["a:b"], Condition: condition },
        });
        const [first] = read.statements ?? [];
        assert.equal(first?.path, "Statement");
        assert.deepEqual(first?.notPrincipals, [
            { kind: "*", text: "*", raw: "*", path: "Statement.NotPrincipal" },
        ]);
        assert.deepEqual(first?.notActions, [{ text: "a:b", raw: "a:b", path: "Statement.NotAction[0]" }]);
        assert.deepEqual(first?.principals, []);
        const [like, bool] = first?.conditions ?? [];
        assert.equal(like?.keyName, "gitlab.com:sub");
        assert.equal(like?.key, "GitLab.com:SUB");
        assert.equal(like?.operator?.base, "StringLike");
        assert.deepEqual(
            like?.values.map(({ text: value }) => value),
            ["a", "1", "true"],
        );
        assert.equal(
            like?.values[1]?.path,
            'Statement.Condition["ForAnyValue:StringLike"]["GitLab.com:SUB"][1]',
        );
        assert.deepEqual(bool?.values, [{ text: "false", raw: false, path: "Statement.Condition.Bool.x" }]);
    });

    it("suggests the documented spelling of an operator", () => {
        const condition = { "foranyvalue:stringlikeifexists": { a: "b" } };
        const { findings } = readTrustDocument({
            ...policy,
            Statement: { ...statement, Condition: condition },
        });
        assert.equal(findings[0]?.fix, 'Write "ForAnyValue:StringLikeIfExists".');
    });

    it("gives findings, never an exception, for any JSON value, and says so for everything that is no policy", () => {
        const anything = fc.oneof(
            fc.jsonValue({ maxDepth: 5 }),
            fc.record({
                Version: fc.oneof(fc.constant("2012-10-17"), fc.jsonValue()),
                Statement: fc.oneof(
                    fc.array(
                        fc.dictionary(
                            fc.constantFrom(...Object.keys(statement), "NotAction"),
                            fc.jsonValue(),
                        ),
                    ),
                    fc.jsonValue(),
                ),
            }),
        );
        fc.assert(
            fc.property(anything, fc.boolean(), (value, asText) => {
                const { raw, refusal, findings } = readTrustDocument(asText ? JSON.stringify(value) : value);
                assert.ok((typeof raw === "object" && raw !== null) || refusal?.effect === "closed");
                for (const { fix, message, rule } of findings)
                    assert.ok(rule === "trust-policy-readable" && fix && message);
            }),
            { numRuns: propertyRuns(1000) },
        );
    });

    it("stays bounded on a megabyte, deep or wide, and on an object that holds itself", () => {
        let deep: unknown = {};
        for (let level = 0; level < 100_000; level++) deep = { Statement: [deep] };
        const loop: Record<string, unknown> = { Version: "2012-10-17" };
        loop["Statement"] = [loop, loop];
        const wide = { ...policy, Statement: Array.from({ length: 50_000 }, () => ({})) };
        for (const document of [deep, loop, wide, JSON.stringify(wide)]) {
            const { findings } = readTrustDocument(document);
            assert.ok(findings.length > 0 && findings.length <= 500);
        }
    });
});

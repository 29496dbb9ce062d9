import assert from "node:assert/strict";
import fc from "fast-check";
import { conditionOperators } from "../../../trust/conditions";
import { evaluate } from "../../../trust/decision/evaluate";
import { readTrustDocument } from "../../../trust/document";
import { propertyRuns } from "../../propertyRuns";
import { claims, policy, statement } from "./specimens";

const names = [...conditionOperators.keys()].flatMap((name) => [
    name,
    `${name}IfExists`,
    `ForAnyValue:${name}`,
    `ForAllValues:${name}`,
]);
const operators = names.filter((name) => !/Null./.test(name) && !name.endsWith(":Null"));
const keys = ["sub", "aud", "project_id", "ref", "amr", "SUB"].map((name) => `gitlab.com:${name}`);
const value = fc.oneof(
    fc.constantFrom("*", claims.sub, claims.aud, "project_path:g/*", "42", "true", "${gitlab.com:sub}", "x"),
    fc.boolean(),
    fc.nat(50),
);
const condition = fc.dictionary(
    fc.constantFrom(...operators),
    fc.dictionary(
        fc.constantFrom(...keys, "aws:SourceIp", "aws:PrincipalArn"),
        fc.oneof(value, fc.array(value, { maxLength: 3 })),
        { maxKeys: 2 },
    ),
    { maxKeys: 3 },
);
const anyStatement = fc
    .tuple(condition, fc.constantFrom("Allow", "Allow", "Deny"))
    .map(([Condition, Effect]) => statement(Condition, { Effect }));
const statements = fc.array(anyStatement, { minLength: 1, maxLength: 4 });

describe("evaluate, for any input", () => {
    it("decides for any two JSON values, never with an exception, and says why", () => {
        const document = fc.oneof(
            fc.jsonValue(),
            statements.map((list) => policy(...list)),
            fc.jsonValue().map((one) => policy(statement({ StringLike: { "gitlab.com:sub": one } }))),
        );
        const token = fc.oneof(
            fc.jsonValue(),
            fc
                .dictionary(
                    fc.constantFrom(...Object.keys(claims), "azp", "amr", "__proto__"),
                    fc.jsonValue(),
                )
                .map((some) => ({ ...claims, ...some })),
        );
        fc.assert(
            fc.property(document, token, fc.boolean(), (one, two, asText) => {
                const decision = evaluate(
                    readTrustDocument(asText ? JSON.stringify(one) : one),
                    two,
                    { url: "https://gitlab.com" },
                    { at: 0 },
                );
                assert.equal(decision.allowed, decision.awsError === undefined);
                assert.notEqual(decision.reason, "");
            }),
            { numRuns: propertyRuns(1000) },
        );
    });

    it("does not depend on the order of statements", () => {
        fc.assert(
            fc.property(statements, (list) => {
                const { allowed } = evaluate(readTrustDocument(policy(...list)), claims);
                assert.equal(
                    evaluate(readTrustDocument(policy(...list.toReversed())), claims).allowed,
                    allowed,
                );
            }),
            { numRuns: propertyRuns(300) },
        );
    });

    it("lets a further Allow only add, a further Deny and a further condition only take away", () => {
        fc.assert(
            fc.property(statements, condition, fc.constantFrom(...operators), (list, Condition, operator) => {
                const { allowed } = evaluate(readTrustDocument(policy(...list)), claims);
                const widened = evaluate(
                    readTrustDocument(policy(...list, statement(Condition))),
                    claims,
                ).allowed;
                const narrowed = evaluate(
                    readTrustDocument(policy(...list, statement(Condition, { Effect: "Deny" }))),
                    claims,
                ).allowed;
                assert.ok(widened || !allowed);
                assert.ok(allowed || !narrowed);
                const alone = evaluate(readTrustDocument(policy(statement(Condition))), claims).allowed;
                const guarded = {
                    ...Condition,
                    [operator]: { ...Condition[operator], "gitlab.com:namespace_id": "9" },
                };
                assert.ok(alone || !evaluate(readTrustDocument(policy(statement(guarded))), claims).allowed);
            }),
            { numRuns: propertyRuns(300) },
        );
    });

    it("stays bounded on a megabyte: deep, wide, long, and made to backtrack", () => {
        let deep: unknown = "x";
        for (let level = 0; level < 200_000; level++) deep = [deep];
        const megabyte = "a".repeat(1_000_000);
        const stars = "*a".repeat(500_000);
        const many = Array.from({ length: 20_000 }, () => "*a*a*b");
        for (const one of [deep, megabyte, stars, many, { x: deep }]) {
            const document = policy(statement({ StringLike: { "gitlab.com:sub": one } }));
            for (const token of [
                claims,
                { ...claims, sub: megabyte },
                { ...claims, sub: deep },
                { ...claims, amr: many },
                one,
            ]) {
                const decision = evaluate(readTrustDocument(document), token);
                assert.equal(decision.allowed, false, decision.reason.slice(0, 200));
            }
        }
    });

    it("is fast on the longest pattern and the longest token that AWS takes", () => {
        const pattern = `${"*a".repeat(3_900)}b`;
        const document = policy(statement({ StringLike: { "gitlab.com:sub": pattern } }));
        const decision = evaluate(readTrustDocument(document), { ...claims, sub: "a".repeat(19_000) });
        assert.deepEqual(decision.findings, []);
        assert.equal(decision.allowed, false);
    });
});

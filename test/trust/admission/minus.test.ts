import assert from "node:assert/strict";
import fc from "fast-check";
import { admissionOf } from "../../../trust/admission";
import { evaluate, type Decision } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import { propertyRuns } from "../../propertyRuns";
import { randomDocument } from "./randomDocuments";
import { randomRequest } from "./randomTokens";

const accountId = "123456789012";

type Raw = typeof randomDocument extends fc.Arbitrary<infer Value> ? Value : never;

/** A document with some statements of another one, so that the two have much in common. */
const pairs = fc
    .tuple(randomDocument, randomDocument, fc.nat(4), fc.boolean())
    .chain(([left, other, kept, reverse]) => {
        const right: Raw = {
            Version: left.Version,
            Statement: [...left.Statement.slice(0, kept), ...other.Statement.slice(0, 2 - Math.min(kept, 1))],
        };
        const [first, second] = reverse ? [right, left] : [left, right];
        return fc.record({
            first: fc.constant(first),
            second: fc.constant(second),
            requests: fc.array(randomRequest({ first, second }), { minLength: 8, maxLength: 8 }),
        });
    });

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same document in other words: nothing in it means anything else. */
function rewritten({ Version, Statement }: Raw): { Version: string; Statement: unknown[] } {
    const statements = Statement.flatMap((statement): Record<string, unknown>[] => {
        const { Condition, ...rest } = statement as Record<string, unknown>;
        if (!isRecord(Condition)) return [rest];
        const condition: Record<string, Record<string, unknown>> = {};
        for (const [operator, keys] of Object.entries(Condition)) {
            if (!isRecord(keys)) continue;
            for (const [key, values] of Object.entries(keys)) {
                const texts = (Array.isArray(values) ? values : [values]).map(String);
                const isPlain = texts.length > 0 && texts.every((text) => !/[*?$]/.test(text));
                const other = isPlain ? swapped(operator) : operator;
                const target = Object.hasOwn(Condition, other) && other !== operator ? operator : other;
                condition[target] = { ...condition[target], [key.toUpperCase()]: [values].flat().reverse() };
            }
        }
        return splitOf({ ...rest, Condition: condition });
    });
    return { Version, Statement: statements.reverse() };
}

function swapped(operator: string): string {
    return operator.replace(
        /String(Not)?(Equals|Like)(?!Ignore)/,
        (_, not: string | undefined, kind: string) =>
            `String${not ?? ""}${kind === "Equals" ? "Like" : "Equals"}`,
    );
}

/** One statement for each value of the first condition that is a plain list of alternatives. */
function splitOf(
    statement: { Condition: Record<string, Record<string, unknown>> } & Record<string, unknown>,
): Record<string, unknown>[] {
    const { Condition } = statement;
    for (const operator of ["StringEquals", "StringLike"]) {
        for (const [key, values] of Object.entries(Condition[operator] ?? {})) {
            if (!Array.isArray(values) || values.length < 2 || !/:(sub|aud)$/i.test(key)) continue;
            return values.map((value: unknown) => ({
                ...statement,
                Condition: { ...Condition, [operator]: { ...Condition[operator], [key]: [value] } },
            }));
        }
    }
    return [statement];
}

/** Whether a token gets in for certain; whether the list of audiences is taken is another question. */
function isCertain({ allowed, unchecked }: Decision): boolean {
    return allowed && unchecked.every(({ kind }) => kind === "audience-list");
}

describe("who gets in by one document and not by another", function () {
    this.timeout(1_800_000);

    it("is shown by tokens that the one allows and the other does not", () => {
        let shown = 0;
        fc.assert(
            fc.property(pairs, ({ first, second }) => {
                const [left, right] = [readTrustDocument(first), readTrustDocument(second)];
                fc.pre(left.refusal === undefined && right.refusal === undefined);
                const gains = admissionOf(left, { accountId }).minus(admissionOf(right, { accountId }));
                for (const { found, way } of gains) {
                    if (found.witness === undefined) continue;
                    const { claims, request } = found.witness;
                    const here = evaluate(left, claims, undefined, { accountId, keys: request });
                    const there = evaluate(right, claims, undefined, { accountId, keys: request });
                    const why = (): string =>
                        `${JSON.stringify(found)} here ${here.outcome}, there ${there.outcome}`;
                    assert.notEqual(here.outcome, "denied", why());
                    assert.notEqual(there.outcome, "allowed", why());
                    if (found.isCertain) assert.ok(isCertain(here) && there.outcome === "denied", why());
                    else assert.ok(here.outcome === "allowed" || there.outcome === "denied", why());
                    assert.notEqual(way.contains(found.witness), false, why());
                    shown++;
                }
            }),
            { numRuns: propertyRuns(300), maxSkipsPerRun: 1000 },
        );
        assert.ok(shown > 30);
    });

    it("is nobody only where no token tells the two apart", () => {
        let told = 0;
        fc.assert(
            fc.property(pairs, ({ first, second, requests }) => {
                const [left, right] = [readTrustDocument(first), readTrustDocument(second)];
                fc.pre(left.refusal === undefined && right.refusal === undefined);
                const here = admissionOf(left, { accountId });
                const gains = here.minus(admissionOf(right, { accountId }));
                for (const { issuer, claims, request } of requests) {
                    if (
                        !issuer.startsWith("gitlab.") ||
                        !here.isGitlab(issuer) ||
                        Array.isArray(claims["aud"])
                    )
                        continue;
                    const keys = { accountId, keys: request };
                    const [mine, theirs] = [left, right].map((one) => evaluate(one, claims, undefined, keys));
                    const isGained =
                        (mine?.outcome === "allowed" && theirs?.outcome !== "allowed") ||
                        (mine?.outcome === "uncertain" && theirs?.outcome === "denied");
                    if (!isGained || !here.byIssuer.has(issuer)) continue;
                    told++;
                    assert.ok(
                        gains.some(({ way }) => way.issuer === issuer),
                        `${JSON.stringify(claims)}: ${mine?.outcome ?? ""} here, ${theirs?.outcome ?? ""} there`,
                    );
                }
            }),
            { numRuns: propertyRuns(300), maxSkipsPerRun: 1000 },
        );
        assert.ok(told > 30);
    });

    it("is nobody where a document was only rewritten", () => {
        fc.assert(
            fc.property(randomDocument, (raw) => {
                const other = rewritten(raw);
                const [left, right] = [readTrustDocument(raw), readTrustDocument(other)];
                fc.pre(left.refusal === undefined && right.refusal === undefined);
                const [first, second] = [admissionOf(left, { accountId }), admissionOf(right, { accountId })];
                for (const gains of [first.minus(second), second.minus(first)]) {
                    const proven = gains.filter(({ found }) => found.witness !== undefined);
                    assert.deepEqual(
                        proven.map(({ found }) => found),
                        [],
                        JSON.stringify(other),
                    );
                }
            }),
            { numRuns: propertyRuns(100), maxSkipsPerRun: 1000 },
        );
    });
});

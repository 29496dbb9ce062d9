import assert from "node:assert/strict";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument, type TrustDocument } from "../../../trust/document";
import type { Finding } from "../../../trust/finding";
import { analyzeTrustPolicy } from "../../../trust/rules";
import { catalogueCases, type CatalogueCase } from "./catalogueCases";

function read({ document, unknownPaths = [] }: CatalogueCase): TrustDocument {
    return readTrustDocument(document, { unknownPaths });
}

/** What stands at a path such as `Statement[0].Condition.StringLike["gitlab.com:sub"][1]`; undefined where nothing does. */
function valueAt(document: unknown, path: string): unknown {
    let value = document;
    for (const [, index, quoted, name] of path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)) {
        const key = index ?? name ?? String(JSON.parse(quoted ?? '""'));
        // A single value or statement may stand in the place of a list of one.
        if (index === "0" && !Array.isArray(value)) continue;
        value = (value as Record<string, unknown> | undefined)?.[key];
    }
    return value;
}

function verdictOf({ code, severity, effect, exposes }: Finding): string {
    return [code, severity, effect, exposes ?? "-"].join(" ");
}

/** A token's payload as STS needs it beside the claims that the case is about. */
function isAllowed(one: CatalogueCase, claims: Record<string, unknown>): boolean {
    return evaluate(read(one), claims).allowed;
}

describe("the catalogue of mis-configurations", () => {
    for (const [part, cases] of Object.entries(catalogueCases)) {
        describe(part, () => {
            for (const one of cases) {
                describe(`${one.id}: ${one.title}`, () => {
                    it(`finds ${one.expect.join(", ") || "nothing"}`, () => {
                        const { findings } = analyzeTrustPolicy(read(one), one.context);
                        const codes = new Set(findings.map(({ code }) => code));
                        assert.deepEqual([...codes].sort(), one.expect);
                        const places = findings.map(({ path, code }) => `${path}\n${code}`);
                        assert.deepEqual(places, [...places].sort());
                        if (typeof one.document === "string") return;
                        for (const { code, path, value } of findings) {
                            // One value, or a list of one, mean the same.
                            const there = [valueAt(one.document, path)].flat();
                            if (value !== undefined)
                                assert.deepEqual([code, path, [value].flat()], [code, path, there]);
                        }
                    });
                    for (const said of one.says ?? [])
                        it(`says ${said}`, () => {
                            const verdicts = analyzeTrustPolicy(read(one), one.context).findings.map(
                                verdictOf,
                            );
                            assert.ok(verdicts.includes(said), verdicts.join("; "));
                        });
                    it("lets in and keeps out the tokens that it says", () => {
                        for (const claims of one.letsIn)
                            assert.ok(isAllowed(one, claims), `must get in: ${JSON.stringify(claims)}`);
                        for (const claims of one.keepsOut)
                            assert.ok(!isAllowed(one, claims), `must stay out: ${JSON.stringify(claims)}`);
                    });
                });
            }
        });
    }
});

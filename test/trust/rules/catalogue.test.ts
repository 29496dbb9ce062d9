import assert from "node:assert/strict";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument, type TrustDocument } from "../../../trust/document";
import { analyzeTrustPolicy } from "../../../trust/rules";
import { catalogueCases, type CatalogueCase } from "./catalogueCases";

function read({ document, unknownPaths = [] }: CatalogueCase): TrustDocument {
    return readTrustDocument(document, { unknownPaths });
}

function codesOf(one: CatalogueCase): string[] {
    return [...new Set(analyzeTrustPolicy(read(one), one.context).findings.map(({ code }) => code))].sort();
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
                        assert.deepEqual(codesOf(one), one.expect);
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

import assert from "node:assert/strict";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import { analyzeTrustPolicy } from "../../../trust/rules";
import type { TrustContext } from "../../../trust/rules";
import correct from "../catalogue/correct.json";
import leftAlone from "../catalogue/left-alone.json";
import type { CatalogueCase } from "./catalogueCases";

const advisoryRules = ["trust-subject-refs", "trust-project-identity"];

/** The findings that would stop a deployment. */
function seriousCodes(document: unknown, context: TrustContext | undefined): string[] {
    return analyzeTrustPolicy(readTrustDocument(document), context)
        .findings.filter(({ rule, severity }) => severity !== "info" && !advisoryRules.includes(rule))
        .map(({ code }) => code);
}

describe("correct policies", () => {
    for (const { id, title, document, context, letsIn, keepsOut } of correct as Omit<
        CatalogueCase,
        "expect"
    >[]) {
        it(`${id}: ${title}`, () => {
            assert.deepEqual(seriousCodes(document, context), []);
            assert.equal(analyzeTrustPolicy(readTrustDocument(document), context).isGitlab, true);
            for (const claims of letsIn)
                assert.ok(
                    evaluate(readTrustDocument(document), claims).allowed,
                    `must get in: ${JSON.stringify(claims)}`,
                );
            for (const claims of keepsOut)
                assert.ok(
                    !evaluate(readTrustDocument(document), claims).allowed,
                    `must stay out: ${JSON.stringify(claims)}`,
                );
        });
    }

    it("are forty at least", () => {
        assert.ok(correct.length >= 40, String(correct.length));
    });
});

describe("documents of others", () => {
    for (const { id, title, document } of leftAlone) {
        it(`${id}: ${title}`, () => {
            assert.deepEqual(analyzeTrustPolicy(readTrustDocument(document)), {
                findings: [],
                isGitlab: false,
                issuers: [],
            });
        });
    }
});

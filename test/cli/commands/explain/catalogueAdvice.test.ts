import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { applyChange, findAdvice, type Situation } from "../../../../cli/commands/explain/advice";
import { evaluate } from "../../../../trust/decision";
import { readTrustDocument } from "../../../../trust/document";

/** One entry of the catalogue of trust policies, as far as it is used here. */
interface CatalogueEntry {
    id: string;
    title: string;
    document?: unknown;
    letsIn?: Record<string, unknown>[];
    keepsOut?: Record<string, unknown>[];
}

const folder = resolve(__dirname, "../../../trust/catalogue");

/** A job that most entries of the catalogue mean. */
const usualJob = {
    iss: "https://gitlab.com",
    aud: "https://gitlab.com",
    sub: "project_path:g/p:ref_type:branch:ref:main",
    project_id: "42",
    ref_protected: "true",
    pipeline_source: "push",
};

const pairs = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as CatalogueEntry[])
    .filter(({ document }) => document !== undefined)
    .flatMap(({ id, title, document, keepsOut = [] }) =>
        [usualJob, ...keepsOut].map((claims): [string, Situation] => [
            `${id} ${title}: ${claims.sub as string}`,
            { document: readTrustDocument(document), claims },
        ]),
    )
    .filter(([, { document, claims }]) => !evaluate(document, claims).allowed)
    // What IAM does not take as a policy is mended as a text, not by a change to a statement.
    .filter(([, { document, claims }]) => evaluate(document, claims).statements.length > 0);

describe("explain, on the catalogue", () => {
    it("has more than sixty policies and tokens to explain", () => {
        assert.ok(pairs.length >= 60, String(pairs.length));
    });

    pairs.forEach(([what, situation]) => {
        it(what, () => {
            const { advice, turns } = findAdvice(situation, {});
            const changed = advice.reduce((current, { change }) => applyChange(current, change), situation);
            const after = evaluate(changed.document, changed.claims, changed.provider);
            assert.ok(after.allowed, JSON.stringify({ advice, changed, reason: after.reason }, null, 2));
            assert.ok(turns);
            // No advice too many: without any one of them the job stays outside.
            for (const left of advice) {
                const others = advice.filter((one) => one !== left);
                const without = others.reduce(
                    (current, { change }) => applyChange(current, change),
                    situation,
                );
                const { allowed } = evaluate(without.document, without.claims, without.provider);
                assert.equal(allowed, false, `not needed: ${left.reason}`);
            }
        });
    });
});

import assert from "node:assert/strict";
import type { Effect, Severity } from "../../../trust/finding";
import type { TrustRule } from "../../../trust/rules";
import { analyzeTrustPolicy } from "../../../trust/rules";
import { readTrustDocument } from "../../../trust/document";
import { catalogueCases } from "./catalogueCases";

/** Row of the catalogue, its policy, severity and effect, as the catalogue has them. */
const rows: [id: string, rule: TrustRule, severity: Severity, effect: Effect][] = [
    ["S1", "trust-principal-and-action", "critical", "open"],
    ["S2", "trust-principal-and-action", "high", "closed"],
    ["S3", "trust-principal-and-action", "medium", "mixed"],
    ["S4", "trust-subject-required", "critical", "open"],
    ["S5", "trust-issuer-consistent", "high", "closed"],
    ["S6", "trust-issuer-consistent", "high", "closed"],
    ["S7", "trust-issuer-consistent", "high", "closed"],
    ["S7", "trust-issuer-consistent", "critical", "open"],
    ["S8", "trust-condition-keys", "high", "closed"],
    ["S9", "trust-issuer-consistent", "high", "closed"],
    ["S10", "trust-subject-required", "critical", "open"],
    ["S11", "trust-policy-readable", "low", "none"],
    ["S11", "trust-policy-readable", "low", "mixed"],
    ["S12", "trust-policy-readable", "high", "closed"],
    ["S13", "trust-subject-required", "critical", "open"],
    ["A1", "trust-audience", "medium", "open"],
    ["A1", "trust-audience", "high", "open"],
    ["A3", "trust-audience", "medium", "open"],
    ["A4", "trust-wildcards-need-stringlike", "high", "closed"],
    ["A5", "trust-operators-effective", "medium", "open"],
    ["A6", "trust-audience", "high", "closed"],
    ["A7", "trust-audience", "medium", "closed"],
    ["U1", "trust-subject-required", "critical", "open"],
    ["U2", "trust-subject-required", "high", "open"],
    ["U3", "trust-subject-required", "critical", "open"],
    ["U4", "trust-subject-namespace", "critical", "open"],
    ["U5", "trust-subject-projects", "high", "open"],
    ["U6", "trust-subject-projects", "high", "open"],
    ["U7", "trust-subject-refs", "high", "open"],
    ["U8", "trust-subject-refs", "high", "open"],
    ["U9", "trust-subject-refs", "medium", "open"],
    ["U10", "trust-subject-refs", "medium", "mixed"],
    ["U11", "trust-wildcards-need-stringlike", "high", "closed"],
    ["U13", "trust-operators-effective", "critical", "open"],
    ["U14", "trust-operators-effective", "medium", "none"],
    ["U14", "trust-operators-effective", "medium", "open"],
    ["U16", "trust-operators-effective", "low", "open"],
    ["U17", "trust-subject-format", "high", "closed"],
    ["U18", "trust-subject-format", "high", "closed"],
    ["U19", "trust-subject-format", "medium", "mixed"],
    ["U20", "trust-subject-format", "high", "closed"],
    ["U22", "trust-project-identity", "medium", "open"],
    ["U24", "trust-subject-format", "high", "closed"],
    ["U25", "trust-policy-readable", "high", "mixed"],
    ["K1", "trust-condition-keys", "high", "closed"],
    ["K1", "trust-condition-keys", "critical", "open"],
    ["K2", "trust-condition-keys", "high", "closed"],
    ["K3", "trust-subject-required", "critical", "open"],
    ["K4", "trust-condition-keys", "medium", "mixed"],
    ["K5", "trust-project-identity", "low", "open"],
    ["K6", "trust-condition-keys", "medium", "closed"],
    ["K7", "trust-operators-effective", "high", "closed"],
];

describe("the policy, severity and effect of every row", () => {
    const cases = Object.values(catalogueCases).flat();
    for (const [id, rule, severity, effect] of rows) {
        it(`${id} is ${rule}, ${severity}, fails ${effect}`, () => {
            const found = cases
                .filter((one) => one.id === id)
                .flatMap(
                    ({ document, context }) =>
                        analyzeTrustPolicy(readTrustDocument(document), context).findings,
                );
            const shown = found.map((finding) => `${finding.rule} ${finding.severity} ${finding.effect}`);
            assert.ok(shown.includes(`${rule} ${severity} ${effect}`), [...new Set(shown)].join("; "));
        });
    }

    it("every finding says first what is wrong, then what happens, then what to write", () => {
        for (const { document, context } of cases) {
            for (const { rule, message, fix, path, effect } of analyzeTrustPolicy(
                readTrustDocument(document),
                context,
            ).findings) {
                if (rule === "trust-policy-readable") continue;
                assert.match(message, /^.+\. (FAILS OPEN|FAILS CLOSED|FAILS OPEN OR CLOSED|Works): .+\.$/s);
                assert.equal(message.includes(" FAILS OPEN: "), effect === "open");
                assert.match(fix, /^[A-Z][^]*[.]$/);
                assert.match(path, /^Statement/i);
            }
        }
    });
});

import assert from "node:assert/strict";
import type { Effect, Severity } from "../../../trust/finding";
import type { TrustRule } from "../../../trust/rules";
import { analyzeTrustPolicy, rules } from "../../../trust/rules";
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

/** All that each code can say in the catalogue: severity, effect, and whom it lets in besides, or "-". */
const verdicts: Readonly<Record<string, string[]>> = {
    "action-assume-role": ["high closed -"],
    "action-wildcard": ["medium mixed -"],
    "action-without-use": ["low none -"],
    "admits-nobody": ["high closed -"],
    "audience-empty": ["high closed -"],
    "audience-list-empty": ["medium mixed -"],
    "audience-missing": ["high open -", "medium open -"],
    "audience-nearly-issuer": ["high closed -"],
    "audience-not-allowed": ["medium closed -"],
    "audience-only-excluded": ["medium open -"],
    "audience-variable": ["medium mixed -"],
    "audience-wildcard": ["medium mixed -", "medium open -"],
    "claim-is-no-key": ["critical open outsiders", "high closed -", "medium none -"],
    "conditions-exclude-each-other": ["high closed -"],
    "conditions-exclude-values": ["medium closed -"],
    "conditions-for-two-issuers": ["critical open outsiders", "high closed -", "medium none -"],
    "conditions-redundant": ["info none -"],
    "document-byte-order-mark": ["high closed -"],
    "document-double-encoded": ["high closed -"],
    "document-not-json": ["high closed -"],
    "document-yaml": ["high closed -"],
    "duplicate-name": ["high mixed -"],
    "element-case": ["high mixed -"],
    "identity-by-namespace": ["low open -"],
    "identity-by-path": ["medium open -"],
    "ignores-case": ["low open -"],
    "key-misspelt": ["critical open outsiders", "high closed -"],
    "key-never-sent": ["medium closed -"],
    "key-of-gitlab-com-only": ["high closed -"],
    "keys-of-another-issuer": ["critical open outsiders", "high closed -"],
    "not-action": ["critical open outsiders", "high mixed -"],
    "not-principal": ["critical open outsiders", "high mixed -"],
    "null-demands-absence": ["high closed -"],
    "null-of-either": ["medium none -"],
    "operator-of-other-type": ["medium mixed -"],
    "principal-any-account": ["critical open outsiders"],
    "principal-anyone": ["critical open outsiders", "high mixed -"],
    "principal-invalid": ["high closed -"],
    "principal-is-no-provider": ["high closed -"],
    "provider-arn-malformed": ["high closed -"],
    "provider-of-other-account": ["high closed -"],
    "provider-of-other-partition": ["low closed -"],
    "qualifier-met-when-absent": ["medium none -", "medium open -"],
    "qualifier-without-use": ["medium none -"],
    "refs-any": ["high open refs"],
    "refs-any-type": ["high open refs"],
    "refs-prefix-unguarded": ["medium open refs"],
    "refs-tags-by-pattern": ["medium mixed -"],
    "several-issuers-as-principals": ["critical open outsiders", "high mixed -"],
    "statement-not-an-object": ["high closed -"],
    "subject-empty": ["high closed -"],
    "subject-excluded-again": ["high closed -"],
    "subject-id-open": ["critical open outsiders", "high open outsiders"],
    "subject-impossible": ["high closed -"],
    "subject-list-empty": ["high mixed -", "high open outsiders"],
    "subject-missing": [
        "critical open outsiders",
        "high open outsiders",
        "high open projects",
        "medium open refs",
    ],
    "subject-namespace-open": ["critical open outsiders", "high open outsiders"],
    "subject-of-github": ["high closed -"],
    "subject-only-excluded": ["critical open outsiders", "high open outsiders"],
    "subject-open": ["critical mixed -"],
    "subject-out-of-order": ["high closed -"],
    "subject-placeholder": ["critical open outsiders", "high open outsiders"],
    "subject-several-projects": ["high open projects"],
    "subject-wildcard-only": [
        "critical open outsiders",
        "high mixed -",
        "high open outsiders",
        "medium open refs",
    ],
    "subject-with-component-twice": ["high closed -"],
    "subject-with-full-ref": ["high closed -", "high mixed -"],
    "subject-with-invalid-path": ["high closed -"],
    "subject-with-invalid-value": ["high closed -"],
    "subject-with-leftover": ["high closed -", "high open refs"],
    "subject-with-unknown-ref-type": ["high closed -"],
    "subject-without-component": ["high closed -"],
    "subject-without-ref": ["high mixed -", "medium mixed -"],
    "unknown-marker": ["high mixed -"],
    "value-of-other-type": ["medium mixed -"],
    "version-missing": ["low none -"],
    "version-old": ["low mixed -"],
    "wildcard-in-exact-exclusion": ["medium none -"],
    "wildcard-in-exact-value": ["high closed -"],
};

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

    it("every code says what it says in the catalogue, no more and no less", () => {
        const said: Record<string, string[]> = {};
        for (const one of cases) {
            const document = readTrustDocument(one.document, { unknownPaths: one.unknownPaths ?? [] });
            for (const { code, severity, effect, exposes = "-" } of analyzeTrustPolicy(document, one.context)
                .findings)
                said[code] = [...(said[code] ?? []), `${severity} ${effect} ${exposes}`];
        }
        for (const [code, each] of Object.entries(said)) said[code] = [...new Set(each)].sort();
        assert.deepEqual(said, verdicts);
    });

    it("every code of every rule is there, but for the one that takes an intricate document", () => {
        const codes = rules.flatMap(({ codes: all }): readonly string[] => all);
        assert.deepEqual(
            codes.filter((code) => !(code in verdicts)),
            ["subject-not-followed"],
        );
    });

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

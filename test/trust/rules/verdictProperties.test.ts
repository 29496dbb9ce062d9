import assert from "node:assert/strict";
import fc from "fast-check";
import { describeAccess } from "../../../trust/admission";
import { explainSubject } from "../../../trust/admission";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument, type TrustDocument } from "../../../trust/document";
import type { Finding } from "../../../trust/finding";
import { analyzeTrustPolicy } from "../../../trust/rules";
import { propertyRuns } from "../../propertyRuns";
import { randomSubject } from "../languages/randomSubjects";
import { randomPolicy } from "./randomPolicies";

/** The groups that subjects of the random policies can begin with have four characters at most. */
const strangers = ["stranger", "group-evil"];

function tokenOf(sub: string): Record<string, unknown> {
    return {
        iss: "https://gitlab.com",
        aud: "https://gitlab.com",
        sub,
        project_id: "77",
        namespace_id: "78",
    };
}

/** What lets somebody in who was not meant to, as far as projects go; the refs of one's own project are advisory. */
function isOpen({ effect, rule, severity }: Finding): boolean {
    return (
        (effect === "open" || effect === "mixed") && rule !== "trust-project-identity" && severity !== "info"
    );
}

/** Whether a token gets in from some address: two conditions on one unknown address may exclude each other. */
function getsIn(document: TrustDocument, claims: unknown): boolean {
    const named = document.statements.flatMap(({ conditions }) =>
        conditions.flatMap(({ keyName, values }) =>
            keyName === "aws:sourceip" ? values.map(({ text }) => text) : [],
        ),
    );
    const addresses: (string | readonly string[])[] = ["203.0.113.7", [], ...named];
    return addresses.some(
        (address) => evaluate(document, claims, undefined, { keys: { "aws:SourceIp": address } }).allowed,
    );
}

describe("a verdict", function () {
    // Ten thousand runs of the nightly mode take their time on a busy machine.
    this.timeout(600_000);

    it("without a finding that fails open lets no stranger in", () => {
        fc.assert(
            fc.property(
                randomPolicy,
                fc.constantFrom(...strangers),
                randomSubject,
                (document, stranger, subject) => {
                    const sub = subject.replace(/^([a-z_]+_path):[^/]+/, `$1:${stranger}`);
                    const read = readTrustDocument(document);
                    fc.pre(sub !== subject && getsIn(read, tokenOf(sub)));
                    const { findings } = analyzeTrustPolicy(read);
                    assert.ok(
                        findings.some(isOpen),
                        `${sub} gets in, and nothing is said but ${JSON.stringify(findings.map(({ code }) => code))}`,
                    );
                },
            ),
            { numRuns: propertyRuns(300), maxSkipsPerRun: 1000 },
        );
    });

    it("that finds nothing at all lets nobody in but the projects that the policy spells out", () => {
        fc.assert(
            fc.property(randomPolicy, randomSubject, (document, sub) => {
                fc.pre(evaluate(readTrustDocument(document), tokenOf(sub)).allowed);
                const { findings } = analyzeTrustPolicy(readTrustDocument(document));
                const [project = ""] = /^[a-z_]+:[^:]+/.exec(sub) ?? [];
                const isSpeltOut = JSON.stringify(document).toLowerCase().includes(project.toLowerCase());
                assert.ok(
                    isSpeltOut || findings.some(isOpen),
                    `${sub} gets in: ${JSON.stringify(findings.map(({ code }) => code))}`,
                );
            }),
            { numRuns: propertyRuns(300), maxSkipsPerRun: 1000 },
        );
    });

    it("that fails open shows a whole token that gets in, and what fails closed hides none", () => {
        fc.assert(
            fc.property(randomPolicy, (policy) => {
                const document = readTrustDocument(policy);
                for (const { witness, effect, code } of analyzeTrustPolicy(document).findings) {
                    if (effect !== "open" || code === "principal-any-account") continue;
                    assert.ok(witness !== undefined, `${code} shows no token`);
                    const { claims, request } = witness;
                    assert.ok(
                        evaluate(document, claims, undefined, { keys: request }).allowed,
                        `${code}: ${JSON.stringify(witness)}`,
                    );
                }
            }),
            { numRuns: propertyRuns(300) },
        );
    });

    it("is sorted, says each thing once, and is the same for the text and the object", () => {
        fc.assert(
            fc.property(randomPolicy, (document) => {
                const { findings } = analyzeTrustPolicy(readTrustDocument(document));
                const places = findings.map(({ path, code }) => `${path}\n${code}`);
                assert.equal(new Set(places).size, places.length);
                const keys = findings.map(({ path, code }) => [path, code] as const);
                const sorted = [...keys].sort(([a, c], [b, d]) =>
                    a < b ? -1 : a > b ? 1 : c < d ? -1 : c > d ? 1 : 0,
                );
                assert.deepEqual(keys, sorted);
                assert.deepEqual(
                    analyzeTrustPolicy(readTrustDocument(JSON.stringify(document))),
                    analyzeTrustPolicy(readTrustDocument(document)),
                );
            }),
            { numRuns: propertyRuns(300) },
        );
    });

    it("comes for any JSON value, and never an exception", () => {
        const texts = fc.oneof(
            fc.string(),
            fc.constantFrom("gitlab.com:sub", "StringLike", "Statement", "Federated", "*", "${", "Allow"),
        );
        const { json } = fc.letrec((tie) => ({
            json: fc.oneof(
                { maxDepth: 6 },
                fc.oneof(texts, fc.double(), fc.boolean(), fc.constant(null)),
                fc.array(tie("json"), { maxLength: 4 }),
                fc.dictionary(
                    fc.oneof(
                        texts,
                        fc.constantFrom(
                            "Version",
                            "Statement",
                            "Effect",
                            "Principal",
                            "Action",
                            "Condition",
                            "gitlab.com:aud",
                        ),
                    ),
                    tie("json"),
                    { maxKeys: 4 },
                ),
            ),
        }));
        fc.assert(
            fc.property(json, (document) => {
                for (const value of [
                    document,
                    JSON.stringify(document),
                    { Version: "2012-10-17", Statement: document },
                ]) {
                    assert.ok(Array.isArray(analyzeTrustPolicy(readTrustDocument(value)).findings));
                    assert.ok(Array.isArray(describeAccess(readTrustDocument(value))));
                }
            }),
            { numRuns: propertyRuns(500) },
        );
    });

    it("comes where one value of a policy is anything", () => {
        fc.assert(
            fc.property(randomPolicy, fc.string({ unit: "binary" }), fc.nat(), (document, value, at) => {
                const statement = document.Statement[at % document.Statement.length];
                assert.ok(statement !== undefined);
                const changed = {
                    ...statement,
                    Condition: {
                        StringLike: { "gitlab.com:sub": value, [`${value}:sub`]: value },
                        [value]: value,
                    },
                };
                analyzeTrustPolicy(readTrustDocument({ ...document, Statement: changed }));
                describeAccess(
                    readTrustDocument({
                        ...document,
                        Statement: { ...changed, Condition: { StringLike: { "gitlab.com:sub": value } } },
                    }),
                );
                assert.equal(typeof explainSubject(value), "string");
            }),
            { numRuns: propertyRuns(500) },
        );
    });
});

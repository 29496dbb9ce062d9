import assert from "node:assert/strict";
import fc from "fast-check";
import { describeAccess } from "../../../trust/access/describeAccess";
import { explainSubject } from "../../../trust/access/explainSubject";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import type { Finding } from "../../../trust/finding";
import { analyzeTrustPolicy } from "../../../trust/verdict/analyzeTrustPolicy";
import { propertyRuns } from "../../propertyRuns";
import { randomSubject } from "../pattern/randomSubjects";
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
                    fc.pre(sub !== subject && evaluate(readTrustDocument(document), tokenOf(sub)).allowed);
                    const { findings } = analyzeTrustPolicy(document);
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
                const { findings } = analyzeTrustPolicy(document);
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

    it("gives witnesses that really get in, where the audience is theirs", () => {
        fc.assert(
            fc.property(randomPolicy, (document) => {
                const [first] = document.Statement;
                fc.pre(
                    first !== undefined &&
                        document.Statement.length === 1 &&
                        first.Effect === "Allow" &&
                        first.Action !== "sts:AssumeRole",
                );
                const keys = Object.values(first.Condition).flatMap((block) => Object.keys(block));
                fc.pre(keys.every((key) => key.toLowerCase() === "gitlab.com:sub"));
                const { findings } = analyzeTrustPolicy(document);
                // A statement that demands the absence of its subject lets nobody in, whatever else is wrong with it.
                fc.pre(findings.every(({ code }) => code !== "null-demands-absence"));
                for (const { witness, code } of findings) {
                    // Of an exclusion alone any stranger is the witness, whether or not it names just that one.
                    if (witness === undefined || code === "subject-only-excluded") continue;
                    assert.ok(
                        evaluate(readTrustDocument(document), tokenOf(witness)).allowed,
                        `${code}: ${witness}`,
                    );
                }
            }),
            { numRuns: propertyRuns(300), maxSkipsPerRun: 1000 },
        );
    });

    it("is sorted, says each thing once, and is the same for the text and the object", () => {
        fc.assert(
            fc.property(randomPolicy, (document) => {
                const { findings } = analyzeTrustPolicy(document);
                const places = findings.map(({ path, code }) => `${path}\n${code}`);
                assert.equal(new Set(places).size, places.length);
                const keys = findings.map(({ path, code }) => [path, code] as const);
                const sorted = [...keys].sort(([a, c], [b, d]) =>
                    a < b ? -1 : a > b ? 1 : c < d ? -1 : c > d ? 1 : 0,
                );
                assert.deepEqual(keys, sorted);
                assert.deepEqual(analyzeTrustPolicy(JSON.stringify(document)), analyzeTrustPolicy(document));
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
                    assert.ok(Array.isArray(analyzeTrustPolicy(value).findings));
                    assert.ok(Array.isArray(describeAccess(value)));
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
                analyzeTrustPolicy({ ...document, Statement: changed });
                describeAccess({
                    ...document,
                    Statement: { ...changed, Condition: { StringLike: { "gitlab.com:sub": value } } },
                });
                assert.equal(typeof explainSubject(value), "string");
            }),
            { numRuns: propertyRuns(500) },
        );
    });
});

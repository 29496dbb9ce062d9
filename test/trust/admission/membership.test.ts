import assert from "node:assert/strict";
import fc from "fast-check";
import { admissionOf, type Admission, type Way } from "../../../trust/admission";
import { evaluate, type Decision } from "../../../trust/decision";
import { readTrustDocument, type TrustDocument } from "../../../trust/document";
import { propertyRuns } from "../../propertyRuns";
import { randomDocument } from "./randomDocuments";
import { randomRequest, type RandomRequest } from "./randomTokens";

const accountId = "123456789012";

/** A document that IAM takes, with tokens. */
const documentsAndRequests = randomDocument.chain((raw) =>
    fc.record({
        raw: fc.constant(raw),
        requests: fc.array(randomRequest(raw), { minLength: 6, maxLength: 6 }),
    }),
);

function decide(
    document: TrustDocument,
    { claims, request }: Pick<RandomRequest, "claims" | "request">,
): Decision {
    return evaluate(document, claims, undefined, { accountId, keys: request });
}

/** Whether a token gets in for certain; whether the list of audiences is taken is another question. */
function isCertain({ allowed, unchecked }: Decision): boolean {
    return allowed && unchecked.every(({ kind }) => kind === "audience-list");
}

/** The requests that an issuer's tokens can make, as the admission understands the issuer. */
function inSpace(admission: Admission, { issuer }: RandomRequest): boolean {
    return admission.isGitlab(issuer) === issuer.startsWith("gitlab.");
}

function waysInto(admission: Admission, { issuer }: RandomRequest): Way[] {
    return admission.ways.filter((way) => way.issuer === issuer);
}

describe("who gets in", function () {
    // Ten thousand runs of the nightly mode take their time on a busy machine.
    this.timeout(1_800_000);

    it("is decided for each token as AWS decides it", () => {
        const seen = { allowed: 0, denied: 0, uncertain: 0 };
        fc.assert(
            fc.property(documentsAndRequests, ({ raw, requests }) => {
                const document = readTrustDocument(raw);
                fc.pre(document.refusal === undefined);
                const admission = admissionOf(document, { accountId });
                const hasRelations = JSON.stringify(raw).includes("${");
                for (const each of requests) {
                    if (!inSpace(admission, each)) continue;
                    const decision = decide(document, each);
                    // One issuer that no document names stands for all of them.
                    if (!admission.byIssuer.has(each.issuer) && decision.allowed) {
                        assert.ok(admission.byIssuer.has(admission.strangeIssuer ?? ""));
                        continue;
                    }
                    const truths = waysInto(admission, each).map((way) => way.contains(each));
                    const why = (): string =>
                        `${JSON.stringify(each)} ${String(truths)} ${decision.outcome} ${decision.reason}`;
                    seen[decision.outcome]++;
                    if (truths.includes(true)) assert.ok(isCertain(decision), why());
                    if (decision.allowed)
                        assert.ok(
                            truths.some((truth) => truth !== false),
                            why(),
                        );
                    // A variable relates two keys, which a box of one dimension a key does not.
                    if (hasRelations) continue;
                    if (isCertain(decision)) assert.ok(truths.includes(true), why());
                    if (!decision.allowed)
                        assert.ok(
                            truths.every((truth) => truth === false),
                            why(),
                        );
                }
            }),
            { numRuns: propertyRuns(400), maxSkipsPerRun: 1000 },
        );
        // A generator that finds no way in proves nothing.
        assert.ok(Math.min(...Object.values(seen)) > 30, JSON.stringify(seen));
    });

    it("is shown by tokens that get in", () => {
        let certain = 0;
        fc.assert(
            fc.property(randomDocument, (raw) => {
                const document = readTrustDocument(raw);
                fc.pre(document.refusal === undefined);
                for (const way of admissionOf(document, { accountId }).ways) {
                    const found = way.example;
                    if (found?.witness === undefined) continue;
                    const { claims, request } = found.witness;
                    const decision = evaluate(document, claims, undefined, { accountId, keys: request });
                    const why = (): string =>
                        `${JSON.stringify(found)} ${decision.outcome} ${decision.reason}`;
                    assert.ok(decision.allowed, why());
                    if (found.isCertain) assert.ok(isCertain(decision), why());
                    assert.notEqual(way.contains(found.witness), false, why());
                    if (found.isCertain) certain++;
                }
            }),
            { numRuns: propertyRuns(400), maxSkipsPerRun: 1000 },
        );
        assert.ok(certain > 50);
    });

    it("is nobody only where no token gets in", () => {
        fc.assert(
            fc.property(documentsAndRequests, ({ raw, requests }) => {
                const document = readTrustDocument(raw);
                fc.pre(document.refusal === undefined);
                const admission = admissionOf(document, { accountId });
                for (const each of requests) {
                    if (!inSpace(admission, each)) continue;
                    for (const way of waysInto(admission, each)) {
                        if (way.contains(each) === false) continue;
                        const isList = Array.isArray(each.claims["aud"]);
                        const found = isList ? way.find({ lists: true }) : way.example;
                        assert.ok(found !== undefined, JSON.stringify(each));
                        if (way.contains(each) === true && found.witness === undefined)
                            assert.fail(`nothing shows ${JSON.stringify(each)}`);
                    }
                }
            }),
            { numRuns: propertyRuns(400), maxSkipsPerRun: 1000 },
        );
    });

    const operators = [
        ...["", "ForAnyValue:", "ForAllValues:"].flatMap((qualifier) =>
            [
                "StringEquals",
                "StringNotEquals",
                "StringLike",
                "StringNotLike",
                "StringEqualsIgnoreCase",
            ].flatMap((operator) => [qualifier + operator, `${qualifier}${operator}IfExists`]),
        ),
        "Null",
        "Bool",
    ];
    const compared: [key: string, values: string[], claims: unknown[]][] = [
        ["aud", ["x", "Y?"], ["x", "X", "y1", "Y1", "z", ["x"], ["x", "z"], ["x", "Y?"], ["z", "w"]]],
        ["project_id", ["42", "4?"], ["42", "43", "51"]],
        ["user_access_level", ["owner"], [undefined, "owner", "guest"]],
        ["ref_protected", ["true"], ["true", "false"]],
        ["ref_protected", ["TRUE", "false"], ["true", "false"]],
        ["ref_protected", ["maybe"], ["true", "false"]],
        ["user_login", ["\u00e9", "${gitlab.com:user_login}", "${gitlab.com:nothing, 'd'}"], ["e", "d"]],
        ["new_key", ["v"], [undefined, "v", "w"]],
        ["ref", ["main"], ["main"]],
    ];
    for (const operator of operators) {
        it(`is decided as AWS decides it under ${operator}`, () => {
            const values = operator === "Null" ? ["true", "false"] : [undefined];
            for (const [key, texts, claims] of compared) {
                for (const value of values) {
                    const condition = { [operator]: { [`gitlab.com:${key}`]: value ?? texts } };
                    const document = readTrustDocument({
                        Version: "2012-10-17",
                        Statement: [
                            {
                                Effect: "Allow",
                                Principal: {
                                    Federated: `arn:aws:iam::${accountId}:oidc-provider/gitlab.com`,
                                },
                                Action: "sts:AssumeRoleWithWebIdentity",
                                Condition: condition,
                            },
                        ],
                    });
                    const context = { accountId, additionalConditionKeys: ["new_key"] };
                    const admission = admissionOf(document, context);
                    for (const claim of claims) {
                        const token = {
                            iss: "https://gitlab.com",
                            aud: "x",
                            sub: "project_path:a/p:ref_type:branch:ref:main",
                            ...{
                                project_id: "42",
                                namespace_id: "7",
                                user_login: "d",
                                ref_protected: "true",
                            },
                            ...(claim !== undefined && { [key]: claim }),
                        };
                        const decision = evaluate(document, token, undefined, context);
                        const truths = admission.ways.map((way) =>
                            way.contains({ claims: token, request: {} }),
                        );
                        const why = `${JSON.stringify(condition)} ${JSON.stringify(claim)} ${String(truths)}`;
                        if (isCertain(decision)) assert.deepEqual(truths, [true], why);
                        else if (!decision.allowed && !why.includes("${"))
                            assert.deepEqual(truths, [false], why);
                        if (truths.includes(true)) assert.ok(isCertain(decision), why);
                        if (decision.allowed)
                            assert.ok(
                                truths.some((truth) => truth !== false),
                                why,
                            );
                    }
                    for (const way of admission.ways) {
                        const found = way.find({ lists: true });
                        if (found?.witness === undefined) continue;
                        const decision = evaluate(document, found.witness.claims, undefined, context);
                        assert.ok(decision.allowed, `${JSON.stringify(condition)} ${JSON.stringify(found)}`);
                        if (found.isCertain) assert.ok(isCertain(decision), JSON.stringify(condition));
                    }
                }
            }
        });
    }

    it("is no token of another statement where exclusions are too expensive to be followed", () => {
        const federated = { Federated: `arn:aws:iam::${accountId}:oidc-provider/gitlab.com` };
        const statement = { Effect: "Allow", Principal: federated, Action: "sts:AssumeRoleWithWebIdentity" };
        const excluded = [
            "project_path:*",
            "*:ref:*",
            ...[..."abcdefgh"].map((one) => `*${one}${"?".repeat(40)}*`),
        ];
        const document = readTrustDocument({
            Version: "2012-10-17",
            Statement: [
                statement,
                { ...statement, Condition: { StringNotLike: { "gitlab.com:sub": excluded } } },
            ],
        });
        for (const way of admissionOf(document, { accountId }).ways) {
            const witness = way.example?.witness;
            if (witness !== undefined) assert.notEqual(way.contains(witness), false);
        }
    });
});

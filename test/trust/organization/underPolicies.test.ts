import assert from "node:assert/strict";
import fc from "fast-check";
import { admissionOf } from "../../../trust/admission";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import { readOrganizationPolicy, underPolicies, type RoleFacts } from "../../../trust/organization";
import { propertyRuns } from "../../propertyRuns";
import { randomDocument } from "../admission/randomDocuments";
import { randomRequest } from "../admission/randomTokens";
import { samples, tokens } from "./awsSamples";

const account = "123456789012";
const facts: RoleFacts = { arn: `arn:aws:iam::${account}:role/ci/deploy`, tags: {} };

const openTo = (...issuers: string[]) =>
    readTrustDocument({
        Version: "2012-10-17",
        Statement: issuers.map((issuer) => ({
            Effect: "Allow",
            Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
            Action: "sts:AssumeRoleWithWebIdentity",
        })),
    });

const everyProvider = openTo("gitlab.com", "gitlab.example.com", "token.actions.githubusercontent.com");

const policyOf = (statement: Record<string, unknown>, name = "rcp.json") =>
    readOrganizationPolicy(name, { Version: "2012-10-17", Statement: [statement] });

describe("AWS's samples of resource control policies", () => {
    for (const { title, statement, denied } of samples) {
        it(`${title}: who is denied, in both forms of subject`, () => {
            const document = underPolicies(everyProvider, [policyOf(statement)], facts);
            const outcomes = Object.entries(tokens).map(([name, claims]) => {
                const { outcome } = evaluate(document, claims);
                assert.notEqual(outcome, "uncertain", name);
                return [name, outcome === "denied"];
            });
            assert.deepEqual(Object.fromEntries(outcomes), denied);
        });
    }
});

describe("a trust policy under an organization's policies", () => {
    const deny = { Effect: "Deny", Action: "sts:AssumeRoleWithWebIdentity" };
    const everybody = { ...deny, Principal: "*" };
    const strangers = { ...everybody, Resource: "*" };

    it("names the policy in every place of a Deny", () => {
        const decision = evaluate(
            underPolicies(everyProvider, [policyOf(strangers)], facts),
            tokens.ownByPath,
        );
        assert.equal(decision.outcome, "denied");
        const [denied] = decision.statements.filter(({ effect }) => effect === "Deny");
        assert.equal(denied?.path, "rcp.json: Statement[0]");
    });

    it("changes nothing by a service control policy, and by one that AWS refuses", () => {
        for (const policy of [
            policyOf({ ...deny, Resource: "*" }),
            policyOf({ ...strangers, Effect: "Allow" }),
        ])
            assert.equal(underPolicies(everyProvider, [policy], facts), everyProvider);
    });

    const resources: [title: string, element: Record<string, unknown>, facts: RoleFacts, outcome: string][] =
        [
            ["the role itself", { Resource: facts.arn }, facts, "denied"],
            ["roles below a path", { Resource: "arn:aws:iam::*:role/ci/*" }, facts, "denied"],
            ["other roles", { Resource: "arn:aws:iam::*:role/other/*" }, facts, "allowed"],
            ["another service", { Resource: "arn:aws:s3:::*" }, facts, "allowed"],
            ["all but the role", { NotResource: facts.arn }, facts, "allowed"],
            ["all but others", { NotResource: "arn:aws:iam::*:role/other/*" }, facts, "denied"],
            ["some roles, where the role's ARN is unknown", { Resource: facts.arn }, {}, "uncertain"],
            ["all roles, where it is unknown", { Resource: "*" }, {}, "denied"],
        ];
    for (const [title, element, known, outcome] of resources) {
        it(`counts a Deny about ${title} as ${outcome}`, () => {
            const document = underPolicies(everyProvider, [policyOf({ ...everybody, ...element })], known);
            assert.equal(evaluate(document, tokens.ownByPath).outcome, outcome);
        });
    }

    it("leaves a condition on the role's tags open where they are unknown", () => {
        const policy = policyOf({
            ...strangers,
            Condition: { StringNotEquals: { "aws:ResourceTag/team": "platform" } },
        });
        const outcomeFor = (known: RoleFacts) =>
            evaluate(underPolicies(everyProvider, [policy], known), tokens.ownByPath).outcome;
        assert.equal(outcomeFor({}), "uncertain");
        assert.equal(outcomeFor({ tags: {} }), "denied");
        assert.equal(outcomeFor({ tags: { team: "platform" } }), "allowed");
    });

    it("keeps what an old trust policy means, in which ${…} is plain text", () => {
        const subject = "project_path:acme/web:ref_type:branch:ref:${gitlab.com:sub}";
        const old = readTrustDocument({
            Version: "2008-10-17",
            Statement: {
                Effect: "Allow",
                Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/gitlab.com` },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: { StringEquals: { "gitlab.com:sub": subject } },
            },
        });
        const deny = policyOf({
            ...strangers,
            Condition: { StringEquals: { "gitlab.com:project_id": "1" } },
        });
        const document = underPolicies(old, [deny], facts);
        const token = { iss: "https://gitlab.com", aud: "https://gitlab.com", project_id: "2" };
        assert.equal(evaluate(document, { ...token, sub: subject }).outcome, "allowed");
        assert.equal(evaluate(document, { ...token, sub: "project_path:x/y" }).outcome, "denied");
    });

    // The policy's Allow becomes the Deny of an organization: whoever it lets in is denied, and nobody else.
    it("denies exactly whom its Denies describe, for any document and any token", () => {
        fc.assert(
            fc.property(
                fc
                    .tuple(randomDocument, randomDocument)
                    .chain(([trust, other]) =>
                        fc.tuple(fc.constant(trust), fc.constant(other), randomRequest(other)),
                    ),
                ([trust, other, { claims: issued, request }]) => {
                    // A list of audiences is a doubt of its own, and session tags ask for more than one action.
                    const plain = Object.entries(issued).filter(([name]) => !name.startsWith("https:"));
                    const claims = { ...Object.fromEntries(plain), aud: [issued["aud"]].flat()[0] };
                    const role = readTrustDocument(trust);
                    const statements = readTrustDocument(other).statements.map(({ raw }) => ({
                        Effect: "Deny",
                        Principal: "*",
                        Action: "sts:AssumeRoleWithWebIdentity",
                        Resource: "*",
                        ...(raw["Condition"] === undefined ? {} : { Condition: raw["Condition"] }),
                    }));
                    const policy = readOrganizationPolicy("rcp", {
                        Version: "2012-10-17",
                        Statement: statements,
                    });
                    fc.pre(policy.mistakes.length === 0 && role.refusal === undefined);
                    const keys = { keys: request };
                    const by = (document: typeof role) => evaluate(document, claims, undefined, keys).outcome;
                    const denied = policy.document.statements.map((each) =>
                        by({
                            ...policy.document,
                            statements: [{ ...each, effect: "Allow", partlyUnknown: [] }],
                        }),
                    );
                    const under = by(underPolicies(role, [policy]));
                    if (by(role) === "denied" || denied.includes("allowed")) assert.equal(under, "denied");
                    else if (denied.every((each) => each === "denied")) assert.equal(under, by(role));
                    else assert.equal(under, "uncertain");
                },
            ),
            { numRuns: propertyRuns(300) },
        );
    });

    it("admits nobody whom the trust policy alone does not admit", () => {
        const policy = policyOf(samples[0]?.statement ?? {});
        const plain = admissionOf(openTo("gitlab.com"));
        const under = admissionOf(underPolicies(openTo("gitlab.com"), [policy], facts));
        assert.deepEqual(under.minus(plain), []);
        assert.equal(plain.minus(under).length, 1);
    });
});

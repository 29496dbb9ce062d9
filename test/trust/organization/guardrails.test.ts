import assert from "node:assert/strict";
import fc from "fast-check";
import { admissionOf } from "../../../trust/admission";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import {
    guardrailDocuments,
    readOrganizationPolicy,
    underPolicies,
    type Guardrail,
    type RoleFacts,
} from "../../../trust/organization";
import { propertyRuns } from "../../propertyRuns";
import { belongs, describedIssuer, gitlabIssuers, tokenNear } from "./guardrailArbitraries";

const account = "123456789012";

/** A role that accepts every token of any provider. */
const openRole = readTrustDocument({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRoleWithWebIdentity" }],
});

function policiesOf(guardrail: Guardrail) {
    const { resourceControl, tooLong } = guardrailDocuments(guardrail);
    assert.deepEqual(tooLong, []);
    return resourceControl.map((text, index) => {
        const policy = readOrganizationPolicy(`guardrail-${String(index)}`, text);
        assert.equal(policy.kind, "resource-control");
        assert.deepEqual(policy.mistakes, []);
        return policy;
    });
}

function denies(guardrail: Guardrail, claims: unknown, facts: RoleFacts = { accountId: account, tags: {} }) {
    const { outcome } = evaluate(underPolicies(openRole, policiesOf(guardrail), facts), claims);
    assert.notEqual(outcome, "uncertain");
    return outcome === "denied";
}

describe("the guardrail's documents", () => {
    for (const url of gitlabIssuers) {
        it(`deny exactly the tokens of ${url} outside their description`, () => {
            fc.assert(
                fc.property(
                    describedIssuer(url).chain((issuer) =>
                        fc.tuple(fc.constant(issuer), tokenNear(issuer), fc.boolean()),
                    ),
                    ([issuer, claims, denyOtherIssuers]) => {
                        const denied = denies({ issuers: [issuer], denyOtherIssuers }, claims);
                        assert.equal(denied, !belongs(claims, issuer));
                    },
                ),
                { numRuns: propertyRuns(400) },
            );
        });
    }

    it("deny the same tokens when their lists need several documents", () => {
        fc.assert(
            fc.property(
                fc
                    .constantFrom(...gitlabIssuers)
                    .chain((url) => describedIssuer(url, true))
                    .chain((issuer) =>
                        fc.tuple(
                            fc.constant(issuer),
                            fc.array(tokenNear(issuer), { minLength: 10, maxLength: 10 }),
                        ),
                    ),
                ([issuer, tokens]) => {
                    const policies = policiesOf({ issuers: [issuer], denyOtherIssuers: false });
                    const document = underPolicies(openRole, policies);
                    for (const claims of tokens) {
                        const denied = evaluate(document, claims).outcome === "denied";
                        assert.equal(denied, !belongs(claims, issuer), JSON.stringify(claims));
                    }
                },
            ),
            { numRuns: propertyRuns(25) },
        );
    });

    it("need several documents for a list that is longer than one, each within AWS's limit", () => {
        const projects = Array.from(
            { length: 150 },
            (_, at) => `acme/team-${String(at % 7)}/project-${String(at)}`,
        );
        const { resourceControl, tooLong } = guardrailDocuments({
            issuers: [{ url: "https://gitlab.com", projects, projectIds: ["42"] }],
            denyOtherIssuers: false,
        });
        assert.deepEqual(tooLong, []);
        assert.ok(resourceControl.length > 1, String(resourceControl.length));
        for (const text of resourceControl) assert.ok(text.length <= 5120, String(text.length));
    });

    it("split a list of projects of which some begin others", () => {
        const projects = [
            "acme/web",
            ...Array.from({ length: 150 }, (_, at) => `acme/web-${String(at)}-of-the-shop`),
        ];
        const issuer = { url: "https://gitlab.com", projects };
        const guardrail = { issuers: [issuer], denyOtherIssuers: false };
        const tokenOf = (path: string) => ({
            iss: issuer.url,
            aud: issuer.url,
            sub: `project_path:${path}:ref_type:branch:ref:main`,
            project_id: "1",
            namespace_id: "2",
        });
        for (const path of projects) assert.equal(denies(guardrail, tokenOf(path)), false, path);
        for (const path of ["acme/web-1", "acme/web2", "acme/we", "acme/web-1-of-the-shop-2"])
            assert.equal(denies(guardrail, tokenOf(path)), true, path);
    });

    it("name the issuer whose fixed lists alone are longer than a document", () => {
        const ids = Array.from({ length: 900 }, (_, at) => String(10_000_000 + at * 7919));
        const { tooLong } = guardrailDocuments({
            issuers: [{ url: "https://gitlab.com", projectIds: ids, namespaceIds: ids }],
            denyOtherIssuers: false,
        });
        assert.deepEqual(tooLong, ["https://gitlab.com"]);
    });

    it("leave other issuers alone, or deny each that is not listed", () => {
        const issuers = [
            { url: "https://gitlab.com", groups: ["acme"], projectIds: ["42"] },
            { url: "https://oidc.eks.eu-north-1.amazonaws.com/id/ABC" },
        ];
        const tokens: [iss: string, denied: boolean][] = [
            ["https://token.actions.githubusercontent.com", true],
            ["https://gitlab.example.com", true],
            ["https://oidc.eks.eu-north-1.amazonaws.com/id/ABC", false],
        ];
        for (const [iss, denied] of tokens) {
            const claims = {
                iss,
                aud: "sts.amazonaws.com",
                sub: "project_path:acme/web:ref_type:branch:ref:main",
            };
            assert.equal(denies({ issuers, denyOtherIssuers: true }, claims), denied, iss);
            assert.equal(denies({ issuers, denyOtherIssuers: false }, claims), false, iss);
        }
    });

    it("except accounts, and roles with a tag", () => {
        const guardrail: Guardrail = {
            issuers: [{ url: "https://gitlab.com", groups: ["acme"] }],
            denyOtherIssuers: true,
            exceptions: {
                accountIds: ["111111111111", "222222222222"],
                roleTag: { key: "guardrail", value: "exempt" },
            },
        };
        const stranger = {
            iss: "https://gitlab.com",
            aud: "https://gitlab.com",
            sub: "project_path:stranger/web:ref_type:branch:ref:main",
        };
        const facts: [facts: RoleFacts, denied: boolean][] = [
            [{ accountId: account, tags: {} }, true],
            [{ accountId: account, tags: { guardrail: "no" } }, true],
            [{ accountId: "222222222222", tags: {} }, false],
            // Names of tags ignore letter case, values do not.
            [{ accountId: account, tags: { Guardrail: "exempt" } }, false],
            [{ accountId: account, tags: { guardrail: "Exempt" } }, true],
        ];
        for (const [fact, denied] of facts) assert.equal(denies(guardrail, stranger, fact), denied);
    });

    it("keep exactly the description of an open role, by the sets of tokens", () => {
        const [policy] = policiesOf({
            issuers: [{ url: "https://gitlab.com", groups: ["acme"], projectIds: ["42"] }],
            denyOtherIssuers: false,
        });
        assert.ok(policy);
        const trust = {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/gitlab.com` },
                    Action: "sts:AssumeRoleWithWebIdentity",
                },
            ],
        };
        const described = readTrustDocument({
            ...trust,
            Statement: trust.Statement.flatMap((each) => [
                { ...each, Condition: { StringLike: { "gitlab.com:sub": "project_path:acme/*" } } },
                { ...each, Condition: { StringEquals: { "gitlab.com:project_id": "42" } } },
            ]),
        });
        const under = admissionOf(underPolicies(readTrustDocument(trust), [policy]));
        assert.deepEqual(under.minus(admissionOf(described)), []);
        assert.deepEqual(admissionOf(described).minus(under), []);
    });

    it("protect providers, the mirror and the way out of the guardrail in a service control policy", () => {
        const { serviceControl } = guardrailDocuments({
            issuers: [{ url: "https://gitlab.com", groups: ["acme"] }],
            denyOtherIssuers: false,
            exceptions: { roleTag: { key: "guardrail", value: "exempt" } },
            protect: { principalArns: ["arn:aws:iam::*:role/platform"], bucketNames: ["acme-gitlab-oidc"] },
        });
        assert.equal(serviceControl.length, 1);
        const policy = readOrganizationPolicy("scp", serviceControl[0]);
        assert.equal(policy.kind, "service-control");
        assert.deepEqual(policy.mistakes, []);
        const named = policy.document.statements.map(({ sid, effect }) => [sid, effect]);
        assert.deepEqual(named, [
            ["Providers", "Deny"],
            ["ExceptionTag", "Deny"],
            ["ExceptedRoles", "Deny"],
            ["Mirror", "Deny"],
        ]);
        for (const { conditions } of policy.document.statements)
            assert.ok(
                conditions.some(
                    ({ operatorText, keyName, values: [only] }) =>
                        operatorText === "ArnNotLike" &&
                        keyName === "aws:principalarn" &&
                        only?.text === "arn:aws:iam::*:role/platform",
                ),
            );
        const bucket = policy.document.statements.at(-1)?.resources?.map(({ text }) => text);
        assert.deepEqual(bucket, ["arn:*:s3:::acme-gitlab-oidc", "arn:*:s3:::acme-gitlab-oidc/*"]);
    });
});

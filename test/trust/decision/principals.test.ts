import assert from "node:assert/strict";
import { assumeRoleWithWebIdentity, principalReach, statementCoversAction } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import { policy, statement } from "./specimens";

const arn = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";
const saml = "arn:aws:iam::123456789012:saml-provider/idp";
const nobody = {
    anyone: false,
    federated: [],
    saml: [],
    aws: [],
    services: [],
    canonicalUsers: [],
    isGuess: false,
    unreadable: [],
};
const all = { federated: "all", saml: "all", aws: "all", services: "all", canonicalUsers: "all" };

function read(more: object) {
    const document: unknown = JSON.parse(JSON.stringify(policy(statement({}, { ...more }))));
    const [first] = readTrustDocument(document).statements;
    assert.ok(first);
    return first;
}

describe("whom a statement is about", () => {
    const cases: [what: string, elements: object, reach: object][] = [
        ["one provider", {}, { ...nobody, federated: ["gitlab.com"] }],
        ["everybody", { Principal: "*" }, { ...nobody, ...all, anyone: true }],
        ["everybody of AWS", { Principal: { AWS: ["1", "*"] } }, { ...nobody, ...all, anyone: true }],
        [
            "every provider, which is a guess",
            { Principal: { Federated: "*" } },
            { ...nobody, federated: "all", saml: "all", isGuess: true },
        ],
        [
            "several kinds",
            {
                Principal: {
                    Federated: [arn, arn, saml, "accounts.google.com"],
                    AWS: "123456789012",
                    Service: "ec2.amazonaws.com",
                    CanonicalUser: "c",
                },
            },
            {
                ...nobody,
                federated: ["gitlab.com", "accounts.google.com"],
                saml: [saml],
                aws: ["123456789012"],
                services: ["ec2.amazonaws.com"],
                canonicalUsers: ["c"],
            },
        ],
        [
            "everybody but a provider",
            { Principal: undefined, NotPrincipal: { Federated: arn } },
            { ...nobody, ...all, anyone: true, federated: { allBut: ["gitlab.com"] } },
        ],
        [
            "a guess beside a provider",
            { Principal: { Federated: [arn, "*"] } },
            { ...nobody, federated: "all", saml: "all", isGuess: true },
        ],
        ["a service that is no service", { Principal: { Service: "*" } }, nobody],
        ["everybody but everybody", { Principal: undefined, NotPrincipal: { AWS: "*" } }, nobody],
    ];
    for (const [what, elements, reach] of cases) {
        it(what, () => {
            assert.deepEqual(principalReach(read(elements)), reach);
        });
    }

    it("lists what names no provider", () => {
        const { federated, unreadable } = principalReach(read({ Principal: { Federated: "gitlab.com" } }));
        assert.deepEqual(federated, []);
        assert.deepEqual(
            unreadable.map(({ text }) => text),
            ["gitlab.com"],
        );
    });

    it("is a guess where a principal is not known yet", () => {
        const unknown = (document: object, path: string): boolean => {
            const [first] = readTrustDocument(document, { unknownPaths: [path] }).statements;
            assert.ok(first);
            return principalReach(first).isGuess;
        };
        const without = policy({ ...statement({}), Principal: {} });
        assert.equal(unknown(without, "Statement[0].Principal.Federated"), true);
        assert.equal(
            unknown(policy({ ...statement({}), Principal: undefined }), "Statement[0].Principal"),
            true,
        );
        const condition = { StringEquals: { "x.principal": [undefined] } };
        assert.equal(
            unknown(policy(statement(condition)), 'Statement[0].Condition.StringEquals["x.principal"][0]'),
            false,
        );
    });
});

describe("whether a statement is about an action", () => {
    const cases: [elements: object, covers: boolean][] = [
        [{ Action: "sts:AssumeRoleWithWebIdentity" }, true],
        [{ Action: "STS:assumerolewithWEBidentity" }, true],
        [{ Action: ["sts:TagSession", "sts:AssumeRole*"] }, true],
        [{ Action: "sts:*" }, true],
        [{ Action: "*" }, true],
        [{ Action: "sts:AssumeRoleWithWebIdentit?" }, true],
        [{ Action: "sts:AssumeRole" }, false],
        [{ Action: "sts:AssumeRoleWith????" }, false],
        [{ Action: undefined, NotAction: "sts:AssumeRole" }, true],
        [{ Action: undefined, NotAction: ["iam:*", "sts:assume*"] }, false],
    ];
    for (const [elements, covers] of cases) {
        it(`${JSON.stringify(elements)}: ${covers ? "yes" : "no"}`, () => {
            assert.equal(statementCoversAction(read(elements), assumeRoleWithWebIdentity), covers);
        });
    }
});

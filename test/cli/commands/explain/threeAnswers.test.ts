import assert from "node:assert/strict";
import { explainText } from "../../../../cli/commands/explain/explainText";
import { marked } from "../../../../cli/commands/explain/whiteSpace";
import { policy, statement } from "../../../trust/decision/specimens";
import { explained, guarded, main, onBranch } from "./explainedSituation";

const plain = { style: (_: unknown, text: string) => text, width: 120 };
const now = 1_999_999_000;
const trust = policy(statement(guarded));

describe("explain: yes, no, and yes if", () => {
    const cases: [
        what: string,
        document: object,
        changed: Record<string, unknown>,
        outcome: string,
        kinds: string[],
    ][] = [
        ["a job that fits", trust, {}, "allowed", []],
        ["another branch", trust, onBranch("x"), "denied", []],
        [
            "an address",
            policy(statement({ ...guarded, IpAddress: { "aws:SourceIp": "192.0.2.0/24" } })),
            {},
            "uncertain",
            ["request-key"],
        ],
        ["a list as audience", trust, { aud: ["https://gitlab.com"] }, "uncertain", ["audience-list"]],
        ["not valid yet", trust, { nbf: now + 60 }, "uncertain", ["not-before"]],
        ["issued in the future", trust, { iat: now + 60 }, "uncertain", ["issued-at"]],
        ["no expiry", trust, { exp: undefined }, "uncertain", ["expiry"]],
        ["an expiry that is a text", trust, { exp: "soon" }, "uncertain", ["expiry"]],
        ["expired a minute ago", trust, { exp: now - 60 }, "uncertain", ["expiry-tolerance"]],
        [
            "a principal that is a guess",
            policy(statement(guarded, { Principal: { Federated: "*" } })),
            {},
            "uncertain",
            ["guessed-principal"],
        ],
    ];
    for (const [what, document, changed, outcome, kinds] of cases) {
        it(`${what}: ${outcome}`, () => {
            const explanation = explained(document, changed, {}, now);
            assert.deepEqual(
                [explanation.outcome, explanation.unchecked.map(({ kind }) => kind)],
                [outcome, kinds],
            );
            const text = explainText(explanation, plain);
            for (const { path } of explanation.unchecked) assert.ok(text.includes(path), path);
        });
    }

    it("names the nearest way of the role", () => {
        const near = main.replace("main", "production");
        const conditions = { StringEquals: { "gitlab.com:sub": [main.replace("g/p", "h/q"), near] } };
        const { nearest } = explained(policy(statement(conditions)), onBranch("x"));
        assert.equal(nearest?.subject, near);
        assert.match(nearest.path, /\[1\]$/);
    });
});

describe("explain: white space at the ends", () => {
    it("is marked", () => {
        assert.deepEqual(["a", " a", "a\t\n", "\u00a0a b", "  "].map(marked), [
            '"a"',
            '"␠a"',
            '"a␉␊"',
            '"<U+00A0>a b"',
            '"␠␠"',
        ]);
    });
    const cases: [what: string, wanted: string, changed: Record<string, unknown>, key: string][] = [
        ["of a subject in the policy", `${main} `, {}, "sub"],
        ["of an audience in the policy", " https://gitlab.com", {}, "aud"],
        ["of an audience in the token", "https://gitlab.com", { aud: "https://gitlab.com\n" }, "aud"],
    ];
    for (const [what, wanted, changed, key] of cases) {
        for (const operator of ["StringEquals", "StringLike"]) {
            it(`${what}, ${operator}: is the cause`, () => {
                const document = policy(statement({ [operator]: { [`gitlab.com:${key}`]: wanted } }));
                const { advice, adviceHolds } = explained(document, changed);
                assert.equal(advice.length, 1);
                assert.ok(adviceHolds);
                assert.match(advice[0]?.reason ?? "", /[␠␊]/);
            });
        }
    }
});

describe("explain: an account without a provider of the issuer", () => {
    it("says so, and names the URL to create one with", () => {
        const { error, advice, reason, adviceHolds } = explained(trust, {}, { hasNoProvider: true });
        assert.equal(error?.kind, "no-provider");
        assert.match(reason, /has no OIDC provider for https:\/\/gitlab\.com/);
        assert.deepEqual(advice[0]?.change, { on: "provider", url: "https://gitlab.com" });
        assert.ok(adviceHolds);
    });
});

import assert from "node:assert/strict";
import { explainText } from "../../../../cli/commands/explain/explainText";
import { explain } from "../../../../cli/commands/explain/explanation";
import { readTrustDocument } from "../../../../trust/document";
import { claims, policy, statement } from "../../../trust/decision/specimens";
import { explained, guarded, onBranch, unchecked } from "./explainedSituation";

const plain = { style: (_: unknown, text: string) => text, width: 120 };

describe("explain, of a key that only has to be there", () => {
    it("shows what the request has, not that it has none", () => {
        const document = policy(
            statement({ ...guarded, Null: { "gitlab.com:sub": "false", "gitlab.com:user_login": "true" } }),
        );
        const explanation = explained(document, {});
        const got = explanation.statements[0]?.conditions
            .filter(({ operator }) => operator === "Null")
            .map((condition) => [condition.key, condition.got]);
        assert.deepEqual(got, [
            ["gitlab.com:sub", [claims.sub]],
            ["gitlab.com:user_login", undefined],
        ]);
        assert.match(
            explainText(explanation, plain),
            /Null gitlab\.com:sub: wants "false"; the request has "/,
        );
    });
});

describe("explain, before the trust policy", () => {
    const document = policy(statement(guarded));
    const url = "https://gitlab.com";
    const now = 2_000_000_000;

    it("an expired token, and what the policy would say", () => {
        const { error, advice, statements } = explained(document, {}, {}, now + 301);
        assert.equal(error?.code, "ExpiredTokenException");
        assert.match(advice[0]?.fix ?? "", /new job/);
        assert.equal(statements[0]?.matched, true);
    });
    it("within five minutes of its end it is taken", () => {
        assert.equal(explained(document, {}, {}, now + 299).allowed, true);
        assert.equal(explained(document, {}, {}, now + 299).outcome, "uncertain");
    });
    it("a token of tomorrow, by the clock of this machine", () => {
        const text = explainText(explained(document, { nbf: now + 60 }, {}, now), plain);
        assert.match(text, /not yet {3}valid before 2033-05-18T03:34:20\.000Z: do the clocks/);
        assert.doesNotMatch(explainText(explained(document, { nbf: now - 5 }, {}, now), plain), /not yet/);
    });
    it("an audience that the provider does not register", () => {
        const { error, advice } = explained(
            document,
            { aud: "other" },
            { provider: { url, audiences: ["https://gitlab.com"] } },
        );
        assert.equal(error?.message, "Incorrect token audience");
        assert.match(advice[0]?.fix ?? "", /aud: https:\/\/gitlab.com/);
    });
    it("an issuer that ends in a slash", () => {
        const { error, advice } = explained(document, {}, { provider: { url: `${url}/` } });
        assert.match(
            error?.message ?? "",
            /^No OpenIDConnect provider found in your account for https:\/\/gitlab.com$/,
        );
        assert.match(advice[0]?.reason ?? "", /no more than a slash/);
    });
    it("a token without aud", () => {
        const rest = { iss: claims.iss, sub: claims.sub };
        const { error } = explain(
            "web",
            { document: readTrustDocument(document), claims: rest },
            unchecked,
            {},
        );
        assert.equal(error?.message, "Missing a required claim: aud");
    });
    it("a signature that does not fit", () => {
        const error = { kind: "bad-signature", code: "InvalidIdentityToken", message: "x" } as const;
        const refused = { outcome: "refused", why: "the signature does not fit", error } as const;
        const explanation = explain("web", { document: readTrustDocument(document), claims }, refused, {});
        assert.equal(explanation.allowed, false);
        assert.deepEqual(explanation.error, error);
    });
    it("a policy that cannot be read", () => {
        const { allowed, findings, advice, adviceHolds } = explained("{");
        assert.equal(allowed, false);
        assert.deepEqual([advice.length, adviceHolds], [0, false]);
        assert.ok(findings.length > 0);
    });
});

describe("explain's text", () => {
    it("ends with what the job will see", () => {
        const text = explainText(explained(policy(statement(guarded)), onBranch("feature/x")), plain);
        assert.match(text, /✓ Principal: it trusts the token's issuer/);
        assert.match(text, /✓ StringEquals gitlab.com:aud/);
        assert.match(
            text,
            /✗ StringEquals gitlab.com:sub: wants "project_path:g\/p:ref_type:branch:ref:main"/,
        );
        assert.match(text, /1\. The branch is "feature\/x"; this statement requires "main"\./);
        assert.match(
            text,
            /An error occurred \(AccessDenied\) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity$/,
        );
    });
    it("ends with the good news", () => {
        assert.match(
            explainText(explained(policy(statement(guarded))), plain),
            /This job can assume the role\.$/,
        );
    });
    it("says what it could not decide", () => {
        const conditions = { ...guarded, IpAddress: { "aws:SourceIp": "192.0.2.0/24" } };
        assert.match(explainText(explained(policy(statement(conditions))), plain), /Yes, if: [^]*SourceIp/);
    });
});

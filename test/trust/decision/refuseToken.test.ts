import assert from "node:assert/strict";
import type { DecisionProvider, DecisionRequest } from "../../../trust/decision/decision";
import { readTrustDocument } from "../../../trust/document";
import { evaluate } from "../../../trust/decision/evaluate";
import { claims, policy, statement } from "./specimens";

const open = policy(statement({}));
const provider = { url: "https://gitlab.com", audiences: ["sts.amazonaws.com", "https://gitlab.com"] };
const without = (name: string): object => ({ ...claims, [name]: undefined });

describe("what STS says of a token before it looks at the trust policy", () => {
    const refused: [
        what: string,
        claims: unknown,
        provider: DecisionProvider | undefined,
        at: number | undefined,
        error: string,
    ][] = [
        [
            "no aud",
            without("aud"),
            provider,
            undefined,
            "InvalidIdentityToken: Missing a required claim: aud",
        ],
        [
            "no sub",
            without("sub"),
            provider,
            undefined,
            "InvalidIdentityToken: Missing a required claim: sub",
        ],
        ["no claims at all", "x", provider, undefined, "InvalidIdentityToken: Missing a required claim: iss"],
        [
            "another issuer",
            { ...claims, iss: "https://gitlab.example.com" },
            provider,
            undefined,
            "InvalidIdentityToken: No OpenIDConnect provider found in your account for https://gitlab.example.com",
        ],
        [
            "a provider whose URL ends in a slash",
            claims,
            { url: "https://gitlab.com/" },
            undefined,
            "InvalidIdentityToken: No OpenIDConnect provider found in your account for https://gitlab.com",
        ],
        [
            "an issuer without https",
            { ...claims, iss: "http://gitlab.com" },
            undefined,
            undefined,
            "InvalidIdentityToken: No OpenIDConnect provider found in your account for http://gitlab.com",
        ],
        [
            "an audience with a slash at the end",
            { ...claims, aud: "https://gitlab.com/" },
            provider,
            undefined,
            "InvalidIdentityToken: Incorrect token audience",
        ],
        [
            "a provider without audiences",
            claims,
            { url: provider.url, audiences: [] },
            undefined,
            "InvalidIdentityToken: Incorrect token audience",
        ],
        [
            "an azp that is not registered",
            { ...claims, azp: "app" },
            provider,
            undefined,
            "InvalidIdentityToken: Incorrect token audience",
        ],
        [
            "expired more than five minutes ago",
            claims,
            provider,
            claims.exp + 301,
            `ExpiredTokenException: Token expired: current date/time ${claims.exp + 301} must be before the expiration date/time ${claims.exp}`,
        ],
        [
            "a token of more than 20,000 characters",
            { ...claims, groups_direct: Array.from({ length: 3000 }, () => "group/path") },
            provider,
            undefined,
            "ValidationError: 1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length less than or equal to 20000",
        ],
    ];
    for (const [what, token, known, at, error] of refused) {
        it(`${what}: ${error.slice(0, 100)}`, () => {
            const request: DecisionRequest = at === undefined ? {} : { at };
            const decision = evaluate(readTrustDocument(open), token, known, request);
            assert.equal(decision.allowed, false);
            assert.equal(`${decision.awsError?.code}: ${decision.awsError?.message}`, error);
            assert.deepEqual(decision.statements, []);
            assert.notEqual(decision.reason, "");
        });
    }

    const taken: [what: string, claims: unknown, provider: DecisionProvider | undefined, at?: number][] = [
        ["any registered audience", { ...claims, aud: "sts.amazonaws.com" }, provider],
        ["one of several audiences", { ...claims, aud: ["x", "sts.amazonaws.com"] }, provider],
        ["an azp that is registered", { ...claims, aud: "x", azp: "sts.amazonaws.com" }, provider],
        ["audiences that are not known", { ...claims, aud: "x" }, { url: provider.url }],
        ["a provider that is not known", { ...claims, aud: "x" }, undefined],
        ["five minutes after its end", claims, provider, claims.exp + 300],
    ];
    for (const [what, token, known, at] of taken) {
        it(`${what}: taken`, () => {
            assert.equal(
                evaluate(readTrustDocument(open), token, known, at === undefined ? {} : { at }).allowed,
                true,
            );
        });
    }

    it("takes 20,000 characters and no more", () => {
        const length = (token: object): number =>
            1 +
            Object.values(token).reduce<number>(
                (sum, value) => sum + 1 + (typeof value === "string" ? value.length : 0),
                0,
            );
        const padded = (more: number): object => ({
            ...claims,
            pad: "x".repeat(20_000 - length({ ...claims, pad: "" }) + more),
        });
        assert.equal(evaluate(readTrustDocument(open), padded(0)).allowed, true);
        assert.equal(evaluate(readTrustDocument(open), padded(1)).awsError?.code, "ValidationError");
    });

    it("counts values that are no texts too", () => {
        const decision = evaluate(readTrustDocument(open), {
            ...claims,
            numbers: Array.from({ length: 20_001 }, () => 1),
        });
        assert.equal(decision.awsError?.code, "ValidationError");
    });

    it("asks for more actions where a token carries session tags or a source identity", () => {
        const cases: [claim: string, value: unknown, action: string][] = [
            ["https://aws.amazon.com/tags", { principal_tags: { a: ["b"] } }, "sts:TagSession"],
            ["https://aws.amazon.com/tags/principal_tags/a", "b", "sts:TagSession"],
            ["https://aws.amazon.com/source_identity", "me", "sts:SetSourceIdentity"],
        ];
        for (const [claim, value, action] of cases) {
            const token = { ...claims, [claim]: value };
            assert.equal(
                evaluate(readTrustDocument(open), token).awsError?.message,
                `Not authorized to perform ${action}`,
            );
            const both = policy(statement({}, { Action: ["sts:AssumeRoleWithWebIdentity", action] }));
            assert.equal(evaluate(readTrustDocument(both), token).allowed, true);
        }
    });
});

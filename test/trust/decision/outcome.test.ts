import assert from "node:assert/strict";
import type { Decision, DecisionRequest } from "../../../trust/decision";
import { evaluate } from "../../../trust/decision/evaluate";
import { readTrustDocument, type ReadOptions } from "../../../trust/document";
import { claims, policy, statement } from "./specimens";

const onSub = { StringEquals: { "gitlab.com:sub": claims.sub } };
const right = policy(statement(onSub));
const at = claims.exp - 1000;

function decide(document: unknown, token: object = claims, request: DecisionRequest = {}): Decision {
    return evaluate(readTrustDocument(document), token, undefined, request);
}

/** The outcome, with what it hangs on: kind and place. */
function summary({ outcome, unchecked }: Decision): string[] {
    return [outcome, ...unchecked.map(({ kind, path }) => `${kind} ${path}`)];
}

describe("the outcome of a decision", () => {
    const tokens: [what: string, token: object, at: number | undefined, found: string[]][] = [
        ["a token in its time", { ...claims, nbf: at - 5, iat: at }, at, ["allowed"]],
        [
            "without a moment, times are not looked at",
            { ...claims, nbf: "x", exp: "x" },
            undefined,
            ["allowed"],
        ],
        ["nbf ahead", { ...claims, nbf: at + 60 }, at, ["uncertain", "not-before token.nbf"]],
        ["nbf that is not a number", { ...claims, nbf: "soon" }, at, ["uncertain", "not-before token.nbf"]],
        ["nbf that is null", { ...claims, nbf: null }, at, ["allowed"]],
        ["iat ahead", { ...claims, iat: at + 1 }, at, ["uncertain", "issued-at token.iat"]],
        ["no exp", { ...claims, exp: undefined }, at, ["uncertain", "expiry token.exp"]],
        ["exp as a text", { ...claims, exp: String(claims.exp) }, at, ["uncertain", "expiry token.exp"]],
        ["exp as a text, long over", { ...claims, exp: "1" }, at, ["uncertain", "expiry token.exp"]],
        ["exp that is no finite number", { ...claims, exp: NaN }, at, ["uncertain", "expiry token.exp"]],
        ["one second left", claims, claims.exp - 1, ["allowed"]],
        ["at its end", claims, claims.exp, ["uncertain", "expiry-tolerance token.exp"]],
        ["five minutes after", claims, claims.exp + 300, ["uncertain", "expiry-tolerance token.exp"]],
        ["later", claims, claims.exp + 301, ["denied"]],
        ["a list as aud", { ...claims, aud: ["a"] }, undefined, ["uncertain", "audience-list token.aud"]],
        ["a list as aud beside an azp", { ...claims, aud: ["a"], azp: "a" }, undefined, ["allowed"]],
        [
            "a list as aud beside azp: null",
            { ...claims, aud: ["a"], azp: null },
            undefined,
            ["uncertain", "audience-list token.aud"],
        ],
        ["a denied token with every doubt", { ...claims, sub: "x", aud: ["a"], nbf: at + 1 }, at, ["denied"]],
    ];
    for (const [what, token, moment, found] of tokens) {
        it(`${what}: ${found.join(", ")}`, () => {
            assert.deepEqual(
                summary(decide(right, token, moment === undefined ? {} : { at: moment })),
                found,
            );
        });
    }

    const ip = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
    const ipPath = 'Condition.IpAddress["aws:SourceIp"]';
    const deny = (condition: Record<string, Record<string, unknown>>, more = {}): object =>
        statement(condition, { Effect: "Deny", ...more });
    const guess = { Principal: { Federated: "*" } };
    const documents: [what: string, document: unknown, found: string[]][] = [
        [
            "a key of the request",
            policy(statement({ ...onSub, ...ip })),
            ["uncertain", `request-key Statement[0].${ipPath}`],
        ],
        [
            "a variable from the request",
            policy(statement({ StringLike: { "gitlab.com:sub": "*${aws:SourceIp}" } })),
            ["uncertain", 'request-key Statement[0].Condition.StringLike["gitlab.com:sub"]'],
        ],
        [
            "a comparison that is not documented",
            policy(statement({ NumericEquals: { "gitlab.com:project_id": "42" } })),
            [
                "uncertain",
                'undocumented-comparison Statement[0].Condition.NumericEquals["gitlab.com:project_id"]',
            ],
        ],
        [
            "Bool on a claim that says so",
            policy(statement({ Bool: { "gitlab.com:ref_protected": "true" } })),
            ["allowed"],
        ],
        [
            "Bool on a claim that says otherwise",
            policy(statement({ Bool: { "gitlab.com:ref_protected": false } })),
            ["denied"],
        ],
        [
            "a Deny by the caller's address",
            policy(statement(onSub), deny(ip)),
            ["uncertain", `request-key Statement[1].${ipPath}`],
        ],
        ["a certain Allow beside it", policy(statement({ ...onSub, ...ip }), statement(onSub)), ["allowed"]],
        [
            "an Allow whose provider is a guess",
            policy(statement(onSub, guess)),
            ["uncertain", "guessed-principal Statement[0]"],
        ],
        [
            "a Deny whose provider is a guess",
            policy(statement(onSub), deny({}, guess)),
            ["uncertain", "guessed-principal Statement[1]"],
        ],
        [
            "a Deny for everybody but a guess",
            policy(statement(onSub), deny({}, { Principal: undefined, NotPrincipal: { Federated: "*" } })),
            ["uncertain", "guessed-principal Statement[1]"],
        ],
        [
            "a Deny whose provider is a guess, and that does not apply",
            policy(statement(onSub), deny({ StringEquals: { "gitlab.com:sub": "x" } }, guess)),
            ["allowed"],
        ],
        ["a Deny for everybody", policy(statement(onSub), deny({}, { Principal: { AWS: "*" } })), ["denied"]],
        [
            "an AWS principal that reads like the provider",
            policy(
                statement(onSub, {
                    Principal: { AWS: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
                }),
            ),
            ["denied"],
        ],
        ["a document that IAM refuses", policy(statement(onSub, { Sid: "a b" })), ["denied"]],
    ];
    for (const [what, document, found] of documents) {
        it(`${what}: ${found.join(", ")}`, () => {
            const decision = decide(JSON.parse(JSON.stringify(document)));
            assert.deepEqual(summary(decision), found);
            assert.equal(decision.allowed, decision.outcome !== "denied");
            assert.equal(decision.awsError?.kind, decision.allowed ? undefined : "not-authorized");
        });
    }

    it("is uncertain where a part of the document that counts is not known", () => {
        const unknown = (document: unknown, ...unknownPaths: string[]): string[] => {
            const options: ReadOptions = { unknownPaths };
            return summary(evaluate(readTrustDocument(document, options), claims));
        };
        const other = statement({ StringEquals: { "gitlab.com:sub": "x" } });
        const path = "Statement[0].Principal.Federated";
        assert.deepEqual(unknown(policy({ ...statement(onSub), Principal: {} }), path), [
            "uncertain",
            `unknown-part ${path}`,
        ]);
        // A known condition that fails is enough.
        assert.deepEqual(unknown(policy({ ...other, Principal: {} }), path), ["denied"]);
        const value = 'Statement[0].Condition.StringEquals["gitlab.com:sub"][0]';
        assert.deepEqual(
            unknown(policy(statement({ StringEquals: { "gitlab.com:sub": [undefined, "x"] } })), value),
            ["uncertain", `unknown-part ${value}`],
        );
        // A whole statement may deny.
        assert.deepEqual(
            unknown({ Version: "2012-10-17", Statement: [statement(onSub), undefined] }, "Statement[1]"),
            ["uncertain", "unknown-part Statement[1]"],
        );
        assert.deepEqual(unknown(undefined, ""), ["uncertain", "unknown-part "]);
        // An Id decides nothing.
        assert.deepEqual(unknown(right, "Id"), ["allowed"]);
    });
});

describe("the reason of a decision", () => {
    const other = statement({ StringEquals: { "gitlab.com:sub": "x" } });
    const elsewhere = statement(onSub, {}, "gitlab.example.com");

    it("names the statement that is nearest, or every Allow where none is near", () => {
        const { reason } = decide(policy(elsewhere, other));
        assert.match(reason, /Statement\[1\]/);
        assert.doesNotMatch(reason, /Statement\[0\]/);
        assert.match(decide(policy(elsewhere, elsewhere)).reason, /Statement\[0\].*Statement\[1\]/);
    });

    it("is short where nothing allows", () => {
        assert.equal(
            decide(policy(statement({ StringEquals: { "gitlab.com:sub": "x" } }, { Effect: "Deny" }))).reason,
            "No statement allows sts:AssumeRoleWithWebIdentity.",
        );
    });

    it("names what it takes as met, and whose provider it guesses", () => {
        const guessed = decide(policy(statement(onSub, { Principal: { Federated: "*" } }))).reason;
        assert.match(guessed, /whom its principal means is not documented, which is taken as met/);
        const denied = decide(
            policy(
                statement(onSub),
                statement({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, { Effect: "Deny" }),
            ),
        );
        assert.match(denied.statements[1]?.why ?? "", /aws:SourceIp .* taken as not met/);
    });
});

describe("the claims of a token", () => {
    it("are told apart by case, the keys of a policy are not", () => {
        const anyCase = policy(statement({ StringEquals: { "GitLab.com:SUB": claims.sub } }));
        assert.equal(decide(anyCase).outcome, "allowed");
        assert.equal(decide(anyCase, { ...claims, sub: "x", Sub: claims.sub }).outcome, "denied");
        assert.equal(decide(anyCase, { ...claims, sub: undefined, Sub: claims.sub }).awsError?.claim, "sub");
        const onProject = policy(statement({ StringEquals: { "gitlab.com:project_id": "42" } }));
        assert.equal(decide(onProject, { ...claims, project_id: "1", Project_Id: "42" }).outcome, "denied");
    });

    it("have no azp where it is null", () => {
        const onAudience = policy(statement({ StringEquals: { "gitlab.com:aud": claims.aud } }));
        assert.equal(decide(onAudience, { ...claims, azp: null }).outcome, "allowed");
        assert.equal(decide(onAudience, { ...claims, azp: "app" }).outcome, "denied");
    });
});

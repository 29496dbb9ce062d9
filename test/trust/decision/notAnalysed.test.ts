import assert from "node:assert/strict";
import { evaluate } from "../../../trust/decision/evaluate";
import { readTrustDocument } from "../../../trust/document";
import { claims, policy, statement } from "./specimens";

const right = statement({ StringEquals: { "gitlab.com:sub": claims.sub } });
const denyAll = statement({}, { Effect: "Deny" });

describe("a condition that is not analysed keeps nobody out", () => {
    const doubtful = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
    const path = 'Statement[0].Condition.IpAddress["aws:SourceIp"]';

    it("below Allow it counts as met, and is listed", () => {
        const decision = evaluate(readTrustDocument(policy(statement(doubtful))), claims);
        assert.equal(decision.allowed, true);
        assert.deepEqual(decision.notAnalysed, [path]);
        assert.match(decision.reason, /not analysed .* taken as met/);
    });

    it("below Deny it counts as not met, and is listed", () => {
        const decision = evaluate(
            readTrustDocument(policy(statement(doubtful, { Effect: "Deny" }), right)),
            claims,
        );
        assert.equal(decision.allowed, true);
        assert.deepEqual(decision.notAnalysed, [path]);
    });

    it("is not listed where nothing hangs on it", () => {
        assert.deepEqual(
            evaluate(
                readTrustDocument(
                    policy(statement({ ...doubtful, StringEquals: { "gitlab.com:sub": "x" } })),
                ),
                claims,
            ).notAnalysed,
            [],
        );
        assert.deepEqual(
            evaluate(readTrustDocument(policy(statement(doubtful), right)), claims).notAnalysed,
            [],
        );
        assert.deepEqual(
            evaluate(readTrustDocument(policy(statement(doubtful), denyAll)), claims).notAnalysed,
            [],
        );
    });

    it("is analysed once its key is given", () => {
        for (const [address, allowed] of [
            ["203.0.113.9", true],
            ["198.51.100.1", false],
        ] as const) {
            const request = { keys: { "AWS:SourceIP": address } };
            const decision = evaluate(
                readTrustDocument(policy(statement(doubtful))),
                claims,
                undefined,
                request,
            );
            assert.equal(decision.allowed, allowed);
            assert.deepEqual(decision.notAnalysed, []);
        }
    });
});

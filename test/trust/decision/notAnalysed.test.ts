import assert from "node:assert/strict";
import { evaluate, type Decision } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import { claims, policy, statement } from "./specimens";

const right = statement({ StringEquals: { "gitlab.com:sub": claims.sub } });
const denyAll = statement({}, { Effect: "Deny" });

/** The conditions on which an answer hangs although they are not analysed. */
function notAnalysed({ unchecked }: Decision): string[] {
    return unchecked.map(({ path }) => path);
}

describe("a condition that is not analysed keeps nobody out", () => {
    const doubtful = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
    const path = 'Statement[0].Condition.IpAddress["aws:SourceIp"]';

    it("below Allow it counts as met, and is listed", () => {
        const decision = evaluate(readTrustDocument(policy(statement(doubtful))), claims);
        assert.equal(decision.allowed, true);
        assert.deepEqual(notAnalysed(decision), [path]);
        assert.match(decision.reason, /not analysed .* taken as met/);
    });

    it("below Deny it counts as not met, and is listed", () => {
        const decision = evaluate(
            readTrustDocument(policy(statement(doubtful, { Effect: "Deny" }), right)),
            claims,
        );
        assert.equal(decision.allowed, true);
        assert.deepEqual(notAnalysed(decision), [path]);
    });

    it("is not listed where nothing hangs on it", () => {
        const failing = statement({ ...doubtful, StringEquals: { "gitlab.com:sub": "x" } });
        assert.deepEqual(notAnalysed(evaluate(readTrustDocument(policy(failing)), claims)), []);
        assert.deepEqual(
            notAnalysed(evaluate(readTrustDocument(policy(statement(doubtful), right)), claims)),
            [],
        );
        assert.deepEqual(
            notAnalysed(evaluate(readTrustDocument(policy(statement(doubtful), denyAll)), claims)),
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
            assert.deepEqual(notAnalysed(decision), []);
        }
    });
});

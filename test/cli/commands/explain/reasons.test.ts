import assert from "node:assert/strict";
import { policy, statement } from "../../../trust/decision/specimens";
import { explained, guarded, onBranch } from "./explainedSituation";
import { reasonCases } from "./reasonCases";

describe("explain names the reason", () => {
    reasonCases.forEach(([what, condition, changed, reason, fix]) => {
        it(what, () => {
            const { allowed, advice, adviceHolds, error } = explained(policy(statement(condition)), changed);
            assert.equal(allowed, false);
            assert.deepEqual(error, {
                kind: "not-authorized",
                code: "AccessDenied",
                message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
            });
            assert.match(advice[0]?.reason ?? "", reason);
            assert.match(advice[0]?.fix ?? "", fix);
            assert.ok(adviceHolds);
        });
    });

    it("a Deny", () => {
        const deny = statement({ StringLike: { "gitlab.com:sub": "*:main" } }, { Effect: "Deny" });
        const { advice } = explained(policy(statement(guarded), deny));
        assert.match(advice[0]?.reason ?? "", /the Deny of this statement applies/);
        assert.equal(advice[0]?.path, "Statement[1]");
    });

    it("the nearest of several statements", () => {
        const far = statement({ StringEquals: { "gitlab.com:sub": "project_path:x/y:ref_type:tag:ref:v" } });
        const { advice } = explained(policy(far, statement(guarded)), onBranch("next"));
        assert.equal(advice.length, 1);
        assert.match(advice[0]?.path ?? "", /^Statement\[1\]/);
    });

    it("sts:AssumeRole for a web identity, the mistake of a seed", () => {
        const { advice } = explained(policy(statement(guarded, { Action: "sts:AssumeRole" })));
        assert.match(advice[0]?.reason ?? "", /about sts:AssumeRole, and a job with an ID token asks for/);
    });

    it("a provider ARN with a slash", () => {
        const document = policy(statement(guarded, {}, "gitlab.com/"));
        assert.match(explained(document).advice[0]?.reason ?? "", /the same to the letter/);
    });

    it("never tells to turn StringEquals into StringLike by itself", () => {
        const { advice } = explained(
            policy(statement({ StringEquals: { "gitlab.com:sub": "project_path:g/*" } })),
        );
        for (const { change } of advice)
            assert.ok(
                change.on !== "statement" ||
                    change.edit.kind !== "want" ||
                    change.edit.operator !== "StringLike",
            );
    });
});

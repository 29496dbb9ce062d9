import assert from "node:assert/strict";
import { manyRefs, withSubject } from "./argsValues";
import { problemsOf } from "./federationConfigs";
import { rightArgs } from "./rightArgs";
import { wrongArgs } from "./wrongArgs";
import { wrongRoles } from "./wrongRoles";

describe("arguments of a federation", () => {
    for (const [what, value] of rightArgs) it(`takes ${what}`, () => assert.deepEqual(problemsOf(value), []));

    for (const [what, value, path, message] of [...wrongArgs, ...wrongRoles]) {
        it(`refuses ${what}`, () => {
            const problems = problemsOf(value);
            assert.deepEqual(
                problems.map((problem) => problem.path),
                [path],
                JSON.stringify(problems, null, 1),
            );
            assert.match(problems[0]?.message ?? "", message);
            assert.ok((problems[0]?.fix ?? "").length > 5);
        });
    }

    it("tells what to ask AWS for where a trust policy is too long", () => {
        const [problem] = problemsOf(withSubject({ branches: manyRefs }));
        assert.match(problem?.fix ?? "", /Service Quotas.*8192.*trustPolicyLengthQuota/);
        const raised = {
            roles: {
                web: { subjects: [{ project: "g/p", branches: manyRefs }], trustPolicyLengthQuota: 8192 },
            },
        };
        assert.deepEqual(problemsOf(raised), []);
    });

    it("survives any value", () => {
        for (const value of [
            undefined,
            null,
            1,
            "x",
            [],
            () => 1,
            { roles: [] },
            { roles: { web: 1 } },
            { roles: { web: { subjects: {} } } },
        ]) {
            assert.notDeepEqual(problemsOf(value), []);
        }
    });
});

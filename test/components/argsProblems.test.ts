import assert from "node:assert/strict";
import { good, manyRefs, withSubject } from "./argsValues";
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

    it("shows the value that is wrong", () => {
        const wrong: [value: object, path: string, shown: unknown][] = [
            [{ roles: {} }, "roles", {}],
            [{ roles: { web: { subjects: [] } } }, "roles.web.subjects", []],
            [withSubject({ tag: ["v1"] }), "roles.web.subjects[0].tag", ["v1"]],
        ];
        for (const [value, path, shown] of wrong) {
            const [problem] = problemsOf(value);
            assert.deepEqual([problem?.path, problem?.value], [path, shown]);
        }
    });

    it("names the key that was probably meant, and all where none is near", () => {
        const fixOf = (key: string) => problemsOf(withSubject({ [key]: ["v1"] }))[0]?.fix ?? "";
        assert.match(fixOf("gitTag"), /^Did you mean "gitTags"\? Known: project, /);
        assert.match(fixOf("quarterdeck"), /^Known: project, /);
    });

    it("finds mistakes in entries behind one that cannot be read, where they are written", () => {
        const role = {
            ...good,
            previousKeys: [1, "old", 2, "Old Key"],
            managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", null, "ReadOnlyAccess"],
        };
        assert.deepEqual(
            problemsOf({ roles: { web: { ...role, name: "web" } } }).map(({ path }) => path),
            [
                "roles.web.previousKeys[0]",
                "roles.web.previousKeys[2]",
                "roles.web.managedPolicyArns[1]",
                "roles.web.previousKeys[3]",
                "roles.web.managedPolicyArns[2]",
            ],
        );
        const subjects = [
            7,
            { project: "g/p", branches: [7, "a..b"] },
            { project: "g/p", branches: ["main"] },
        ];
        assert.deepEqual(
            problemsOf({ roles: { web: { subjects } } }).map(({ path }) => path),
            [
                "roles.web.subjects[0]",
                "roles.web.subjects[1].branches[0]",
                "roles.web.subjects[1].branches[1]",
            ],
        );
    });

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

import assert from "node:assert/strict";
import { globOfPattern } from "../../../trust/pattern/glob";
import { projectScope } from "../../../trust/pattern/projectScope";

const scopeOf = (...patterns: string[]) => projectScope({ all: patterns.map(globOfPattern), none: [] });

describe("which projects a pattern reaches", () => {
    const cases: [pattern: string, reach: string, known?: string][] = [
        ["project_path:g/p:ref_type:branch:ref:main", "project", "g/p"],
        ["project_path:g/p:*", "project", "g/p"],
        ["project_path:g/p*", "group", "g"],
        ["project_path:g/*", "group", "g"],
        ["project_path:g/a/b/*:ref_type:branch:ref:main", "group", "g/a/b"],
        ["project_path:g/*/deploy:*", "group", "g"],
        ["project_path:g/p?:*", "group", "g"],
        ["project_path:g*", "open"],
        ["project_path:g*/p:*", "open"],
        ["project_path:*/p:ref_type:branch:ref:main", "open"],
        ["project_path:*", "open"],
        ["*", "open"],
        ["*/p:ref_type:branch:ref:main", "open"],
        ["*:ref:main", "open"],
        ["project_id:42:*", "project", "42"],
        ["project_id:4*", "open"],
        ["project_id:4?:ref_type:branch:ref:main", "open"],
        ["source_project_path:g/p:*", "project", "g/p"],
        ["*_path:g/p:*", "open"],
        ["repo:g/p:*", "none"],
        ["project_path:g:*", "none"],
        ["project_path:g/p:ref_type:mr:*", "none"],
        ["project_path:g/p:ref_type:branch:ref:main:ref_type:*", "none"],
        ["project_path:g/p.git:*", "none"],
        ["project_path:${aws:PrincipalTag/group}/p:*", "open"],
    ];
    for (const [pattern, reach, known] of cases) {
        it(`${pattern} reaches ${reach} ${known ?? ""}`, () => {
            const scope = scopeOf(pattern);
            assert.equal(scope.reach, reach);
            if (reach === "project") assert.equal(scope.project?.value, known);
            if (reach === "group") assert.equal(scope.group, known);
        });
    }

    it("takes several patterns together: each must match", () => {
        assert.equal(scopeOf("project_path:*", "*:ref:main").reach, "open");
        assert.equal(scopeOf("project_path:g*", "project_path:g/*").reach, "group");
        assert.equal(scopeOf("project_path:g/p*", "*/p:*").reach, "group");
        assert.equal(scopeOf("project_path:g/*", "project_path:h/*").reach, "none");
    });

    it("honours what is excluded", () => {
        const all = [globOfPattern("project_path:g/?:*")];
        const none = ["project_path:g/[0-9]:*", "project_path:g/a:*"].map(globOfPattern);
        assert.equal(projectScope({ all, none }).reach, "group");
        assert.equal(projectScope({ all, none: [globOfPattern("project_path:g/*")] }).reach, "none");
    });

    it("gives no credit to an exclusion that cannot be followed", () => {
        const none = [globOfPattern(`*a${"?".repeat(40)}`)];
        assert.equal(projectScope({ all: [globOfPattern("project_path:g*")], none }).reach, "open");
    });

    it("answers for patterns of many wildcards and of 8192 characters", () => {
        assert.equal(scopeOf("project_path:" + "*a".repeat(1000)).reach, "open");
        assert.equal(scopeOf("*_*:".repeat(2048)).reach, "none");
        assert.equal(scopeOf("project_path:g/" + "*a?".repeat(600)).reach, "group");
        assert.equal(scopeOf(`project_path:g/${"p".repeat(9000)}*`).reach, "none");
    });

    it("shows a subject of somebody else, readable", () => {
        assert.equal(
            scopeOf("project_path:mygroup*").witness,
            "project_path:mygroup-evil/app:ref_type:branch:ref:any-branch",
        );
        assert.equal(
            scopeOf("project_path:group/proj*").witness,
            "project_path:group/proj-evil:ref_type:branch:ref:any-branch",
        );
    });
});

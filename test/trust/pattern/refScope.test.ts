import assert from "node:assert/strict";
import { globOfPattern } from "../../../trust/pattern/glob";
import { refScope } from "../../../trust/pattern/refScope";

describe("which refs a pattern reaches", () => {
    const cases: [pattern: string, branches: string, tags: string][] = [
        ["ref_type:branch:ref:main", "one main", "none"],
        ["ref_type:tag:ref:v1.0", "none", "one v1.0"],
        ["ref_type:branch:ref:*", "any", "none"],
        ["ref_type:branch:ref:?*", "any", "none"],
        ["ref_type:*:ref:*", "any", "any"],
        ["*", "any", "any"],
        ["ref_type:*:ref:main", "one main", "one main"],
        ["ref_type:b*:ref:main", "one main", "none"],
        ["*:main", "one main", "one main"],
        ["*main", "some", "some"],
        ["ref_type:branch:ref:main*", "some main", "none"],
        ["ref_type:branch:ref:mai?", "some mai", "none"],
        ["ref_type:branch:ref:release/*", "some release/", "none"],
        ["ref_type:branch:ref:release/*/hotfix-*", "some release/", "none"],
        ["ref_type:tag:ref:v*", "none", "some v"],
        ["ref_type:branch:ref:*-stable", "some", "none"],
        ["ref_type:branch:ref:*:ref_protected:true", "none", "none"],
        ["ref_type:branch:ref:*:ref_protected:*", "any", "none"],
    ];
    for (const [rest, branches, tags] of cases) {
        it(`${rest}: branches ${branches}, tags ${tags}`, () => {
            const scope = refScope({ all: [globOfPattern(`project_path:g/p:${rest}`)], none: [] });
            const words = ({ count, prefix = "" }: typeof scope.branches): string =>
                `${count} ${prefix}`.trim();
            assert.equal(words(scope.branches), branches);
            assert.equal(words(scope.tags), tags);
        });
    }

    it("knows where the subject itself says that the ref is protected", () => {
        const scopeOf = (rest: string) =>
            refScope({ all: [globOfPattern(`project_path:g/p:${rest}`)], none: [] });
        assert.equal(scopeOf("ref_type:branch:ref:*:ref_protected:true").protectedBySubject, true);
        assert.equal(scopeOf("*:ref_protected:true").protectedBySubject, true);
        assert.equal(scopeOf("ref_type:branch:ref:main:ref_protected:true").protectedBySubject, true);
        assert.equal(scopeOf("ref_type:branch:ref:*:ref_protected:false").protectedBySubject, false);
        assert.equal(scopeOf("ref_type:branch:ref:*").protectedBySubject, false);
    });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { isProjectPath, isRefName, projectPathProblems, refProblems } from "../../../trust/gitlab/names";
import { propertyRuns } from "../../propertyRuns";

/** What git itself says. */
function gitTakes(ref: string): boolean {
    try {
        execFileSync("git", ["check-ref-format", `refs/heads/${ref}`], { stdio: "ignore" });
        return true;
    } catch {
        return false;
    }
}

describe("isRefName", () => {
    const names = [
        "main",
        "feature/x",
        "v1.0",
        "release-1.2.3",
        "a$b",
        "${x}",
        "a{b}",
        "ü",
        "日本",
        "a,b",
        "a@b",
        "-x",
        "x.lock.y",
    ];
    const noNames = [
        "",
        "a b",
        "a:b",
        "a~b",
        "a^b",
        "a[b",
        "a\\b",
        "a..b",
        "@{",
        "/a",
        "a/",
        "a//b",
        ".a",
        "a/.b",
        "a.lock",
        "a.",
        "a*",
        "a?",
    ];
    for (const name of names) it(`takes ${name}`, () => assert.ok(isRefName(name)));
    for (const name of noNames) it(`refuses ${JSON.stringify(name)}`, () => assert.ok(!isRefName(name)));

    it("agrees with git check-ref-format", function () {
        this.timeout(120_000);
        const pieces = fc.constantFrom(
            "a",
            "B",
            "1",
            ".",
            "/",
            "-",
            "@",
            "{",
            "}",
            "$",
            "~",
            "^",
            ":",
            "?",
            "*",
            "[",
            "]",
            "\\",
            " ",
            "\t",
            "\x7f",
            "é",
            "語",
            ".lock",
            "..",
            ",",
        );
        const refs = fc.array(pieces, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
        fc.assert(
            fc.property(refs, (ref) => {
                assert.equal(isRefName(ref), gitTakes(ref), JSON.stringify(ref));
            }),
            { numRuns: propertyRuns(400) },
        );
    });
});

describe("refProblems", () => {
    it("takes names and patterns", () => {
        for (const ref of ["main", "*", "release/*", "v?.?", "a$b"]) assert.deepEqual(refProblems(ref), []);
    });
    it("says the short name for a full ref", () => {
        assert.match(refProblems("refs/tags/v1")[0]?.fix ?? "", /"v1"/);
    });
    it("says what to write for a ref that no policy can hold", () => {
        const [problem] = refProblems("機能/one");
        assert.match(problem?.message ?? "", /U\+00FF/);
        assert.match(problem?.fix ?? "", /"\*\/one"/);
    });
});

describe("project paths", () => {
    for (const path of ["g/p", "g/s/p", "a.b/c_d-e", "_g/.p", "G/P", "a/b/c/d/e/f"]) {
        it(`takes ${path}`, () => assert.ok(isProjectPath(path)));
    }
    for (const path of [
        "",
        "p",
        "/g/p",
        "g/p/",
        "g//p",
        "g/p.git",
        "g/p.atom",
        "g/-p",
        "g/p q",
        "g/*",
        "g/p:x",
        "https://gitlab.com/g/p",
        "g/ü",
    ]) {
        it(`refuses ${JSON.stringify(path)} with what to write instead`, () => {
            assert.ok(!isProjectPath(path));
            const [problem] = projectPathProblems(path);
            assert.ok(problem && problem.message.length > 0 && problem.fix.length > 0);
        });
    }
    it("finds the path in a URL", () => {
        assert.match(projectPathProblems("https://gitlab.com/g/p/")[0]?.fix ?? "", /"g\/p"/);
    });
});

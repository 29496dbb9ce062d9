import assert from "node:assert/strict";
import fc from "fast-check";
import { admits } from "../../../trust/pattern/findSubject";
import { fixedComponents } from "../../../trust/pattern/fixedComponents";
import { globOfPattern } from "../../../trust/pattern/glob";
import { splitSubject } from "../../../trust/gitlab";
import { propertyRuns } from "../../propertyRuns";

const patternOf = (...texts: string[]) => ({ all: texts.map(globOfPattern), none: [] });
const fixed = (...texts: string[]) => Object.fromEntries(fixedComponents(patternOf(...texts)));

describe("what a pattern's literal ends fix", () => {
    it("is every component that is closed by a colon at the beginning, or by the end", () => {
        assert.deepEqual(fixed("project_path:g/p:ref_type:branch:ref:release/*"), {
            project_path: "g/p",
            ref_type: "branch",
        });
        assert.deepEqual(fixed("project_path:g/*:ref_type:branch:ref:main"), {
            ref_type: "branch",
            ref: "main",
        });
        assert.deepEqual(fixed("project_path:g/p:ref_type:branch:ref:main"), {
            project_path: "g/p",
            ref_type: "branch",
            ref: "main",
        });
    });

    it("is nothing of what a wildcard may make longer", () => {
        assert.deepEqual(fixed("project_path:g/p*"), {});
        assert.deepEqual(fixed("project_path:g/p?:ref_type:tag:ref:v*"), {});
        assert.deepEqual(fixed("*"), {});
        // The name of the last component begins somewhere in the wildcard.
        assert.deepEqual(fixed("project_path:g/p:*ref:main"), { project_path: "g/p" });
        assert.deepEqual(fixed("*:main"), {});
    });

    it("adds up over conditions that must all be met", () => {
        assert.deepEqual(fixed("project_path:g/p:*", "*:ref_type:tag:ref:v1"), {
            project_path: "g/p",
            ref_type: "tag",
            ref: "v1",
        });
    });

    it("is what every subject has that matches", () => {
        const piece = fc.constantFrom(
            "project_path",
            "g/p",
            ":",
            "ref_type",
            "branch",
            "ref",
            "main",
            "*",
            "?",
        );
        const subject = fc
            .tuple(
                fc.constantFrom("project_path:g/p", "project_path:g/s/p", "project_id:1"),
                fc.constantFrom("", ":ref_type:branch", ":environment:x"),
                fc.constantFrom(":ref:main", ":ref_type:tag:ref:main", ":ref:branch"),
            )
            .map((parts) => parts.join(""));
        fc.assert(
            fc.property(fc.array(piece, { maxLength: 8 }), subject, (pieces, text) => {
                const pattern = patternOf(pieces.join(""));
                fc.pre(pieces.length > 0 && admits(pattern, text));
                const has = new Map(splitSubject(text)?.map(({ name, value }) => [name, value]));
                for (const [name, value] of fixedComponents(pattern)) assert.equal(has.get(name), value);
            }),
            { numRuns: propertyRuns(300), maxSkipsPerRun: 1000 },
        );
    });
});

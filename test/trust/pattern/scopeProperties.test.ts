import assert from "node:assert/strict";
import fc from "fast-check";
import { matchPattern, tokenizeValue } from "../../../trust/conditions";
import { globOfPattern } from "../../../trust/pattern/glob";
import { projectScope, topGroupOf } from "../../../trust/pattern/projectScope";
import { refScope, type RefReach } from "../../../trust/pattern/refScope";
import { splitSubject } from "../../../trust/gitlab";
import { propertyRuns } from "../../propertyRuns";
import { randomMatch, randomPattern } from "./randomSubjects";

const onlyPattern = (text: string) => ({ all: [globOfPattern(text)], none: [] });

/** The evaluator's matcher, which knows nothing of the search. */
function matches(pattern: string, subject: string): boolean {
    const tokens = tokenizeValue(pattern, { wildcards: true, variables: false });
    return matchPattern(tokens as Parameters<typeof matchPattern>[0], subject).matched;
}

function partOf(subject: string, name: string): string | undefined {
    return splitSubject(subject)?.find((part) => part.name === name)?.value;
}

function assertCovers(reach: RefReach, ref: string): void {
    assert.notEqual(reach.count, "none");
    if (reach.count === "one") assert.equal(ref, reach.prefix);
    if (reach.prefix !== undefined) assert.ok(ref.startsWith(reach.prefix));
}

describe("what a pattern reaches", function () {
    // Ten thousand runs of the nightly mode take their time on a busy machine.
    this.timeout(600_000);

    it("is shown by a witness that the matcher lets in, outside of what was meant", () => {
        fc.assert(
            fc.property(randomPattern, (pattern) => {
                const { reach, witness, project, topGroup, group } = projectScope(onlyPattern(pattern));
                if (witness === undefined || project === undefined) return;
                assert.ok(matches(pattern, witness), `${pattern} must let ${witness} in`);
                const [first] = splitSubject(witness) ?? [];
                assert.ok(first !== undefined);
                assert.notDeepEqual({ component: first.name, value: first.value }, project);
                if (reach === "group") assert.ok(first.value.startsWith(`${group ?? "?"}/`));
                if (reach === "open" && first.name.endsWith("_path") && project.component.endsWith("_path")) {
                    assert.notEqual(topGroupOf(first.value), topGroupOf(project.value));
                }
                assert.ok(reach !== "group" || topGroupOf(first.value) === topGroup);
            }),
            { numRuns: propertyRuns(1500) },
        );
    });

    it("holds for every subject that the matcher lets in: no project outside of it", () => {
        fc.assert(
            fc.property(randomMatch, ({ pattern, subject }) => {
                assert.ok(matches(pattern, subject));
                const { reach, project, topGroup, group } = projectScope(onlyPattern(pattern));
                const [first] = splitSubject(subject) ?? [];
                assert.ok(first !== undefined);
                assert.notEqual(reach, "none");
                if (reach === "project") assert.equal(first.value, project?.value);
                if (reach === "group") {
                    assert.equal(topGroupOf(first.value), topGroup);
                    assert.ok(first.value.startsWith(`${group ?? "?"}/`));
                }
            }),
            { numRuns: propertyRuns(500) },
        );
    });

    it("holds for every ref that the matcher lets in", () => {
        fc.assert(
            fc.property(randomMatch, ({ pattern, subject }) => {
                assert.ok(matches(pattern, subject));
                const [type, ref] = [partOf(subject, "ref_type"), partOf(subject, "ref")];
                const order = (splitSubject(subject) ?? []).map(({ name }) => name).slice(1);
                fc.pre(type !== undefined && ref !== undefined && order.join() === "ref_type,ref");
                const scope = refScope(onlyPattern(pattern));
                assertCovers(type === "branch" ? scope.branches : scope.tags, ref ?? "");
            }),
            { numRuns: propertyRuns(500) },
        );
    });

    it("shows a ref's witness that the matcher lets in", () => {
        fc.assert(
            fc.property(randomPattern, (pattern) => {
                const { branches, tags } = refScope(onlyPattern(pattern));
                for (const { witness } of [branches, tags]) {
                    if (witness !== undefined)
                        assert.ok(matches(pattern, witness), `${pattern} must let ${witness} in`);
                }
            }),
            { numRuns: propertyRuns(500) },
        );
    });
});

import assert from "node:assert/strict";
import {
    placeholderNotes,
    type PreviewResource,
    type Verdict,
    type Violation,
} from "../../../../cli/commands/preview/previewStack";
import { accessSection } from "../../../../cli/commands/access";
import { outputSection, policySection } from "../../../../cli/commands/preview/previewText";
import { resourceTree } from "../../../../cli/commands/preview/resourceTree";
import type { Terminal } from "../../../../cli/terminal/terminal";
import { plannedResource } from "../../estate/plannedResource";

const paper = (width: number): Pick<Terminal, "style" | "width"> => ({ width, style: (_, text) => text });

function shown(name: string, parent?: PreviewResource, verdict: Verdict = "passed"): PreviewResource {
    const type = "a:index:Group";
    const base = plannedResource({ type, name, ...(parent === undefined ? {} : { parent: parent.urn }) });
    const { urn, custom, inputs, dependencies, options } = base;
    const own = { urn, type, name, custom, inputs, dependencies, options, verdict, purpose: `for ${name}` };
    return parent === undefined ? own : { ...own, parent: parent.urn };
}

describe("the resource tree", () => {
    const top = shown("top");
    const left = shown("left", top, "mandatory");
    const leaf = shown("leaf", left, "advisory");
    const right = shown("right", top, "looked-up");

    it("shows parents before children, whatever the order of registration", () => {
        const expected = [
            "✓ Group top          for top",
            "├─ ! Group leaf      for leaf",
            "└─ · Group right     for right",
        ];
        const flat = [{ ...leaf, parent: top.urn }, right, top];
        assert.deepEqual(
            resourceTree(flat, paper(80)).map((line) => line.replace(/ {2,}/, "  ")),
            [...expected.map((line) => line.replace(/ {2,}/, "  "))],
        );
        assert.deepEqual(
            resourceTree([right, leaf, left, top], paper(80)),
            resourceTree([top, left, leaf, right], paper(80)),
        );
    });

    it("writes the purposes below where they do not fit beside", () => {
        assert.deepEqual(resourceTree([top, left, leaf, right], paper(24)), [
            "✓ Group top",
            "│  for top",
            "├─ ✗ Group left",
            "│  │  for left",
            "│  └─ ! Group leaf",
            "│        for leaf",
            "└─ · Group right",
            "      for right",
        ]);
    });

    it("keeps a resource whose parent it does not know", () => {
        const { length } = resourceTree([{ ...leaf, parent: "urn:elsewhere" }], paper(80));
        assert.equal(length, 1);
    });
});

describe("the policies", () => {
    const violation: Violation = {
        policy: "trust-subject-required",
        pack: "p",
        packVersion: "1",
        description: "d",
        message: "Role is open.\n  instead  Add a condition on the subject that names one project",
        level: "advisory",
        urn: "urn:pulumi:dev::app::aws:iam/role:Role::deploy",
        url: "https://example.com/page",
    };
    const section = (violations: Violation[]) =>
        policySection(
            { policies: { pack: "p", version: "1", ran: ["a"], disabled: ["b"], violations } },
            paper(60),
        );

    it("are told with what ran, and what did not", () => {
        assert.deepEqual(section([]), ["ran: a", "switched off by the config: b", "No violations."]);
    });

    it("are told worst first, with resource, message and page", () => {
        const lines = section([
            violation,
            { ...violation, level: "mandatory", severity: "high", message: "Bad.", urn: "" },
        ]);
        assert.deepEqual(lines.slice(2), [
            "",
            "✗ mandatory trust-subject-required (high)",
            "    on the stack",
            "    Bad.",
            "    https://example.com/page",
            "",
            "! advisory trust-subject-required",
            "    on Role deploy",
            "    Role is open.",
            "      instead  Add a condition on the subject that names one",
            "               project",
            "    https://example.com/page",
        ]);
    });

    it("do not repeat a page that the message names", () => {
        const lines = section([{ ...violation, message: `See ${violation.url}` }]);
        assert.equal(lines.filter((line) => line.includes(violation.url)).length, 1);
    });
});

describe("the access table", () => {
    const entry = {
        path: "",
        issuer: "gitlab.com",
        audiences: [],
        reach: "project" as const,
        projects: "project g/p",
        refs: "branch main",
    };

    it("has a row per way in, and names a role once", () => {
        const entries = [
            { ...entry, conditions: ["project_id is 7"], open: [] },
            { ...entry, conditions: [], open: ["any branch"] },
        ];
        const lines = accessSection([{ role: "web", urn: "u", isKnown: true, entries }], paper(100)).slice(2);
        assert.deepEqual(
            lines.map((line) => line.split(/ {2,}/)),
            [
                ["web", "project g/p", "branch main", "project_id is 7", "nothing"],
                ["", "project g/p", "branch main", "none", "any branch"],
            ],
        );
    });

    it("tells what is not known, and that nobody gets in", () => {
        const [, , row = ""] = accessSection(
            [{ role: "web", urn: "u", isKnown: false, entries: [] }],
            paper(100),
        );
        assert.match(row, /^web +not known before the deployment +everything$/);
        assert.deepEqual(accessSection([], paper(100)), ["No role accepts GitLab jobs."]);
    });
});

describe("outputs and placeholders", () => {
    it("are lines of name and value, members below their object", () => {
        assert.deepEqual(outputSection({ b: { y: "1", x: ["a"] }, a: "text" }, 80), [
            "a  text",
            "b",
            "    y  1",
            '    x  ["a"]',
        ]);
        assert.deepEqual(outputSection({}, 80), ["none"]);
    });

    it("are told once, and only where something was made up", () => {
        const call = { token: "aws:index/getCallerIdentity:getCallerIdentity", result: {} };
        const notes = placeholderNotes(
            [
                { ...call, source: "placeholder" },
                { ...call, source: "placeholder" },
                { ...call, source: "config" },
            ],
            "app",
        );
        assert.equal(notes.length, 1);
        assert.match(notes[0] ?? "", /PLACEHOLDER account 000000000000.*app:accountId/);
    });
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { changelogEntry } from "../../../scripts/release/checks";
import {
    compareSurfaces,
    leastVersion,
    readSurface,
    shape,
    surfaceProblems,
} from "../../../scripts/release/publicSurface";

const root = join(__dirname, "../../..");

describe("the public surface", () => {
    // That the file is what the code has now is held by the test of the generated files.
    it("has changed since the last release only as the changelog says", () => {
        const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
        const entries = changelogEntry(changelog, "Unreleased")?.text ?? "";
        const record = readSurface();
        const next = record.release.version ?? "0.1.0";
        const step = compareSurfaces(record.release.surface, record.surface).step;
        assert.deepEqual(surfaceProblems(record, leastVersion(next, step), entries), []);
    });

    it("holds every area that others depend on", () => {
        const { surface } = readSurface();
        for (const [area, line] of [
            ["config keys", "gitlabUrl: text"],
            ["stack outputs", "roleArns"],
            ["components", "gitlab-aws-oidc:index:GitLabFederation output roleArns: object of string"],
            ["policies", "trust-audience: resource, mandatory"],
            ["policy config", "gitlab-issuers.allowedIssuers"],
            ["finding codes", "trust-audience: audience-missing"],
            ["commands", "access --against <FILE>"],
            ["CI/CD components", "aws-credentials role-arn (required)"],
            ["resource names", "aws:iam/role:Role public:web"],
            ["JSON documents", "access.roles[].role: string"],
        ] as const)
            assert.ok(surface[area]?.includes(line), `${area}: ${line}`);
    });

    it("breaks when something is gone or becomes required, and grows when something is new", () => {
        const before = { commands: ["access --json"], components: ["T:A input x: string"] };
        const step = (now: Record<string, string[]>) => compareSurfaces(before, now).step;
        assert.equal(step(before), "none");
        assert.equal(step({ ...before, commands: ["access --json", "access --html"] }), "feature");
        assert.equal(step({ ...before, commands: [] }), "breaking");
        assert.equal(step({ ...before, components: ["T:A input x: number"] }), "breaking");
        const grown = (line: string) => step({ ...before, components: [...before.components, line] });
        assert.equal(grown("T:A input y: string (required)"), "breaking");
        assert.equal(grown("T:A input y: string"), "feature");
        assert.equal(grown("T:B input y: string (required)"), "feature");
    });

    it("demands the version step of semantic versioning", () => {
        assert.equal(leastVersion("1.2.3", "none"), "1.2.4");
        assert.equal(leastVersion("1.2.3", "feature"), "1.3.0");
        assert.equal(leastVersion("1.2.3", "breaking"), "2.0.0");
        assert.equal(leastVersion("0.2.3", "feature"), "0.2.4");
        assert.equal(leastVersion("0.2.3", "breaking"), "0.3.0");
    });

    it("demands an entry in the changelog and a version that is high enough", () => {
        const release = { version: "1.2.3", surface: { commands: ["a", "b"] } };
        const removed = { release, surface: { commands: ["a"] } };
        assert.equal(surfaceProblems(removed, "1.3.0", "").length, 2);
        assert.equal(surfaceProblems(removed, "2.0.0", "### Added\n").length, 1);
        assert.deepEqual(surfaceProblems(removed, "2.0.0", "### Removed\n"), []);
        const added = { release, surface: { commands: ["a", "b", "c"] } };
        assert.equal(surfaceProblems(added, "1.2.4", "### Fixed\n").length, 2);
        assert.deepEqual(surfaceProblems(added, "1.3.0", "### Added\n"), []);
        assert.deepEqual(surfaceProblems({ release, surface: release.surface }, "1.2.4", ""), []);
        assert.deepEqual(
            surfaceProblems({ ...added, release: { version: null, surface: {} } }, "0.1.0", ""),
            [],
        );
    });

    it("has a JSON document's form, without what a stack calls its things", () => {
        assert.deepEqual(shape({ roles: [{ name: "a", inputs: { any: 1 } }, { name: null }] }, "x"), [
            "x: object",
            "x.roles: array",
            "x.roles[]: object",
            "x.roles[].name: string",
            "x.roles[].inputs",
            "x.roles[]: object",
            "x.roles[].name: null",
        ]);
    });
});

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
    baselineNote,
    codeQuality,
    fingerprint,
    junit,
    newErrors,
    readBaseline,
    type Report,
    type ReportedFinding,
    sarif,
    writeReports,
} from "../../../cli/report";
import {
    codeQualityMistakes,
    droppedByGitLab,
    type SarifLog,
    noSarifMistakes,
    sarifMistakes,
} from "../../tools/reportSchemas";

const finding: ReportedFinding = {
    rule: "trust-subject-required",
    ruleDescription: "A role names its subjects",
    level: "error",
    code: "subject-missing",
    path: "Statement[0]",
    value: { a: 1 },
    message: 'wrong <b> & "c"\u0007',
    fix: "Name it.",
    subject: "urn:role",
    subjectName: "role web",
    place: { file: "stacks/my app.yaml", line: 7 },
};
const advisory: ReportedFinding = {
    ...finding,
    rule: "role-exposure",
    level: "warning",
    path: "Statement[1]",
};
const report: Report = {
    command: "preview",
    of: "app, stack dev",
    checks: [
        { rule: "trust-subject-required", description: "A role names its subjects" },
        {
            rule: "role-exposure",
            description: "What a role may do",
            url: "https://example.com/role-exposure",
        },
        { rule: "trust-audience", description: "A role names its audience" },
    ],
    findings: [finding, advisory, { ...finding }],
};
const folder = mkdtempSync(join(tmpdir(), "report-"));

describe("fingerprints", () => {
    it("stay where line, wording and level change", () => {
        const moved: ReportedFinding = {
            ...finding,
            message: "other words",
            fix: "other",
            level: "warning",
            place: { file: "x", line: 99 },
        };
        assert.equal(fingerprint(moved), fingerprint(finding));
    });
    it("change with rule, code, subject, path and value", () => {
        const others = [
            finding,
            { ...finding, rule: "x" },
            { ...finding, code: "x" },
            { ...finding, subject: "x" },
            { ...finding, path: "x" },
            { ...finding, value: "x" },
        ];
        assert.equal(new Set(others.map(fingerprint)).size, others.length);
    });
});

describe("the formats of a report", () => {
    it("SARIF has what GitLab drops a result without", () => {
        const long = { ...finding, path: "Statement[2]", message: "x".repeat(5000) };
        const log = JSON.parse(sarif({ ...report, findings: [...report.findings, long] })) as {
            version: string;
            runs: {
                tool: { driver: { rules: { id: string }[] } };
                results: {
                    ruleId: string;
                    ruleIndex: number;
                    level: string;
                    message: { text: string };
                    locations: {
                        physicalLocation: {
                            artifactLocation: { uri: string };
                            region: { startLine: number };
                        };
                    }[];
                    partialFingerprints: Record<string, string>;
                }[];
            }[];
        };
        const [run] = log.runs;
        assert.ok(run);
        assert.deepEqual([log.version, log.runs.length, run.results.length], ["2.1.0", 1, 3]);
        for (const result of run.results) {
            assert.equal(run.tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
            assert.ok(result.message.text.length <= 1024);
            const { artifactLocation, region } = result.locations[0]?.physicalLocation ?? {};
            assert.deepEqual([artifactLocation?.uri, region?.startLine], ["stacks/my%20app.yaml", 7]);
        }
        assert.deepEqual(Object.values(run.results[0]?.partialFingerprints ?? {}), [fingerprint(finding)]);
    });
    it("SARIF fits the standard and GitLab, with thousands of findings and characters of every script too", () => {
        const many = Array.from({ length: 6000 }, (_, index): ReportedFinding => ({
            ...(index % 100 === 0 ? finding : advisory),
            path: `Statement[${String(index)}]`,
            message: '\u{1f600}\n"'.repeat(500),
        }));
        for (const findings of [[], report.findings, many]) {
            const text = sarif({ ...report, findings, baseline: new Set([fingerprint(finding)]) });
            assert.deepEqual(sarifMistakes(JSON.parse(text)), noSarifMistakes);
            assert.deepEqual(droppedByGitLab(text), []);
            assert.deepEqual(codeQualityMistakes(JSON.parse(codeQuality({ ...report, findings }))), []);
        }
        const { runs } = JSON.parse(sarif({ ...report, findings: many })) as SarifLog;
        // The worst are first, so that what is cut is the rest.
        assert.equal(runs[0]?.results.filter(({ level }) => level === "error").length, 60);
        assert.ok((runs[0]?.results.length ?? 0) > 500);
    });
    it("a mistake in a report is found by what the tests hold it against", () => {
        const log = JSON.parse(sarif(report)) as SarifLog;
        const [result] = log.runs[0]?.results ?? [];
        assert.ok(result);
        result.locations = [];
        result.message = { text: "x".repeat(1025) };
        const { stricter, standard } = sarifMistakes({ ...log, extra: 1 });
        assert.match(stricter.join(), /additional properties[^]*fewer than 1/);
        // The standard allows a result without a location.
        assert.match(standard.join(), /additional properties/);
        assert.deepEqual(sarifMistakes({ ...log, version: "2.0.0" }).standard.length, 1);
        assert.equal(droppedByGitLab(JSON.stringify(log)).length, 3);
        assert.equal(codeQualityMistakes([{ description: "x" }]).length, 4);
    });
    it("Code Quality is a list, one entry a fingerprint", () => {
        const entries = JSON.parse(codeQuality(report)) as Record<string, unknown>[];
        assert.deepEqual(
            entries.map(({ check_name, severity, location }) => [check_name, severity, location]),
            [
                ["trust-subject-required", "critical", { path: "stacks/my app.yaml", lines: { begin: 7 } }],
                ["role-exposure", "major", { path: "stacks/my app.yaml", lines: { begin: 7 } }],
            ],
        );
    });
    it("JUnit has a case for each check, and fails those with errors; no character breaks it", () => {
        const xml = junit(report);
        assert.match(xml, /tests="3" failures="1"/);
        assert.equal(xml.match(/<failure /g)?.length, 1);
        assert.match(xml, /classname="trust-audience" name="trust-audience"\/>/);
        assert.ok(!xml.includes("<b>") && !xml.includes("\u0007"));
    });
    it("a baseline marks what is old, and leaves new errors to fail on", () => {
        const file = join(folder, "gl-code-quality.json");
        const other: ReportedFinding = { ...finding, path: "Statement[3]" };
        writeReports({ ...report, findings: [finding] }, { codeQuality: file });
        assert.equal((JSON.parse(readFileSync(file, "utf8")) as unknown[]).length, 1);
        const baseline = readBaseline(file);
        assert.ok(baseline);
        const known: Report = { ...report, findings: [finding, advisory, other], baseline };
        assert.deepEqual(newErrors(known), [other]);
        assert.deepEqual(newErrors({ ...report, findings: [finding] }), [finding]);
        assert.match(baselineNote(known, file) ?? "", /: 1 of 3 findings are in it and fail nothing\.$/);
        assert.match(baselineNote({ ...known, findings: [other] }, file) ?? "", /1 of its entries no longer/);
        // What is old stays in the reports: GitLab compares them with the target branch's.
        assert.equal((JSON.parse(codeQuality(known)) as unknown[]).length, 3);
        assert.deepEqual(
            sarif(known)
                .match(/"baselineState":"\w+"/g)
                ?.map((state) => state.slice(17, -1)),
            ["unchanged", "new", "new"],
        );
        assert.match(junit({ ...known, findings: [finding] }), /failures="0"[^]*In the baseline: /);
    });
    it("a baseline that is none is refused with how to make one", () => {
        const file = join(folder, "none.json");
        assert.equal(readBaseline(undefined), undefined);
        for (const [text, why] of [
            ['[{"no":1}]', /\[0\]/],
            ["{}", /not a list/],
            ["[", /not valid JSON/],
        ] as const) {
            writeFileSync(file, text);
            assert.throws(() => readBaseline(file), { name: "CommandError", message: why });
        }
        assert.throws(() => readBaseline(join(folder, "missing")), {
            name: "CommandError",
            message: /ENOENT/,
        });
    });
});

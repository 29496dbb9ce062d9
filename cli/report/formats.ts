import { createHash } from "node:crypto";
import type { FindingLevel, Report, ReportedFinding } from "./reportedFinding";

/**
 * What a finding is known by from one run to the next, as hexadecimal SHA-256: rule, code, subject, path and a hash of the
 * value. Lines, order and wording do not count; the message stands in only where a finding has neither code nor path.
 */
export function fingerprint({ rule, code, subject, path, value, message }: ReportedFinding): string {
    const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
    const isPlaced = code !== undefined || path !== undefined;
    const about = isPlaced ? (value === undefined ? "" : hash(JSON.stringify(value))) : hash(message);
    return hash(JSON.stringify([rule, code ?? "", subject, path ?? "", about]));
}

/** Where a finding without a known place is shown: GitLab drops a result that has none. */
const usualPlace = { file: "Pulumi.yaml", line: 1 };

function placeOf({ place }: ReportedFinding): { file: string; line: number } {
    return { file: place?.file ?? usualPlace.file, line: place?.line ?? usualPlace.line };
}

function wholeMessage({ subjectName, message, fix }: ReportedFinding): string {
    return `${subjectName}: ${message}${fix === undefined ? "" : `\n${fix}`}`;
}

/** GitLab drops a result whose message is longer. */
const longestMessage = 1024;
/** GitLab takes at most so many results of one run. */
const mostResults = 5000;

function shortened(text: string, most = longestMessage): string {
    const characters = [...text];
    return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** Without fingerprints in common: GitLab shows one entry for two of the same. */
function distinct(findings: readonly ReportedFinding[]): [fingerprint: string, finding: ReportedFinding][] {
    return [...new Map(findings.map((finding) => [fingerprint(finding), finding] as const))];
}

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. At most 5,000 results. */
export function sarif({ checks, findings }: Report): string {
    const described = [
        ...checks,
        ...findings.map(({ rule, ruleDescription, ruleUrl }) => ({
            rule,
            description: ruleDescription,
            ...(ruleUrl === undefined ? {} : { url: ruleUrl }),
        })),
    ];
    const rules: Report["checks"] = [...new Map(described.map((check) => [check.rule, check])).values()];
    const indexes = new Map(rules.map(({ rule }, index) => [rule, index]));
    const results = distinct(findings)
        .slice(0, mostResults)
        .map(([id, finding]) => {
            const { file, line } = placeOf(finding);
            return {
                ruleId: finding.rule,
                ruleIndex: indexes.get(finding.rule) ?? 0,
                level: finding.level,
                message: { text: shortened(wholeMessage(finding)) },
                locations: [
                    {
                        physicalLocation: {
                            artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
                            region: { startLine: line },
                        },
                        logicalLocations: [
                            { name: finding.subjectName, fullyQualifiedName: finding.subject },
                        ],
                    },
                ],
                partialFingerprints: { "gitlabAwsOidc/v1": id },
            };
        });
    const driver = {
        name: "gitlab-aws-oidc",
        organization: "gitlab-aws-oidc",
        rules: rules.map(({ rule, description, url }) => ({
            id: rule,
            name: shortened(rule, 255),
            shortDescription: { text: shortened(description) },
            ...(url === undefined || url === "" ? {} : { helpUri: url }),
        })),
    };
    const log = {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [{ tool: { driver }, results }],
    };
    return `${JSON.stringify(log, undefined, 4)}\n`;
}

const codeQualitySeverity: Readonly<Record<FindingLevel, string>> = {
    error: "critical",
    warning: "major",
    note: "info",
};

/** GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/. It is also what `--baseline` reads. */
export function codeQuality({ findings }: Report): string {
    const entries = distinct(findings).map(([id, finding]) => {
        const { file, line } = placeOf(finding);
        return {
            description: wholeMessage(finding),
            check_name: finding.rule,
            fingerprint: id,
            severity: codeQualitySeverity[finding.level],
            location: { path: file, lines: { begin: line } },
        };
    });
    return `${JSON.stringify(entries, undefined, 4)}\n`;
}

/** What XML allows, with its markup as references; other characters become U+FFFD. */
function xmlText(text: string): string {
    return text
        .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
        .replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`)
        .replace(/[\t\n\r]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

/**
 * A JUnit report, as GitLab reads it: a test case for each check, and one for each subject with findings. Findings of the level
 * `error` fail theirs; others are in its output.
 */
export function junit({ command, checks, findings }: Report): string {
    const cases = new Map<string, { rule: string; name: string; findings: ReportedFinding[] }>();
    for (const { rule } of checks) {
        if (!findings.some((finding) => finding.rule === rule))
            cases.set(rule, { rule, name: rule, findings: [] });
    }
    for (const [, finding] of distinct(findings)) {
        const key = JSON.stringify([finding.rule, finding.subject]);
        const one = cases.get(key) ?? {
            rule: finding.rule,
            name: `${finding.subjectName} (${finding.subject})`,
            findings: [],
        };
        one.findings.push(finding);
        cases.set(key, one);
    }
    const isFailed = ({ findings: own }: { findings: ReportedFinding[] }): boolean =>
        own.some(({ level }) => level === "error");
    const all = [...cases.values()];
    const lines = all.map((one) => {
        const head = `<testcase classname="${xmlText(one.rule)}" name="${xmlText(one.name)}"`;
        if (one.findings.length === 0) return `    ${head}/>`;
        const message = one.findings.map(wholeMessage).join("\n");
        const body = isFailed(one)
            ? `<failure message="${xmlText(shortened(message))}">${xmlText(message)}</failure>`
            : `<system-out>${xmlText(message)}</system-out>`;
        return `    ${head}>${body}</testcase>`;
    });
    const failures = String(all.filter(isFailed).length);
    const counts = `name="gitlab-aws-oidc ${xmlText(command)}" tests="${String(all.length)}" failures="${failures}"`;
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<testsuites>",
        `<testsuite ${counts}>`,
        ...lines,
        "</testsuite>",
        "</testsuites>",
        "",
    ].join("\n");
}

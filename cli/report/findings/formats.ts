import { createHash } from "node:crypto";
import type { FindingLevel, FindingSeverity, Place, Report, ReportedFinding } from "./reportedFinding";

/**
 * What a finding is known by from one run to the next, as hexadecimal SHA-256: rule, code, subject, path and a hash of the
 * value. Lines, order and wording do not count; the message stands in only where a finding has neither code nor path.
 */
export function fingerprint({ rule, code, subject, path, value, message }: ReportedFinding): string {
    const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
    const isPlaced = code !== undefined || path !== undefined;
    const about = isPlaced ? (value === undefined ? "" : hash(JSON.stringify(value) ?? "")) : hash(message);
    return hash(JSON.stringify([rule, code ?? "", subject, path ?? "", about]));
}

const usualPlace: Place = { file: "Pulumi.yaml", line: 1 };

function wholeMessage({ subjectName, message, namesSubject, fix }: ReportedFinding): string {
    return `${namesSubject ? "" : `${subjectName}: `}${message}${fix === undefined ? "" : `\n${fix}`}`;
}

/**
 * What GitLab reads of a SARIF report: characters of texts, counts, and bytes of the results, which leave room for the rules in
 * a file of 10 MB. Source: https://docs.gitlab.com/user/application_security/detect/ (SARIF reports).
 */
const limits = { message: 1024, name: 255, url: 2048, results: 5000, rules: 1000, bytes: 8_000_000 } as const;

function shortened(text: string, most: number = limits.message): string {
    const characters = [...text];
    return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** One finding of each fingerprint, the worst first where there are several: GitLab shows one entry for two of the same. */
function distinct(findings: readonly ReportedFinding[]): [fingerprint: string, finding: ReportedFinding][] {
    const found = new Map<string, ReportedFinding>();
    for (const finding of findings) {
        const id = fingerprint(finding);
        const known = found.get(id);
        if (known === undefined || rank(finding) > rank(known)) found.set(id, finding);
    }
    return [...found];
}

const rankOfSeverity: Readonly<Record<FindingSeverity, number>> = {
    critical: 95,
    high: 80,
    medium: 50,
    low: 20,
};

const severityOfLevel: Readonly<Record<FindingLevel, FindingSeverity>> = {
    error: "high",
    warning: "medium",
    note: "low",
};

/** From 0 to 100, as SARIF counts and GitLab reads it before all other words about severity. */
function rank({ level, severity = severityOfLevel[level] }: ReportedFinding): number {
    return rankOfSeverity[severity];
}

const levels: readonly FindingLevel[] = ["note", "warning", "error"];

function worstLevel(findings: readonly ReportedFinding[]): FindingLevel {
    return levels[Math.max(...findings.map(({ level }) => levels.indexOf(level)))] ?? "warning";
}

/** The first of a list of values, as far as their JSON stays within a number of bytes. */
function fitting<Value>(values: readonly Value[], most: number): Value[] {
    let bytes = 0;
    return values.filter((value) => (bytes += Buffer.byteLength(JSON.stringify(value)) + 1) <= most);
}

/**
 * SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. At most 5,000 results in 8 MB, the worst first
 * where there are more, since GitLab drops a larger file. With a baseline each result says whether it is new (`baselineState`).
 */
export function sarif({ checks, findings, baseline }: Report): string {
    const described = [
        ...checks,
        ...findings.map(({ rule, ruleDescription, ruleUrl }) => ({
            rule,
            description: ruleDescription,
            ...(ruleUrl === undefined ? {} : { url: ruleUrl }),
        })),
    ];
    const rules = [...new Map(described.map((check) => [check.rule, check])).values()].slice(0, limits.rules);
    const indexes = new Map(rules.map(({ rule }, index) => [rule, index]));
    const shown = distinct(findings);
    if (shown.length > limits.results / 2) shown.sort(([, one], [, other]) => rank(other) - rank(one));
    const results = shown
        .slice(0, limits.results)
        .filter(([, { rule }]) => indexes.has(rule))
        .map(([id, finding]) => {
            const { file, line } = finding.place ?? usualPlace;
            return {
                ruleId: finding.rule,
                ruleIndex: indexes.get(finding.rule) ?? 0,
                level: finding.level,
                rank: rank(finding),
                message: { text: shortened(wholeMessage(finding)) },
                locations: [
                    {
                        physicalLocation: {
                            artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
                            region: { startLine: Math.max(1, line) },
                        },
                        logicalLocations: [
                            { name: finding.subjectName, fullyQualifiedName: finding.subject },
                        ],
                    },
                ],
                partialFingerprints: { "gitlabAwsOidc/v1": id },
                ...(baseline === undefined ? {} : { baselineState: baseline.has(id) ? "unchanged" : "new" }),
            };
        });
    const driver = {
        name: "gitlab-aws-oidc",
        organization: "gitlab-aws-oidc",
        rules: rules.map(({ rule, description, url = "" }) => {
            const own = findings.filter((finding) => finding.rule === rule);
            const worst = Math.max(...own.map(rank));
            return {
                id: rule,
                name: shortened(rule, limits.name),
                shortDescription: { text: shortened(description) },
                fullDescription: { text: shortened(description) },
                ...(url === "" || url.length > limits.url ? {} : { helpUri: url }),
                ...(own.length === 0
                    ? {}
                    : {
                          defaultConfiguration: { level: worstLevel(own) },
                          // GitHub reads the severity here, and as a string; GitLab reads the rank of each result.
                          properties: { "security-severity": (worst / 10).toFixed(1) },
                      }),
            };
        }),
    };
    const log = {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [{ tool: { driver }, results: fitting(results, limits.bytes) }],
    };
    return `${JSON.stringify(log)}\n`;
}

function codeQualitySeverity({ level, severity }: ReportedFinding): string {
    if (level === "note") return "info";
    if (level === "warning") return severity === "low" || severity === "medium" ? "minor" : "major";
    return severity === "critical" ? "blocker" : "critical";
}

/**
 * GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/. It is also what `--baseline` reads, so it has
 * all findings, old ones too: GitLab compares it with the target branch's.
 */
export function codeQuality({ findings }: Report): string {
    const entries = distinct(findings).map(([id, finding]) => {
        const { file, line } = finding.place ?? usualPlace;
        return {
            description: wholeMessage(finding),
            check_name: finding.rule,
            fingerprint: id,
            severity: codeQualitySeverity(finding),
            location: { path: file, lines: { begin: Math.max(1, line) } },
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
 * A JUnit report, as GitLab reads it: a test case for each check without findings, and one for each subject with findings. New
 * findings of the level `error` fail theirs; others, and those of the baseline, are in its output.
 */
export function junit({ command, checks, findings, baseline }: Report): string {
    interface Case {
        rule: string;
        name: string;
        findings: { isNew: boolean; finding: ReportedFinding }[];
    }
    const cases = new Map<string, Case>();
    for (const { rule } of checks) {
        if (!findings.some((finding) => finding.rule === rule))
            cases.set(rule, { rule, name: rule, findings: [] });
    }
    for (const [id, finding] of distinct(findings)) {
        const key = JSON.stringify([finding.rule, finding.subject]);
        const one = cases.get(key) ?? {
            rule: finding.rule,
            name: `${finding.subjectName} (${finding.subject})`,
            findings: [],
        };
        one.findings.push({ isNew: baseline?.has(id) !== true, finding });
        cases.set(key, one);
    }
    const isFailed = ({ findings: own }: Case): boolean =>
        own.some(({ isNew, finding }) => isNew && finding.level === "error");
    const all = [...cases.values()];
    const lines = all.map((one) => {
        const head = `<testcase classname="${xmlText(one.rule)}" name="${xmlText(one.name)}"`;
        if (one.findings.length === 0) return `    ${head}/>`;
        const message = one.findings
            .map(({ isNew, finding }) => `${isNew ? "" : "In the baseline: "}${wholeMessage(finding)}`)
            .join("\n");
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

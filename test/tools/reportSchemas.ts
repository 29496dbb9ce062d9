import { readFileSync } from "node:fs";
import Ajv from "ajv";

const text = { type: "string" };
const object = (properties: Record<string, object>, required: readonly string[]) => ({
    type: "object",
    additionalProperties: false,
    properties,
    required: [...required],
});
const list = (items: object) => ({ type: "array", items });
const words = object({ text }, ["text"]);
const level = { enum: ["none", "note", "warning", "error"] };

/**
 * The schema of the whole standard, as Microsoft's package carries it. Compared on 2026-11-21 with OASIS's own, errata 1: what
 * differs is a region without any position and the pattern of a language, and the stricter form below requires the one and
 * refuses the other.
 */
const sarifStandard = JSON.parse(
    readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
) as object;

/** The part of SARIF 2.1.0 that the reports use, in a stricter form than the standard's: every other member is a mistake. */
const sarifSchema = object(
    {
        $schema: { type: "string", format: "uri" },
        version: { enum: ["2.1.0"] },
        runs: list(
            object(
                {
                    tool: object(
                        {
                            driver: object(
                                {
                                    name: text,
                                    organization: text,
                                    rules: {
                                        ...list(
                                            object(
                                                {
                                                    id: text,
                                                    name: text,
                                                    shortDescription: words,
                                                    fullDescription: words,
                                                    helpUri: { type: "string", format: "uri" },
                                                    defaultConfiguration: object({ level }, ["level"]),
                                                    properties: object(
                                                        {
                                                            "security-severity": {
                                                                type: "string",
                                                                pattern: "^(10|\\d)\\.\\d$",
                                                            },
                                                        },
                                                        ["security-severity"],
                                                    ),
                                                },
                                                ["id", "name", "shortDescription"],
                                            ),
                                        ),
                                        uniqueItems: true,
                                    },
                                },
                                ["name", "rules"],
                            ),
                        },
                        ["driver"],
                    ),
                    results: list(
                        object(
                            {
                                ruleId: text,
                                ruleIndex: { type: "integer", minimum: 0 },
                                level,
                                rank: { type: "number", minimum: 0, maximum: 100 },
                                message: words,
                                locations: {
                                    ...list(
                                        object(
                                            {
                                                physicalLocation: object(
                                                    {
                                                        artifactLocation: object(
                                                            {
                                                                uri: {
                                                                    type: "string",
                                                                    format: "uri-reference",
                                                                },
                                                            },
                                                            ["uri"],
                                                        ),
                                                        region: object(
                                                            { startLine: { type: "integer", minimum: 1 } },
                                                            ["startLine"],
                                                        ),
                                                    },
                                                    ["artifactLocation", "region"],
                                                ),
                                                logicalLocations: list(
                                                    object({ name: text, fullyQualifiedName: text }, [
                                                        "name",
                                                    ]),
                                                ),
                                            },
                                            ["physicalLocation"],
                                        ),
                                    ),
                                    minItems: 1,
                                },
                                partialFingerprints: { type: "object", additionalProperties: text },
                                baselineState: { enum: ["new", "unchanged", "updated", "absent"] },
                            },
                            ["ruleId", "level", "message", "locations", "partialFingerprints"],
                        ),
                    ),
                },
                ["tool", "results"],
            ),
        ),
    },
    ["$schema", "version", "runs"],
);

/** Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. Paths are relative, without `./`. */
const codeQualitySchema = {
    type: "array",
    items: object(
        {
            description: { type: "string", minLength: 1 },
            check_name: { type: "string", minLength: 1 },
            fingerprint: { type: "string", minLength: 1 },
            severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
            location: object(
                {
                    path: { type: "string", pattern: "^(?!\\./)(?!/)(?![A-Za-z]:).+" },
                    lines: object({ begin: { type: "integer", minimum: 1 } }, ["begin"]),
                },
                ["path", "lines"],
            ),
        },
        ["description", "check_name", "fingerprint", "severity", "location"],
    ),
};

/** What is wrong with a SARIF log by the stricter schema here, and by the standard's own. */
export function sarifMistakes(log: unknown): { stricter: string[]; standard: string[] } {
    return { stricter: schemaMistakes(sarifSchema, log), standard: schemaMistakes(sarifStandard, log) };
}

/** What `sarifMistakes` gives for a log without mistakes. */
export const noSarifMistakes = { stricter: [], standard: [] };

/** What is wrong with a Code Quality report by GitLab's documentation; two entries of one fingerprint would be shown as one. */
export function codeQualityMistakes(report: unknown): string[] {
    const mistakes = schemaMistakes(codeQualitySchema, report);
    if (mistakes.length > 0) return mistakes;
    const prints = (report as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint);
    return new Set(prints).size === prints.length ? [] : ["two entries have one fingerprint"];
}

function schemaMistakes(schema: object, value: unknown): string[] {
    const ajv = new Ajv({ schemaId: "auto", allErrors: true, meta: true });
    // The standard's schema is written in draft 4; nothing of it differs in the drafts that the validator knows.
    const { $schema: draft, ...rules } = schema as { $schema?: string };
    if (ajv.validate(draft === undefined ? schema : rules, value) === true) return [];
    return (ajv.errors ?? []).map(({ dataPath, message = "" }) => `${dataPath} ${message}`);
}

/** A result, as far as GitLab's rules look at it. */
interface Result {
    ruleId?: string;
    ruleIndex?: number;
    message?: { text?: string };
    locations?: {
        physicalLocation?: { artifactLocation?: { uri?: string }; region?: { startLine?: number } };
    }[];
    suppressions?: { status?: string }[];
}

/** A SARIF log, as far as GitLab's rules look at it. */
export interface SarifLog {
    version: string;
    runs: {
        tool: { driver: { name?: string; rules?: { id: string; properties?: { tags?: string[] } }[] } };
        results: (Result & {
            partialFingerprints: Record<string, string>;
            baselineState?: string;
            level: string;
        })[];
    }[];
}

/**
 * What of a SARIF report GitLab does not take, given as text. Source: https://docs.gitlab.com/user/application_security/detect/
 * (SARIF reports): a file of at most 10 MB with 20 runs, each with 5,000 results and 25,000 rules; a result without rule, file
 * and line, or with a longer message than 1,024 characters is dropped; a report is dropped with more than half of its results.
 */
export function droppedByGitLab(report: string): string[] {
    const { version, runs } = JSON.parse(report) as SarifLog;
    const mistakes: string[] = [];
    if (Buffer.byteLength(report) > 10 * 1024 * 1024) mistakes.push("the file is larger than 10 MB");
    if (version !== "2.1.0") mistakes.push(`the version is ${version}`);
    if (runs.length > 20) mistakes.push("there are more than 20 runs");
    for (const { tool, results } of runs) {
        const { name = "", rules = [] } = tool.driver;
        if (name === "") mistakes.push("the tool has no name");
        if (results.length > 5000) mistakes.push("a run has more than 5,000 results");
        if (rules.length > 25_000) mistakes.push("a run has more than 25,000 rules");
        for (const { properties } of rules)
            if (properties?.tags?.some((tag) => /^(cwe|cve)-/i.test(tag)))
                mistakes.push("another kind of scanner");
        results.forEach(({ ruleId, ruleIndex = -1, message, locations = [], suppressions }, index) => {
            const { artifactLocation, region } = locations[0]?.physicalLocation ?? {};
            const length = [...(message?.text ?? "")].length;
            const uri = artifactLocation?.uri ?? "";
            if (ruleId === undefined || rules[ruleIndex]?.id !== ruleId)
                mistakes.push(`${String(index)}: no rule`);
            if (length === 0 || length > 1024)
                mistakes.push(`${String(index)}: ${String(length)} characters`);
            if (uri === "" || /^(\/|[a-z]+:)/i.test(uri))
                mistakes.push(`${String(index)}: the file is "${uri}"`);
            if (!Number.isInteger(region?.startLine) || (region?.startLine ?? 0) < 1)
                mistakes.push(`${String(index)}: no line`);
            if (suppressions !== undefined) mistakes.push(`${String(index)}: suppressed`);
        });
    }
    return mistakes;
}

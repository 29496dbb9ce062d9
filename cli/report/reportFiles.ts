import { readFileSync, writeFileSync } from "node:fs";
import { CommandError, textOption } from "../terminal";
import { codeQuality, fingerprint, junit, type Report, type ReportedFinding, sarif } from "./findings";

/** The options by which a command writes its findings to files, in addition to what it prints. */
export const reportOptions = {
    sarif: () => textOption("--sarif <FILE>", "Also write the findings to this file as SARIF 2.1.0."),
    codeQuality: () =>
        textOption("--code-quality <FILE>", "Also write the findings to this file as GitLab Code Quality."),
    junit: () => textOption("--junit <FILE>", "Also write the checks to this file as a JUnit report."),
    baseline: () =>
        textOption(
            "--baseline <FILE>",
            "Fail on new findings only: those that are not in this file, which --code-quality wrote earlier.",
        ),
};

/** What those options say. */
export interface ReportFiles {
    sarif?: string | undefined;
    codeQuality?: string | undefined;
    junit?: string | undefined;
    baseline?: string | undefined;
}

/** The largest baseline that is read, in megabytes: as large as the largest report that GitLab reads. */
const largestBaseline = 100;

/** Writes each file that was asked for. Throws CommandError where one cannot be written. */
export function writeReports(report: Report, files: ReportFiles): void {
    const wanted: [file: string | undefined, write: (report: Report) => string][] = [
        [files.sarif, sarif],
        [files.codeQuality, codeQuality],
        [files.junit, junit],
    ];
    for (const [file, write] of wanted) {
        if (file !== undefined) writeOutput(file, write(report));
    }
}

/** Writes a file that an option names. Throws CommandError where it cannot be written. */
export function writeOutput(file: string, text: string): void {
    try {
        writeFileSync(file, text);
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw new CommandError(`${file} cannot be written: ${code ?? message}.`);
    }
}

/** The findings of the level `error` that a report's baseline does not have: what a command fails on. */
export function newErrors({ findings, baseline }: Report): ReportedFinding[] {
    return findings.filter(
        (finding) => finding.level === "error" && baseline?.has(fingerprint(finding)) !== true,
    );
}

/**
 * What a baseline did, in one sentence: how many findings it has, and how many of its entries no longer occur. Undefined
 * without a baseline.
 */
export function baselineNote({ findings, baseline }: Report, file: string | undefined): string | undefined {
    if (baseline === undefined || file === undefined) return undefined;
    const prints = new Set(findings.map(fingerprint));
    const known = [...prints].filter((print) => baseline.has(print)).length;
    const gone = [...baseline].filter((print) => !prints.has(print)).length;
    const stale =
        gone === 0
            ? ""
            : ` ${String(gone)} of its entries no longer occur: write it again with --code-quality.`;
    return `Baseline ${file}: ${String(known)} of ${String(prints.size)} findings are in it and fail nothing.${stale}`;
}

/**
 * The fingerprints of a baseline; undefined where none is named. Read it before the reports are written, which may be to the
 * same file. Throws CommandError where the file is not a Code Quality report.
 */
export function readBaseline(file: string | undefined): ReadonlySet<string> | undefined {
    if (file === undefined) return undefined;
    const howTo = "Create it with: --code-quality FILE";
    let value: unknown;
    try {
        const bytes = readFileSync(file);
        if (bytes.length > largestBaseline * 1_000_000)
            throw new CommandError(`The baseline ${file} is larger than ${String(largestBaseline)} MB.`);
        value = JSON.parse(bytes.toString("utf8"));
    } catch (error) {
        if (error instanceof CommandError) throw error;
        const code = (error as NodeJS.ErrnoException).code ?? "it is not valid JSON";
        throw new CommandError(`The baseline ${file} cannot be read: ${code}.`, howTo);
    }
    const entries: unknown[] = Array.isArray(value) ? value : [undefined];
    const prints = entries.map((entry) =>
        typeof entry === "object" && entry !== null
            ? (Reflect.get(entry, "fingerprint") as unknown)
            : undefined,
    );
    const wrong = prints.findIndex((print) => typeof print !== "string");
    if (wrong >= 0)
        throw new CommandError(
            `The baseline ${file} is not a Code Quality report: ${Array.isArray(value) ? `[${String(wrong)}].fingerprint is missing` : "it is not a list"}.`,
            howTo,
        );
    return new Set(prints.filter((print) => typeof print === "string"));
}

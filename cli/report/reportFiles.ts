import { readFileSync, writeFileSync } from "node:fs";
import { CommandError, textOption } from "../terminal";
import type { Report, ReportedFinding } from "./reportedFinding";
import { codeQuality, fingerprint, junit, sarif } from "./formats";

/** The options by which a command writes its findings to files, beside what it prints. */
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

/** Writes each file that was asked for. Throws CommandError where one cannot be written. */
export function writeReports(report: Report, files: ReportFiles): void {
    const wanted: [file: string | undefined, write: (report: Report) => string][] = [
        [files.sarif, sarif],
        [files.codeQuality, codeQuality],
        [files.junit, junit],
    ];
    for (const [file, write] of wanted) {
        if (file === undefined) continue;
        try {
            writeFileSync(file, write(report));
        } catch (error) {
            const { code, message } = error as NodeJS.ErrnoException;
            throw new CommandError(`${file} cannot be written: ${code ?? message}.`);
        }
    }
}

/**
 * The findings that a baseline does not have; all of them without one. Throws CommandError where the file is not a Code
 * Quality report.
 */
export function newFindings(
    findings: readonly ReportedFinding[],
    baseline: string | undefined,
): readonly ReportedFinding[] {
    if (baseline === undefined) return findings;
    const known = readBaseline(baseline);
    return findings.filter((finding) => !known.has(fingerprint(finding)));
}

function readBaseline(file: string): ReadonlySet<string> {
    const howTo = "Create it with: --code-quality FILE";
    let value: unknown;
    try {
        value = JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "it is not JSON";
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

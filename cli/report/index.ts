/** The formats that several commands share. */
export { type FindingLevel, type Report, type ReportedFinding } from "./finding";
export { newFindings, type ReportFiles, reportOptions, writeReports } from "./files";
export { codeQuality, fingerprint, junit, sarif } from "./formats";
export { escapeHtml, htmlPage } from "./page";

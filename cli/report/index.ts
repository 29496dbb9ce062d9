/** The formats that several commands share. */
export { type FindingLevel, type Report, type ReportedFinding } from "./reportedFinding";
export { newFindings, type ReportFiles, reportOptions, writeReports } from "./reportFiles";
export { codeQuality, fingerprint, junit, sarif } from "./formats";
export { escapeHtml, htmlPage } from "./page";

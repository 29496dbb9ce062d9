/** The formats that several commands share. */
export { type FindingLevel, type Report, type ReportedFinding } from "./finding";
export { escapeHtml, htmlPage } from "./page";

/** The formats that several commands share. */
export {
    type FindingLevel,
    type FindingSeverity,
    type Place,
    type Report,
    type ReportedFinding,
} from "./findings";
export {
    type AddParts,
    codeQuality,
    fingerprint,
    junit,
    policyFinding,
    recordedParts,
    sarif,
    type ViolationParts,
} from "./findings";
export {
    baselineNote,
    newErrors,
    readBaseline,
    type ReportFiles,
    reportOptions,
    writeOutput,
    writeReports,
} from "./reportFiles";
export { escapeHtml, htmlPage } from "./page";

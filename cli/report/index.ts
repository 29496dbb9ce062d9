/** The formats that several commands share. */
export * from "./findings";
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

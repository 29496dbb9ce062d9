/**
 * A finding in the form that every machine-readable format is made from, and those formats. A room of its own, because the
 * programs inside of the pipeline components are bundled with it: it uses nothing but Node.js.
 */
export { codeQuality, fingerprint, junit, sarif } from "./formats";
export { type AddParts, policyFinding, recordedParts, type ViolationParts } from "./policyFindings";
export {
    type FindingLevel,
    type FindingSeverity,
    type Place,
    type Report,
    type ReportedFinding,
} from "./reportedFinding";

/** Running a policy pack over the analyzer protocol, as the engine does. */
export { findPolicyPack, type Judgement, judgePlan } from "./judgePlan";
export {
    type AnalyzedResource,
    type ConfigKeySchema,
    type Diagnostic,
    type DiagnosticSeverity,
    type EnforcementLevel,
    type PackInfo,
    type PolicyInfo,
    toStruct,
} from "./messages";
export {
    entryProblems,
    everyPolicy,
    type PackConfig,
    type PolicyConfig,
    type PolicyConfigProblem,
    unknownPolicy,
} from "./packConfig";
export { PackError, type PackProcess, type PackTimeouts, startPack } from "./packProcess";

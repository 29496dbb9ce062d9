export type { AnalyzedResource } from "./analyzedResource";
export type { Diagnostic, DiagnosticSeverity, EnforcementLevel } from "./diagnostic";
export type { PackConfig, PolicyConfig } from "./packConfig";
export { PackError } from "./packError";
export type { ConfigKeySchema, PackInfo, PolicyInfo } from "./packInfo";
export { type PackProcess, type PackTimeouts, startPack } from "./packProcess";

export { type ConfigKey, type ConfigKeys } from "./config";
export { known, knownTexts, type Known } from "./known";
export * from "./mirror";
export { holdOrganisation, matchesIssuerGlob, type Organisation, organisationKeys } from "./organisation";
export { StackPermissions } from "./permissions";
export * from "./policy";
export * from "./report";
export * from "./resources";
export * from "./trust";

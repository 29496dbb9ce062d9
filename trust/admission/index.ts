export * from "./admission";
export * from "./issuers";
export * from "./reach";
export { isDoubtful, Way, type Found, type IssuerStatements, type Question } from "./way";
export { tokenSpace, type TokenSpace } from "./space";
export { globOfValue, withCondition, withValues, wholeSpace } from "./box";
export * from "./describe";

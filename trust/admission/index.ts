export * from "./admission";
export * from "./issuers";
export * from "./reach";
export { isDoubtful, Way, type Found, type IssuerStatements, type Question } from "./way";
export { tokenSpace, type TokenSpace, type Witness } from "./space";

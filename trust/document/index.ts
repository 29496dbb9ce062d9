/** trust/document: a trust policy, read once, and what is wrong with its form. */
export { isObject, readJson } from "./json";
export type { DocumentKind, TrustDocument, TrustPrincipal, TrustStatement } from "./model";
export { readCondition, readElements, readValues } from "./readStatement";
export { type ReadOptions, readTrustDocument } from "./readTrustDocument";
export { findUnknownMarker, readText, unknownMarkers } from "./texts";

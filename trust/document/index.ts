export { isObject, readJson } from "./json";
export type { TrustPolicy, TrustPrincipal, TrustStatement } from "./model";
export { readCondition, readElements, readValues } from "./readStatement";
export { readTrustPolicy } from "./readTrustDocument";
export { findUnknownMarker, readText, unknownMarkers } from "./texts";

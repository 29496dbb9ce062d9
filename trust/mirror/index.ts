/** trust/mirror: discovery documents, key sets and the bucket of a mirrored instance. */
export { type BucketStatement, namesResource, readBucketPolicy } from "./bucketGrants";
export {
    type IssuerBucket,
    bucketHost,
    bucketIssuerUrl,
    bucketNameProblems,
    bucketOfIssuer,
    bucketServing,
    fullBucketName,
    isAccountRegionalName,
} from "./bucketName";
export { bucketPolicy } from "./bucketPolicy";
export {
    type DiscoveryDocument,
    discoveryDocument,
    discoveryDocumentText,
    discoveryHeaders,
    discoveryPaths,
    instanceSettings,
} from "./discoveryDocument";
export {
    type DocumentProblem,
    type DocumentProblemCode,
    type DocumentReading,
    readMirroredDocument,
} from "./documentProblems";
export {
    type KeySet,
    type KeySetProblemCode,
    isComing,
    isPrivateKeyProblem,
    isSameKey,
    keySetText,
    signingAlgorithms,
} from "./keySet";
export { type MergedKeySet, mergeKeySets } from "./mergeKeySets";
export { readKeySet } from "./readKeySet";
export { type InstanceDocument, readInstanceDocument } from "./rewriteDiscoveryDocument";

export { discoveryCommand } from "./command";
// The mirror's tests against an emulated S3 use the parts without the command line.
export { bucketKeyStore } from "./keyStores";
export { syncKeys } from "./sync";

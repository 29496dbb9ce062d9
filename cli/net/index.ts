export {
    type HostKind,
    hostOf,
    isPublicAddress,
    readTypedAddress,
    type TypedAddress,
    withoutUserInfo,
} from "./addresses";
export {
    abortable,
    errorCode,
    type Network,
    privateAddressCode,
    type Route,
    systemNetwork,
    withinTime,
} from "./connection";
export {
    type DocumentAnswer,
    type DocumentFailure,
    type DocumentObservation,
    getDocument,
    type RequestLimits,
    type RequestSettings,
} from "./httpsClient";
export { networkOptions, readAuthorities, readRoute } from "./options";
export { type Environment, isExcepted, type Proxy, proxyAddress, proxyOfEnvironment } from "./proxy";
export { checkSignature, type KeyRequest, type SignatureCheck } from "./signature";
export { type HandshakeObservation, probeTls, triedVersions } from "./tlsHandshake";

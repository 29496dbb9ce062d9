import { isIP } from "node:net";
import { discoveryPaths } from "../../../trust/mirror";
import { isObject } from "../../../trust/document";
import {
    abortable,
    type DocumentObservation,
    errorCode,
    getDocument,
    type HandshakeObservation,
    hostOf,
    isExcepted,
    isPublicAddress,
    privateAddressCode,
    probeTls,
    type RequestLimits,
    type Route,
    withinTime,
} from "../../net";

/** How long a probe may take, and how much it may bring. */
export interface ProbeLimits extends RequestLimits {
    /** Milliseconds in which AWS wants an answer; less than `giveUpAfter`, so that a slow answer can be reported. */
    answerWithin: number;
}

/**
 * AWS gives up after five seconds (https://repost.aws/knowledge-center/iam-sts-invalididentitytoken); we wait for twelve.
 * One megabyte is beyond any key set of a hundred keys of each type.
 */
export const probeLimits: ProbeLimits = { answerWithin: 5000, giveUpAfter: 12_000, bytes: 1_000_000 };

/** What a probe needs, and whom it informs. */
export interface Probing {
    /**
     * The way to the servers. Where private addresses are refused, that is for hosts that a document names; the address
     * that was typed is looked at wherever it leads.
     */
    route: Route;
    limits: ProbeLimits;
    /** PEM text of CAs that the instance's own certificate may come from. Default: public ones only. */
    authorities?: string | undefined;
    /** Called before each step that may take a while. */
    progress: (text: string) => void;
}

/** What a host showed of itself before anything was asked. */
export interface HostObservation {
    host: string;
    /** IP addresses; empty where the name has none, or only the proxy knows them. */
    addresses: string[];
    /** Whether a proxy made the connections. */
    throughProxy: boolean;
    /** Why the name has no address: an error code of the resolver. */
    error?: string;
    /** One per TLS version that was tried; empty where the name has no address, or was not contacted. */
    handshakes: HandshakeObservation[];
    /** Whether it was not contacted because its address is private and somebody else's document named it. */
    withheld?: boolean;
}

/** Everything that was seen of an issuer; what it means is judged apart. */
export interface IssuerObservation {
    /** The issuer's URL, as it is registered at AWS. */
    issuer: string;
    /** The issuer's host, and that of the keys where it is another. */
    hosts: HostObservation[];
    /** The answer for the discovery document; absent where no connection was possible. */
    document?: DocumentObservation;
    /** The answer for the keys; absent where the document does not specify where they are. */
    keys?: DocumentObservation;
}

/**
 * Looks at an issuer, given as URL, as AWS would: name, TLS, discovery document, keys. Every step is bounded; the whole
 * takes at most eight times `giveUpAfter`. Never throws.
 */
export async function observeIssuer(issuer: string, probing: Probing): Promise<IssuerObservation> {
    const { route, limits, progress } = probing;
    const typed = new URL(issuer);
    const host = await observeHost(hostOf(typed), { ...route, allowPrivateAddresses: true }, probing);
    const seen: IssuerObservation = { issuer, hosts: [host] };
    if (!answersTls(host)) return seen;
    const ask = (url: string, allowPrivateAddresses: boolean): Promise<DocumentObservation> => {
        progress(`Reading ${url}`);
        return getDocument(url, {
            route: { ...route, allowPrivateAddresses },
            limits,
            certificates: "unchecked",
        });
    };
    const document = await ask(`${issuer}/${discoveryPaths.document}`, true);
    const keysUrl = keysUrlOf(document.kind === "answer" && document.status === 200 ? document.text : "");
    if (keysUrl === undefined) return { ...seen, document };
    if (keysUrl.host === typed.host) {
        // A host that was public a moment ago must not lead into a private network now.
        const wasPrivate = !host.addresses.every(isPublicAddress);
        const keys = await ask(keysUrl.href, route.allowPrivateAddresses || wasPrivate);
        return { ...seen, document, keys };
    }
    const hosts = [host];
    if (keysUrl.hostname !== typed.hostname) {
        const keysHost = await observeHost(hostOf(keysUrl), route, probing);
        hosts.push(keysHost);
        if (!answersTls(keysHost)) return { issuer, hosts, document };
    }
    return { issuer, hosts, document, keys: await ask(keysUrl.href, route.allowPrivateAddresses) };
}

/** Asks an instance, given by its URL, for its keys. Its certificate is checked: its keys are what the mirror's are held to. */
export function observeInstanceKeys(
    instance: string,
    { route, limits, authorities, progress }: Probing,
): Promise<DocumentObservation> {
    const url = `${instance}/${discoveryPaths.keys}`;
    progress(`Reading ${url}`);
    return getDocument(url, {
        route: { ...route, allowPrivateAddresses: true },
        limits,
        certificates: { authorities },
    });
}

async function observeHost(
    host: string,
    route: Route,
    { limits, progress }: Probing,
): Promise<HostObservation> {
    progress(`Connecting to ${host}`);
    const throughProxy = route.proxy !== undefined && !isExcepted(route.proxy, host, 443);
    // An address needs no name server, whatever this machine's makes of one.
    const resolved =
        isIP(host) !== 0
            ? [host]
            : await withinTime(
                  (signal) => abortable(route.network.resolve(host), signal),
                  limits.giveUpAfter,
              ).catch((error: unknown) => errorCode(error));
    const addresses = typeof resolved === "string" ? [] : resolved;
    const seen = { host, addresses, throughProxy };
    if (addresses.length === 0 && !throughProxy)
        return {
            ...seen,
            handshakes: [],
            ...(typeof resolved === "string" ? { error: resolved } : {}),
        };
    const handshakes = await probeTls(host, route, limits.giveUpAfter);
    const withheld = handshakes.every(({ error }) => error === privateAddressCode);
    return withheld ? { ...seen, handshakes: [], withheld } : { ...seen, handshakes };
}

function answersTls({ handshakes }: HostObservation): boolean {
    return handshakes.some(({ error }) => error === undefined);
}

/** Where a discovery document specifies the keys, if that is an address that can be asked. */
function keysUrlOf(text: string): URL | undefined {
    try {
        const document: unknown = JSON.parse(text);
        const url = isObject(document) ? document["jwks_uri"] : undefined;
        const parsed = typeof url === "string" ? new URL(url) : undefined;
        return parsed?.protocol === "https:" ? parsed : undefined;
    } catch {
        return undefined;
    }
}

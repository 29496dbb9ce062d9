import { isObject } from "../../trust/document";
import { discoveryPaths } from "../../trust/mirror";
import { getDocument } from "../probe/getDocument";
import { errorCode, type Network, type ProbeLimits, withinTime } from "../probe/network";
import { probeTls } from "../probe/probeTls";
import type { HostObservation, IssuerObservation } from "./observation";

/** What a probe needs, and whom it tells what it is doing. */
export interface Probing {
    network: Network;
    limits: ProbeLimits;
    /** Called before each step that may take a while. */
    progress: (text: string) => void;
}

/**
 * Looks at an issuer, given as URL, as AWS would: name, TLS, discovery document, keys. Every step is bounded; the whole
 * takes at most eight times `giveUpAfter`. Never throws.
 */
export async function observeIssuer(issuer: string, probing: Probing): Promise<IssuerObservation> {
    const { network, limits, progress } = probing;
    const { hostname } = new URL(issuer);
    const host = await observeHost(hostname, probing);
    const seen: IssuerObservation = { issuer, hosts: [host] };
    if (!answersTls(host)) return seen;
    const documentUrl = `${issuer}/${discoveryPaths.document}`;
    progress(`Reading ${documentUrl}`);
    const document = await getDocument(documentUrl, network, limits);
    const keysUrl = keysUrlOf(document.kind === "answer" && document.status === 200 ? document.text : "");
    if (keysUrl === undefined) return { ...seen, document };
    const keysHost = keysUrl.hostname === hostname ? undefined : await observeHost(keysUrl.hostname, probing);
    const hosts = keysHost === undefined ? [host] : [host, keysHost];
    if (keysHost !== undefined && !answersTls(keysHost)) return { issuer, hosts, document };
    progress(`Reading ${keysUrl.href}`);
    return { issuer, hosts, document, keys: await getDocument(keysUrl.href, network, limits) };
}

async function observeHost(host: string, { network, limits, progress }: Probing): Promise<HostObservation> {
    progress(`Connecting to ${host}`);
    try {
        const addresses = await withinTime(network.resolve(host), limits.giveUpAfter);
        return { host, addresses, handshakes: await probeTls(host, network, limits) };
    } catch (error) {
        return { host, addresses: [], error: errorCode(error), handshakes: [] };
    }
}

function answersTls({ handshakes }: HostObservation): boolean {
    return handshakes.some(({ error }) => error === undefined);
}

/** Where a discovery document says that the keys are, if that is an address that can be asked. */
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

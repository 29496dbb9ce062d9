import { isObject, readJson } from "../document";
import { parseIssuer } from "../gitlab";
import type { Problem } from "../problem";
import { type DiscoveryDocument, discoveryDocument } from "./discoveryDocument";
import type { KeySet } from "./keySet";

/** What an instance's own discovery document says that matters to a mirror. */
export interface InstanceDocument {
    /** The instance's address. */
    issuer: string;
    /** Where the instance serves its keys: https, on the instance's own host. */
    jwksUri: string;
    authorizationEndpoint: string;
}

/**
 * Reads the discovery document that an instance serves: a JSON text, or what one parses to. `instanceUrl` is where it
 * was asked for; a document of another issuer, or keys on another host, are problems.
 */
export function readInstanceDocument(
    document: unknown,
    instanceUrl: string,
): { instance?: InstanceDocument; problems: Problem[] } {
    const { value, error }: { value?: unknown; error?: string } =
        typeof document === "string" ? readJson(document) : { value: document };
    if (!isObject(value)) {
        const message = error === undefined ? "is not a JSON object" : `is not valid JSON: ${error}`;
        const fix = `Check that ${instanceUrl} is the GitLab instance itself, not a proxy's or a sign-in page.`;
        return { problems: [{ path: "", message, fix }] };
    }
    const { issuer, jwks_uri: jwksUri, authorization_endpoint: endpoint } = value;
    const problems: Problem[] = [];
    if (issuer !== instanceUrl) {
        const message = `is not ${JSON.stringify(instanceUrl)}, where the document was asked for`;
        const fix =
            typeof issuer === "string" && issuer.startsWith("http://")
                ? "Set the instance's external_url to https: AWS takes no other issuer."
                : "Give the instance's address as its own document spells it.";
        problems.push({ path: "issuer", value: issuer, message, fix });
    }
    const host = hostOf(instanceUrl);
    if (typeof jwksUri !== "string" || host === undefined || hostOf(jwksUri) !== host) {
        const message = `is not an https address on the instance's own host`;
        const fix = `It must be ${instanceUrl}/oauth/discovery/keys; keys from elsewhere are not the instance's.`;
        problems.push({ path: "jwks_uri", value: jwksUri, message, fix });
    }
    if (problems.length > 0 || typeof jwksUri !== "string") return { problems };
    const own = typeof endpoint === "string" && hostOf(endpoint) === host;
    const authorizationEndpoint = own ? endpoint : `${instanceUrl}/oauth/authorize`;
    return { instance: { issuer: instanceUrl, jwksUri, authorizationEndpoint }, problems };
}

/**
 * An instance's discovery document as its mirror serves it: `issuer` and `jwks_uri` are the mirror's, required members
 * are there and fit the keys, and nothing else of the instance is passed on.
 */
export function rewriteDiscoveryDocument(
    document: unknown,
    { instanceUrl, issuer, keySet }: { instanceUrl: string; issuer: string; keySet: KeySet },
): { document?: DiscoveryDocument; problems: Problem[] } {
    const { instance, problems } = readInstanceDocument(document, instanceUrl);
    if (instance === undefined) return { problems };
    const { authorizationEndpoint } = instance;
    return { document: discoveryDocument({ issuer, instanceUrl, authorizationEndpoint, keySet }), problems };
}

/** Host and port of an https address without user name; undefined for anything else. */
function hostOf(url: string): string | undefined {
    const [, host] = /^https:\/\/([^/?#@\s]+)(?:[/?#]|$)/i.exec(url) ?? [];
    if (host === undefined) return undefined;
    // A port is allowed for an instance that nobody but its mirror's writer talks to.
    return parseIssuer(`https://${host.replace(/:\d+$/, "").toLowerCase()}`).issuer
        ? host.toLowerCase()
        : undefined;
}

import { join } from "node:path";
import {
    type DiscoveryDocument,
    type KeySet,
    discoveryDocument,
    discoveryDocumentText,
    discoveryPaths,
    keySetText,
} from "../../../trust/mirror";
import { CommandError } from "../../terminal";
import { fetchInstance, type FetchOptions } from "./fetchInstance";
import { writeWhole } from "./keyStores";
import { readKeySetFile } from "./settings";

/** The two documents of a mirror. */
export interface MirrorDocuments {
    document: DiscoveryDocument;
    keySet: KeySet;
}

/** Makes the documents of the mirror at `issuer`: from the instance's own, or from a file of keys, and then nothing is fetched. */
export async function renderMirror(
    issuer: string,
    instanceUrl: string,
    source: { keys: string } | { fetch: FetchOptions },
): Promise<MirrorDocuments> {
    if ("keys" in source) {
        const keySet = readKeySetFile(source.keys);
        return { document: discoveryDocument({ issuer, instanceUrl, keySet }), keySet };
    }
    const { keySet, document } = await fetchInstance(instanceUrl, source.fetch);
    const { authorizationEndpoint } = document;
    return { document: discoveryDocument({ issuer, instanceUrl, authorizationEndpoint, keySet }), keySet };
}

/** Both documents as one JSON object, by their paths below the issuer. */
export function documentsByPath({ document, keySet }: MirrorDocuments): Record<string, unknown> {
    return { [discoveryPaths.document]: document, [discoveryPaths.keys]: keySet };
}

/** Writes both documents below a folder and returns the files' names. Throws CommandError where one cannot be written. */
export function writeDocuments(folder: string, { document, keySet }: MirrorDocuments): string[] {
    // A variable that is not set: the current folder is `.`.
    if (folder === "") throw new CommandError("--out is empty.", "Specify a folder; the current one is .");
    const files = {
        [join(folder, discoveryPaths.document)]: discoveryDocumentText(document),
        [join(folder, discoveryPaths.keys)]: keySetText(keySet),
    };
    for (const [path, text] of Object.entries(files)) writeWhole(path, text);
    return Object.keys(files);
}

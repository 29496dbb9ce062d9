import { discoveryPaths } from "../../trust/discovery/discoveryDocument";
import type { KeySet } from "../../trust/discovery/keySet";
import { readKeySet } from "../../trust/discovery/readKeySet";
import { type InstanceDocument, readInstanceDocument } from "../../trust/discovery/rewriteDiscoveryDocument";
import { formatProblems, type Problem } from "../../trust/problem";
import { CommandError } from "../terminal";
import { fetchDocument, type FetchOptions } from "./fetchDocument";

/** What a GitLab instance publishes at this moment. */
export interface PublishedInstance {
    document: InstanceDocument;
    keySet: KeySet;
}

/**
 * Fetches an instance's discovery document and keys. Both must be right in every respect, or CommandError says all that
 * is wrong: nothing half-good is ever passed on to a mirror.
 */
export async function fetchInstance(instanceUrl: string, options: FetchOptions): Promise<PublishedInstance> {
    const documentUrl = `${instanceUrl}/${discoveryPaths.document}`;
    const { text } = await fetchDocument(documentUrl, options);
    const { instance, problems } = readInstanceDocument(text, instanceUrl);
    if (instance === undefined) throw unusable(documentUrl, problems);
    const keys = await fetchDocument(instance.jwksUri, options);
    const reading = readKeySet(keys.text);
    if (reading.keySet === undefined) throw unusable(instance.jwksUri, reading.problems);
    return { document: instance, keySet: reading.keySet };
}

/** Why a document cannot be used: everything that is wrong with it. */
export function unusable(source: string, problems: readonly Problem[]): CommandError {
    return new CommandError(`${source} cannot be used; nothing was written.\n${formatProblems(problems)}`);
}

import { join } from "node:path";
import {
    discoveryDocument,
    discoveryDocumentText,
    discoveryPaths,
} from "../../trust/discovery/discoveryDocument";
import { keySetText } from "../../trust/discovery/keySet";
import type { VerbContext } from "../commandLine/verb";
import { type ExitCode, exitCodes } from "../terminal";
import { fetchOptionsOf, instanceUrlOf, issuerOf, readKeySetFile } from "./discoveryOptions";
import { fetchInstance } from "./fetchInstance";
import { writeWhole } from "./fileKeyStore";

/** `discovery render`: the mirror's two documents, to look at or to publish by other means. */
export async function runRender({ arguments: given, terminal }: VerbContext): Promise<ExitCode> {
    const issuer = issuerOf(given);
    const instanceUrl = instanceUrlOf(given);
    const file = given.text("keys");
    const { keySet, authorizationEndpoint } =
        file === undefined
            ? await fetchedParts(instanceUrl, given)
            : { keySet: readKeySetFile(file), authorizationEndpoint: `${instanceUrl}/oauth/authorize` };
    const document = discoveryDocument({ issuer, instanceUrl, authorizationEndpoint, keySet });
    const out = given.text("out");
    if (out === undefined) {
        const documents = { [discoveryPaths.document]: document, [discoveryPaths.keys]: keySet };
        terminal.out(JSON.stringify(documents, null, 4));
        return exitCodes.done;
    }
    const files = {
        [join(out, discoveryPaths.document)]: discoveryDocumentText(document),
        [join(out, discoveryPaths.keys)]: keySetText(keySet),
    };
    for (const [path, text] of Object.entries(files)) writeWhole(path, text);
    terminal.out(given.flag("json") ? JSON.stringify(Object.keys(files)) : Object.keys(files).join("\n"));
    return exitCodes.done;
}

async function fetchedParts(instanceUrl: string, given: VerbContext["arguments"]) {
    const { keySet, document } = await fetchInstance(instanceUrl, fetchOptionsOf(given));
    return { keySet, authorizationEndpoint: document.authorizationEndpoint };
}

import type { PolicyResource } from "@pulumi/policy";
import { type DocumentReading, discoveryPaths, readMirroredDocument } from "../../trust/mirror";
import { knownTexts } from "../permissions/reference";
import type { Mirror } from "./mirror";

/** The two documents of a mirror, as far as the stack has them. */
export interface MirrorDocuments {
    document?: PolicyResource;
    /** What the document says; absent while its content is unknown, or not inline. */
    reading?: DocumentReading;
    /** Keys of the two objects that AWS reads. */
    keys: { document: string; keys: string };
    /** The object with the keys. */
    keySet?: PolicyResource;
}

/** Finds the two documents among the objects of a mirror's bucket. */
export function documentsOf({ issuer, parts }: Mirror): MirrorDocuments {
    // A path of the issuer is a folder in the bucket.
    const prefix = issuer.includes("/") ? `${issuer.slice(issuer.indexOf("/") + 1)}/` : "";
    const at = (key: string) => parts.object.find((object) => keyOf(object) === key);
    const documentKey = prefix + discoveryPaths.document;
    const document = at(documentKey);
    const content = document === undefined ? undefined : knownTexts(document, ["content"])[0];
    const reading = content === undefined ? undefined : readMirroredDocument(content, `https://${issuer}`);
    const keysKey = prefix + (reading?.keysPath ?? discoveryPaths.keys);
    const keySet = at(keysKey);
    return {
        ...(document && { document }),
        ...(reading && { reading }),
        keys: { document: documentKey, keys: keysKey },
        ...(keySet && { keySet }),
    };
}

/** An object's key, without a leading slash, which S3 takes as none. */
export function keyOf(object: PolicyResource): string | undefined {
    return knownTexts(object, ["key"])[0]?.replace(/^\//, "");
}

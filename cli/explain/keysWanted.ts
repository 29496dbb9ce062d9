import { readTrustDocument } from "../../trust/document";

/** The exact values that a document's Allow statements want of an issuer's key, such as `aud`. */
export function keysWanted(document: unknown, name: string): string[] {
    const policy = readTrustDocument(document);
    return (policy?.statements ?? [])
        .filter(({ effect }) => effect === "Allow")
        .flatMap(({ conditions }) => conditions)
        .filter(({ keyName, operator }) => keyName.endsWith(`:${name}`) && operator?.negated === false)
        .flatMap(({ values }) => values.map(({ text }) => text))
        .filter((text) => !/[*?]/.test(text));
}

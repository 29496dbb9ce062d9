// The header of a JWT is a JSON object in base64url: `{"` is `eyJ`, and with white space it still begins with e.
const encodedObject = /(?<![\w-])e[\w-]{15,}/g;
const wholeToken = /(?<![\w-])(e[\w-]{7,})\.(e[\w-]{7,})(?:\.[\w-]*)?/g;

/** Whether a string holds a JWT, or the beginning of one: something in base64url that decodes to a JSON object. */
export function holdsToken(text: string): boolean {
    return (
        [...text.matchAll(encodedObject)].some(([part]) => isEncodedObject(part)) || text !== hideTokens(text)
    );
}

/** A string without the JWTs in it: each becomes `[ID token, not shown]`. */
export function hideTokens(text: string): string {
    return text.replace(wholeToken, (token, header: string, payload: string) =>
        isEncodedObject(header) && isEncodedObject(payload) ? "[ID token, not shown]" : token,
    );
}

function isEncodedObject(part: string): boolean {
    return /^\{\s*["}]/.test(Buffer.from(part.slice(0, 64), "base64url").toString("latin1"));
}

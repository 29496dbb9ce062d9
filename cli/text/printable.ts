/**
 * A text of somebody else's as it may go to a terminal: control characters, which could move the cursor or colour what
 * follows, become `�`. Line breaks and tabs stay.
 */
export function printable(text: string): string {
    return text.replace(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

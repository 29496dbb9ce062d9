/** A text that Pulumi puts in the place of a value that it does not know yet at preview. */
export interface UnknownMarker {
    /** The type of the unknown value. */
    type: "boolean" | "number" | "string" | "array" | "asset" | "archive" | "object";
    marker: string;
}

/**
 * The seven markers. The policy SDK notices them only as a whole value, not inside a longer string.
 * Source: proxy.js of the npm package @pulumi/policy 1.21.0, read in November 2026.
 */
export const unknownMarkers: readonly UnknownMarker[] = [
    { type: "boolean", marker: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7" },
    { type: "number", marker: "3eeb2bf0-c639-47a8-9e75-3b44932eb421" },
    { type: "string", marker: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
    { type: "array", marker: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2" },
    { type: "asset", marker: "030794c1-ac77-496b-92df-f27374a8bd58" },
    { type: "archive", marker: "e48ece36-62e2-4504-bad9-02848725956a" },
    { type: "object", marker: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff" },
];

/** The first unknown marker that a text contains, anywhere in it. */
export function findUnknownMarker(text: string): UnknownMarker | undefined {
    return unknownMarkers.find(({ marker }) => text.includes(marker));
}

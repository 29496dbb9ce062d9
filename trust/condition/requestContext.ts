/** What a request has for one condition key. */
export type KeyState =
    /** It has a value, or several of a multivalued key. */
    | {
          state: "present";
          /** At least one. */
          values: readonly string[];
          /** The type of the key: of a web identity's own keys always String. */
          type: "String" | "other";
      }
    /** It certainly has none. */
    | { state: "absent"; why: string }
    /** It may have one; nothing that is known here says which. */
    | { state: "unknown"; why: string };

/** The condition keys of one request. */
export interface RequestContext {
    /** What the request has for a key, given in lower case with its prefix: `gitlab.com:sub`. */
    lookUp(keyName: string): KeyState;
}

import type { Problem } from "../problem";

/** What can be wrong with a JWKS. Stable names. */
export type KeySetProblemCode =
    | "private-member"
    | "private-key-text"
    | "not-json"
    | "duplicate-member"
    | "not-a-key-set"
    | "no-key"
    | "too-many-keys"
    | "missing-kid"
    | "unprintable-kid"
    | "duplicate-kid"
    | "unsupported-type"
    | "unsupported-algorithm"
    | "not-for-signing"
    | "malformed-key"
    | "weak-key";

/** One thing that is wrong with a JWKS; the path is a JSON path in it. It never holds a value that could be secret. */
export interface KeySetProblem extends Problem {
    code: KeySetProblemCode;
}

/** Whether a problem means that a secret is about to be published, or was. */
export function isPrivateKeyProblem({ code }: KeySetProblem): boolean {
    return code === "private-member" || code === "private-key-text";
}

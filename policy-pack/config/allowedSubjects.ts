import { issuerHostAndPath } from "../../trust/gitlab";
import type { ConfigKey } from "./policyConfig";

/** A broad subject that an organisation wants. */
export interface AllowedSubject {
    /** The issuer whose tokens it is for, such as `https://gitlab.com`. */
    issuer: string;
    /** The value of the `sub` condition, by its exact text. */
    pattern: string;
    /** Why it is wanted; the preview shows it. */
    reason: string;
}

/** The config key of each policy that reports broad subjects. */
export const allowedSubjectsKey: ConfigKey<AllowedSubject[]> = {
    schema: {
        type: "array",
        description: "Broad subjects that are wanted, each by the exact text of its condition value.",
        items: {
            type: "object",
            properties: {
                issuer: {
                    type: "string",
                    minLength: 1,
                    description: "The issuer, such as https://gitlab.com.",
                },
                pattern: {
                    type: "string",
                    minLength: 1,
                    description: "The value of the sub condition, exactly.",
                },
                reason: {
                    type: "string",
                    minLength: 1,
                    description: "Why it is wanted. The preview shows it.",
                },
            },
            required: ["issuer", "pattern", "reason"],
            additionalProperties: false,
        },
    },
    fallback: [],
};

/** The entry that allows a subject for an issuer (host and path), if any. Texts are compared, never what they match. */
export function allowanceFor(
    allowed: readonly AllowedSubject[],
    issuer: string,
    pattern: string,
): AllowedSubject | undefined {
    return allowed.find((entry) => entry.pattern === pattern && issuerHostAndPath(entry.issuer) === issuer);
}

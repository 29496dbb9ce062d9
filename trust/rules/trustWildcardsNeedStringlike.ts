import { assumeRoleWithWebIdentity } from "../decision";
import { guardKind, hasLiteralWildcard, type JudgedStatement, strangerBy } from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** `*` or `?` under an operator that takes them literally. */
export const trustWildcardsNeedStringlike = {
    name: "trust-wildcards-need-stringlike",
    codes: ["wildcard-in-exact-exclusion", "wildcard-in-exact-value"],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    const variables = judged.document.hasPolicyVariables;
    return judged.keys.flatMap(({ block, name }) =>
        block.values
            // An audience is free text in which a question mark can be meant.
            .filter(
                (value) =>
                    hasLiteralWildcard(block, value, variables) &&
                    (name !== "aud" || value.text.includes("*")),
            )
            .map(({ path, text }): VerdictFinding => {
                const negative = guardKind(block) === "negative";
                const found = {
                    path,
                    value: text,
                    what: `"${text}" has a wildcard, but ${block.operatorText} compares it as plain text`,
                };
                if (negative) {
                    const stranger = strangerBy(judged.open);
                    return {
                        ...found,
                        code: "wildcard-in-exact-exclusion",
                        severity: "medium",
                        effect: stranger === undefined ? "none" : "open",
                        ...(stranger !== undefined && { found: stranger, exposes: "outsiders" as const }),
                        then: "no value holds a literal * or ?, so nobody is kept out",
                        fix: `Write "StringNotLike": {"${block.key}": "${text}"} if the pattern is meant.`,
                    };
                }
                return {
                    ...found,
                    code: "wildcard-in-exact-value",
                    severity: "high",
                    effect: "closed",
                    then: `no ${name === "aud" ? "audience" : "value that GitLab issues"} holds a literal * or ?, so ${assumeRoleWithWebIdentity} is denied to every job`,
                    fix:
                        name === "aud"
                            ? `Write the exact audience under "StringEquals".`
                            : `Write the exact value, or move it to a statement of its own under "StringLike": {"${block.key}": "${text}"}, once you have checked all that it would let in.`,
                };
            }),
    );
}

import { limits } from "../aws/limits";
import type { Problem } from "../problem";

/**
 * What git refuses in a ref, apart from `*` and `?` (https://git-scm.com/docs/git-check-ref-format): control characters,
 * space, `~ ^ : [ \`, `..`, `@{`, an empty level, one that begins with a dot or ends in `.lock`, a trailing dot.
 */
const refusedInRef = /[^!-}\u{80}-\u{10ffff}]|[\^:[\\]|\.\.|@\{|\/\/|^\/|\/$|(?:^|\/)\.|\.lock(?:\/|$)|\.$/u;

/** Whether git takes a text as the short name of a branch or tag. */
export function isRefName(text: string): boolean {
    return text !== "" && !/[*?]/.test(text) && !refusedInRef.test(text);
}

/** Whether a name is a pattern: git refuses `*` and `?` in refs, so each of them is a wildcard. */
export function isRefPattern(text: string): boolean {
    return /[*?]/.test(text);
}

/**
 * What is wrong with a branch or tag, a name or a pattern with `*` and `?`, as a person wrote it. A ref with characters
 * beyond U+00FF cannot stand in a trust policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
export function refProblems(text: string): Problem[] {
    const problem = (message: string, fix: string): Problem[] => [{ path: "", value: text, message, fix }];
    if (text === "")
        return problem("is empty", 'Write a name such as "main", or a pattern such as "release/*".');
    const [, prefix, short] = /^(refs\/(?:heads|tags)\/)([^]*)$/.exec(text) ?? [];
    if (prefix !== undefined) {
        return problem(
            `begins with "${prefix}"; GitLab's subject has the short name`,
            `Write "${short ?? ""}".`,
        );
    }
    const refused = refusedInRef.exec(text)?.[0];
    if (refused !== undefined) {
        return problem(
            `is no ref: git refuses ${JSON.stringify(refused)} there`,
            'Write the short name of a branch or tag, or a pattern with "*" and "?".',
        );
    }
    const foreign = [...text].find(
        (character) => (character.codePointAt(0) ?? 0) > limits.policyCharacterMost,
    );
    if (foreign !== undefined) {
        return problem(
            `contains "${foreign}", which IAM does not take in a policy document (at most U+00FF)`,
            `Put a wildcard in its place: "${replaceForeign(text)}"; it then lets in every ref of that shape.`,
        );
    }
    return [];
}

/** The text with one `*` for every run of characters that a policy document cannot hold. */
function replaceForeign(text: string): string {
    const characters = [...text].map((character) =>
        (character.codePointAt(0) ?? 0) > limits.policyCharacterMost ? "*" : character,
    );
    return characters.join("").replace(/\*+/g, "*");
}

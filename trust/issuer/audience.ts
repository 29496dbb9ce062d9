import { limits } from "../aws/limits";
import type { Problem } from "../problem";
import { issuerHostAndPath } from "./issuerUrl";

/**
 * Whether an audience is the issuer's address but for a slash, the scheme or letter case: most likely a slip, because
 * both sides compare byte for byte. The exact address `https://…` is not. `issuer` is host and path.
 */
export function isNearlyIssuer(audience: string, issuer: string): boolean {
    return (
        audience !== `https://${issuer}` && issuerHostAndPath(audience).toLowerCase() === issuer.toLowerCase()
    );
}

/**
 * What is wrong with an audience (client ID) for tokens of an issuer, given as host and path: empty, longer than 255
 * characters, white space, a wildcard, or nearly the issuer's address. Any other text is a team's own choice.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html.
 */
export function audienceProblems(audience: string, issuer?: string): Problem[] {
    const problem = (message: string, fix: string): Problem[] => [
        { path: "", value: audience, message, fix },
    ];
    const example = issuer === undefined ? '"sts.amazonaws.com"' : `"https://${issuer}"`;
    if (audience === "")
        return problem(
            "is empty; a provider without an audience accepts no token",
            `Write ${example}, or leave the key out.`,
        );
    if (audience.length > limits.audienceLength) {
        return problem(
            `has ${String(audience.length)} characters; AWS takes at most ${String(limits.audienceLength)}`,
            "Use a shorter audience.",
        );
    }
    if (/[*?]/.test(audience))
        return problem(
            "holds a wildcard; an audience is compared literally",
            `Write one exact audience, such as ${example}.`,
        );
    if (/\$/.test(audience))
        return problem(
            'holds a "$": an unexpanded variable',
            `Write the audience itself, such as ${example}.`,
        );
    if (!/^[\x21-\x7e]+$/.test(audience))
        return problem(
            "holds white space or characters beyond ASCII",
            `Write one exact audience, such as ${example}.`,
        );
    if (issuer !== undefined && isNearlyIssuer(audience, issuer)) {
        return problem(
            "is nearly the issuer's address; audiences are compared byte for byte",
            `Write ${example}, or a name that is plainly another.`,
        );
    }
    return [];
}

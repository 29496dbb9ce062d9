import type { Claims } from "../../../trust/decision";
import { isObject } from "../../../trust/document";
import { CommandError, readTextFile } from "../../terminal";

/** The largest token or claims file, in megabytes; GitLab's have about 2 KB. */
const largestToken = 1;

/** What a job shows at AWS. */
export interface TokenToExplain {
    claims: Claims;
    /** The token itself, for its signature; absent where only the claims are given. Secret: never printed. */
    text?: string;
}

/** Where a token or its claims are to be found; exactly one. */
interface TokenPlace {
    /** A file, or `-` for standard input. */
    file?: string;
    /** The name of an environment variable. */
    variable?: string;
    /** A file of claims, or `-`. */
    claimsFile?: string;
}

const howTo = "Give --token FILE (or - for standard input), --token-variable NAME, or --claims FILE.";

/**
 * Reads a token or its claims. Without a place it is the file of AWS_WEB_IDENTITY_TOKEN_FILE. Throws CommandError where
 * there is nothing, too much, or no token; no message repeats a character of what was read.
 */
export async function readToken(
    { file, variable, claimsFile }: TokenPlace,
    environment: Readonly<Record<string, string | undefined>>,
): Promise<TokenToExplain> {
    const given = [file, variable, claimsFile].filter((one) => one !== undefined).length;
    if (given > 1) throw new CommandError("The token is given more than once.", howTo);
    if (claimsFile !== undefined) {
        const { text, name } = readPlace(claimsFile);
        const claims = parseObject(text);
        if (claims === undefined) throw new CommandError(`${name} contains no JSON object of claims.`);
        return { claims };
    }
    if (variable !== undefined) {
        const text = environment[variable];
        if (text === undefined || text === "")
            throw new CommandError(
                `The environment variable ${variable} is not set.`,
                "Name it under id_tokens in the job. GitLab leaves it out where the instance has no signing key.",
            );
        return await tokenOf(text, `The environment variable ${variable}`);
    }
    const path = file ?? environment["AWS_WEB_IDENTITY_TOKEN_FILE"];
    if (path === undefined || path === "") throw new CommandError("There is no token to explain.", howTo);
    const { text, name } = readPlace(path);
    return await tokenOf(text, name);
}

/** What a file contains, or standard input for `-`, with its name in messages. */
function readPlace(path: string): { text: string; name: string } {
    const isInput = path === "-";
    return {
        text: readTextFile(isInput ? 0 : path, largestToken),
        name: isInput ? "Standard input" : path,
    };
}

async function tokenOf(content: string, place: string): Promise<TokenToExplain> {
    const text = content.trim();
    const { decodeJwt } = await import("jose");
    try {
        return { claims: decodeJwt(text), text };
    } catch {
        // The library's message is dropped: it may quote what it read.
        throw new CommandError(
            `${place} contains no ID token: three parts of base64url, joined by dots.`,
            "Use what id_tokens put into the job, unchanged. For claims as JSON use --claims FILE.",
        );
    }
}

function parseObject(text: string): Claims | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return isObject(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

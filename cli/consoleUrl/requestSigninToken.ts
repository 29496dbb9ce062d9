import type { SessionCredentials } from "../aws/sessionCredentials";
import { CommandError } from "../terminal";

/** Milliseconds after which the endpoint has not answered. */
const giveUpAfter = 15_000;

/**
 * Trades credentials for a sign-in token, which is worth as much for 15 minutes. They go in the body of a POST, so that
 * no log of addresses has them. Throws CommandError where AWS refuses, without a word of what it was sent.
 */
export async function requestSigninToken(
    endpoint: string,
    credentials: SessionCredentials,
    duration: number | undefined,
): Promise<string> {
    const { accessKeyId, secretAccessKey, sessionToken = "" } = credentials;
    const body = new URLSearchParams({
        Action: "getSigninToken",
        ...(duration === undefined ? {} : { SessionDuration: String(duration) }),
        Session: JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken }),
    });
    const { status, text } = await post(endpoint, body);
    const token = status === 200 ? signinTokenIn(text) : undefined;
    if (token !== undefined) return token;
    // The page that comes with a refusal may repeat the request; its status is all that is told.
    throw new CommandError(
        `${endpoint} gave no sign-in token (status ${String(status)}).`,
        duration === undefined
            ? "The credentials may have expired, or belong to another partition: see --partition."
            : "Try again without --duration: the session then lasts as long as the credentials. AWS refuses a duration for chained roles, for GetFederationToken, and where it is not below the role's maximum session duration.",
    );
}

async function post(endpoint: string, body: URLSearchParams): Promise<{ status: number; text: string }> {
    try {
        const response = await fetch(endpoint, {
            method: "POST",
            body,
            // Credentials go to the host that was named, and to no other.
            redirect: "manual",
            signal: AbortSignal.timeout(giveUpAfter),
        });
        return { status: response.status, text: await response.text() };
    } catch (error) {
        const { name, cause } = error as Error;
        const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
        throw new CommandError(
            `${endpoint} could not be asked: ${code}.`,
            "Look at this machine's way to the internet, and at --partition and --region.",
        );
    }
}

function signinTokenIn(text: string): string | undefined {
    try {
        const token = (JSON.parse(text) as { SigninToken?: unknown } | null)?.SigninToken;
        return typeof token === "string" && token !== "" ? token : undefined;
    } catch {
        return undefined;
    }
}

import type { SignInPlace } from "../../../trust/aws";
import { awsFailure, type SessionCredentials } from "../../aws";
import { CommandError } from "../../terminal";

/** What a person wants of a console link. */
export interface ConsoleWish {
    place: SignInPlace;
    /** An address or path in the console. Default: its home. */
    destination?: string;
    /** Where AWS sends people once the session is over: a page that can make a new link. Default: none. */
    issuer?: string;
    /** The region to sign in at. Default: the partition's own address. */
    region?: string;
    /** Another federation endpoint. Default: the one of the place and region. */
    endpoint?: string;
    /** Seconds that the console session lasts. Default: as long as the credentials. */
    duration?: number;
}

/** The page of the console that a wish leads to. */
export function destinationOf({ place, destination = "/" }: ConsoleWish): string {
    return destination.startsWith("/") ? `https://${place.consoleHost}${destination}` : destination;
}

/** The federation endpoint that a wish is sent to. */
export function endpointOf({ place, region, endpoint }: ConsoleWish): string {
    const prefix = region === undefined || region === place.homeRegion ? "" : `${region}.`;
    return endpoint ?? `https://${prefix}${place.signInHost}/federation`;
}

/**
 * The link that signs a browser in to the console. It is valid for 15 minutes and a secret for as long.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html.
 */
export async function consoleLink(wish: ConsoleWish, credentials: SessionCredentials): Promise<string> {
    const endpoint = endpointOf(wish);
    const token = await requestSigninToken(endpoint, credentials, wish.duration);
    const query = new URLSearchParams({
        Action: "login",
        ...(wish.issuer === undefined ? {} : { Issuer: wish.issuer }),
        Destination: destinationOf(wish),
        SigninToken: token,
    });
    return `${endpoint}?${query.toString()}`;
}

/** Milliseconds after which the endpoint has not answered. */
const giveUpAfter = 15_000;

/**
 * Trades credentials for a sign-in token, which is worth as much for 15 minutes. They go in the body of a POST, so that
 * no log of addresses has them. Throws CommandError where AWS refuses, without a word of what it was sent.
 */
async function requestSigninToken(
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
        const { name, reason } = awsFailure(error);
        throw new CommandError(
            `${endpoint} could not be reached: ${name === "TimeoutError" ? `no answer within ${String(giveUpAfter / 1000)} s` : reason}.`,
            "Check this machine's network access and proxy, and --endpoint, --partition and --region.",
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

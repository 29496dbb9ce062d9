import { isRegion, partitionOfRegion } from "../../../trust/aws";
import type { Problem } from "../../../trust/problem";
import type { SessionCredentials } from "../../aws";
import { type ConsoleWish, destinationOf } from "./consoleLink";

/**
 * The seconds that a console session may last. It must also be less than the role's maximum session duration, 12 hours at
 * most: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html.
 */
const consoleDuration = { least: 900, below: 43_200 } as const;

/** What AWS would refuse, before it is asked. `now` is in milliseconds since 1970. */
export function consoleProblems(wish: ConsoleWish, credentials: SessionCredentials, now: number): Problem[] {
    return [...credentialProblems(credentials, now), ...addressProblems(wish), ...wishProblems(wish)];
}

function credentialProblems({ sessionToken, expiration }: SessionCredentials, now: number): Problem[] {
    const problem = (message: string, fix: string): Problem[] => [{ path: "credentials", message, fix }];
    if (sessionToken === undefined || sessionToken === "")
        return problem(
            "have no session token: the long-term keys of a user open no console session",
            "Assume a role first: in a job with its ID token, as the snippet does.",
        );
    if (expiration !== undefined && expiration.getTime() <= now)
        return problem("have expired", "Assume the role again, in a new job if the ID token is too old.");
    return [];
}

function wishProblems(wish: ConsoleWish): Problem[] {
    const { place, destination, issuer, duration } = wish;
    const problems: Problem[] = [];
    const url = parseUrl(destinationOf(wish));
    const isInConsole =
        url !== undefined &&
        (url.hostname === place.consoleHost || url.hostname.endsWith(`.${place.consoleHost}`));
    if (url?.protocol !== "https:" || !isInConsole || url.username !== "" || url.port !== "")
        problems.push({
            path: "--destination",
            value: destination,
            message: `is not a console page of the partition ${place.partition}`,
            fix: `Write a path such as "/s3/home", or an address below https://${place.consoleHost}/.`,
        });
    if (issuer !== undefined && parseUrl(issuer)?.protocol !== "https:")
        problems.push({
            path: "--issuer",
            value: issuer,
            message: "is not an https address",
            fix: "Write the page that people go to for a new link, such as the job's or the project's.",
        });
    if (duration !== undefined && !isDuration(duration))
        problems.push({
            path: "--duration",
            ...(Number.isNaN(duration) ? {} : { value: duration }),
            message: `is not from ${String(consoleDuration.least)} to ${String(consoleDuration.below - 1)}; it must be less than the role's maximum session duration, which is 43200 at most`,
            fix: "Write whole seconds in that range, or leave it out: the session then lasts as long as the credentials.",
        });
    return problems;
}

/** Credentials are sent there, so nothing but a region's name and no address in the clear is taken. */
function addressProblems({ place, region, endpoint }: ConsoleWish): Problem[] {
    const problems: Problem[] = [];
    if (region !== undefined && !(isRegion(region) && partitionOfRegion(region).name === place.partition))
        problems.push({
            path: "--region",
            value: region,
            message: `is not a region of the partition ${place.partition}`,
            fix: `Write one such as ${place.homeRegion}, or name its partition with --partition.`,
        });
    const url = endpoint === undefined ? undefined : parseUrl(endpoint);
    const isLoopback = ["127.0.0.1", "[::1]", "localhost"].includes(url?.hostname ?? "");
    if (endpoint !== undefined && url?.protocol !== "https:" && !isLoopback)
        problems.push({
            path: "--endpoint",
            value: endpoint,
            message: "is not an https address; the credentials are sent to it",
            fix: "Write https://HOST/federation.",
        });
    return problems;
}

function isDuration(seconds: number): boolean {
    return Number.isInteger(seconds) && seconds >= consoleDuration.least && seconds < consoleDuration.below;
}

function parseUrl(text: string): URL | undefined {
    try {
        return new URL(text);
    } catch {
        return undefined;
    }
}

import {
    type KeySet,
    discoveryPaths,
    isComing,
    isSameKey,
    readKeySet,
    readMirroredDocument,
} from "../../../trust/mirror";
import { issuerHostAndPath } from "../../../trust/gitlab";
import { formatProblems, type Problem } from "../../../trust/problem";
import type { AccountProvider } from "../../estate";
import { type FetchedDocument, fetchDocument, FetchError, type FetchOptions } from "./fetchInstance";

/** One way in which instance, mirror and provider differ. */
export interface Drift extends Problem {
    /** What is wrong: the mirror's document or keys, or the provider. */
    part: "document" | "keys" | "provider";
}

/** What the mirror serves, and how it differs from what it should. */
export interface MirrorVerification {
    drift: Drift[];
    /** Ids of the keys that the mirror serves; absent where they could not be read. */
    mirrored?: string[];
}

/** Compares a mirror, as anybody sees it, with the keys that its instance publishes. `now` is in seconds since 1970. */
export async function verifyMirror(
    issuer: string,
    published: KeySet,
    now: number,
    options: FetchOptions,
): Promise<MirrorVerification> {
    const drift: Drift[] = [];
    const document = await read("document", `${issuer}/${discoveryPaths.document}`, options, drift);
    if (document === undefined) return { drift };
    const { problems, keysPath } = readMirroredDocument(document.text, issuer);
    drift.push(...problems.map((problem) => drifted("document", problem)));
    const keys = await read("keys", `${issuer}/${keysPath ?? discoveryPaths.keys}`, options, drift);
    if (keys === undefined) return { drift };
    const { keySet, problems: keyProblems } = readKeySet(keys.text);
    drift.push(...keyProblems.map((problem) => drifted("keys", problem)));
    if (keySet === undefined) return { drift };
    drift.push(...compareKeys(keySet, published, now));
    return { drift, mirrored: keySet.keys.map(({ kid }) => kid) };
}

async function read(
    part: Drift["part"],
    url: string,
    options: FetchOptions,
    drift: Drift[],
): Promise<FetchedDocument | undefined> {
    try {
        const fetched = await fetchDocument(url, options);
        drift.push(...headerDrift(part, url, fetched.headers));
        return fetched;
    } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        drift.push({ part, path: url, message: error.message.slice(url.length + 1), fix: error.fix ?? "" });
        return undefined;
    }
}

function headerDrift(part: Drift["part"], url: string, headers: Readonly<Record<string, string>>): Drift[] {
    const { "content-type": type = "", "cache-control": caching = "" } = headers;
    const fix = "Publish it again: pulumi up, or discovery sync for the keys.";
    const drift: Drift[] = [];
    if (!/^application\/json\b/i.test(type)) {
        drift.push({
            part,
            path: `${url} content-type`,
            value: type,
            message: "is not application/json",
            fix,
        });
    }
    if (!/max-age=[1-9]/.test(caching) || /no-store|no-cache/.test(caching)) {
        const message =
            "does not allow AWS to cache it: every job would fetch it again, and jobs that start together fail";
        drift.push({ part, path: `${url} cache-control`, value: caching, message, fix });
    }
    return drift;
}

function compareKeys(mirrored: KeySet, published: KeySet, now: number): Drift[] {
    const drift: Drift[] = [];
    const report = (kid: string, message: string, fix: string) => {
        drift.push({ part: "keys", path: "kid", value: kid, message, fix });
    };
    const sync = "Run: gitlab-aws-oidc discovery sync.";
    for (const key of published.keys) {
        const copy = mirrored.keys.find(({ kid }) => kid === key.kid);
        if (copy === undefined) {
            report(
                key.kid,
                "is published by the instance and missing in the mirror: AWS refuses its tokens",
                sync,
            );
        } else if (!isSameKey(copy, key)) {
            report(key.kid, "names another key in the mirror than at the instance", "Find out who wrote it.");
        }
    }
    for (const key of mirrored.keys) {
        const { kid, exp } = key;
        if (isComing(key) || published.keys.some((one) => one.kid === kid)) continue;
        if (exp === undefined) {
            const message =
                "is in the mirror, not published by the instance, and has no end: whoever holds it can sign tokens";
            report(
                kid,
                message,
                `If the instance has just replaced it, or will use it next, ${sync.toLowerCase()} Otherwise find out who wrote it.`,
            );
        } else if (exp <= now) {
            report(kid, `was to be left out at ${new Date(exp * 1000).toISOString()}`, sync);
        }
    }
    return drift;
}

function drifted(part: Drift["part"], { path, value, message, fix }: Problem): Drift {
    return { part, path, ...(value !== undefined && { value }), message, fix };
}

/** Compares an account's provider with the mirror that it should trust. `audience` is what jobs ask for, where it is known. */
export function verifyProvider(
    arn: string,
    provider: AccountProvider | undefined,
    issuer: string,
    audience?: string,
): Drift[] {
    const part = "provider";
    if (provider === undefined) {
        return [
            {
                part,
                path: arn,
                message: "does not exist in the account of these credentials",
                fix: "Run: pulumi up.",
            },
        ];
    }
    const drift: Drift[] = [];
    // IAM leaves the scheme out.
    if (issuerHostAndPath(provider.url) !== issuerHostAndPath(issuer)) {
        const message = `is not for the mirror, ${issuer}: AWS refuses its tokens`;
        drift.push({
            part,
            path: "url",
            value: provider.url,
            message,
            fix: 'Set "discovery" in the stack\'s config, then: pulumi up.',
        });
    }
    if (audience !== undefined && !provider.clientIds.includes(audience)) {
        const message = `does not register ${JSON.stringify(audience)}`;
        drift.push({
            part,
            path: "audiences",
            value: provider.clientIds,
            message,
            fix: 'Write it under "audience", then: pulumi up.',
        });
    }
    if (provider.clientIds.length === 0) {
        drift.push({
            part,
            path: "audiences",
            message: "are none, so it accepts no token",
            fix: "Run: pulumi up.",
        });
    }
    return drift;
}

/** The result for people. */
export function verifyText(
    issuer: string,
    keys: number,
    arn: string | undefined,
    drift: readonly Drift[],
): string {
    const provider =
        arn === undefined ? "; the provider was not compared (--provider-arn)" : " and the provider";
    if (drift.length === 0) {
        return `${issuer} has all ${String(keys)} keys of the instance; its document is consistent${provider}.`;
    }
    const shown = drift.map(({ part, path, ...rest }) => ({
        ...rest,
        path: path === "" ? part : `${part} ${path}`,
    }));
    return `${issuer} has drifted${arn === undefined ? provider : ""}:\n${formatProblems(shown)}`;
}

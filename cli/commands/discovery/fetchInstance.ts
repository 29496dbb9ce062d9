import {
    type InstanceDocument,
    type KeySet,
    discoveryPaths,
    readInstanceDocument,
    readKeySet,
} from "../../../trust/mirror";
import { formatProblems, type Problem } from "../../../trust/problem";
import { type DocumentAnswer, getDocument, type RequestLimits, type Route } from "../../net";
import { CommandError } from "../../terminal";

/** How a document is fetched. */
export interface FetchOptions {
    /** PEM text of CAs that are trusted besides the public ones. Default: none. */
    authorities?: string | undefined;
    /** The way to the server. Private addresses are allowed: the person who runs the command named the host. */
    route: Route;
    /** Default: ten seconds for everything, one megabyte. */
    limits?: RequestLimits | undefined;
}

/** A document that was fetched. */
export interface FetchedDocument {
    text: string;
    /** Names in lower case. */
    headers: Readonly<Record<string, string>>;
}

/** One megabyte is beyond any key set of a hundred keys of each type. */
export const fetchLimits: RequestLimits = { giveUpAfter: 10_000, bytes: 1_000_000 };

/**
 * Fetches one JSON document over HTTPS: certificates checked, redirects refused, bounded in time and size. Throws
 * FetchError, which says for each kind of bad answer what it was and what to do.
 */
export async function fetchDocument(
    url: string,
    { authorities, route, limits = fetchLimits }: FetchOptions,
): Promise<FetchedDocument> {
    const answer = await getDocument(url, { route, limits, certificates: { authorities } });
    const fail = (failure: FetchFailure, detail = ""): never => {
        throw new FetchError(failure, url, detail);
    };
    if (answer.kind === "failure") {
        if (answer.error === "ETIMEDOUT") return fail("slow", `${String(limits.giveUpAfter / 1000)} s`);
        if (answer.received !== undefined) return fail("truncated", `${String(answer.received)} bytes`);
        return fail(failureOf(answer.error), answer.error);
    }
    const { status, headers, text, truncated } = answer;
    if (status >= 300 && status < 400) return fail("redirect", headers["location"] ?? "nowhere");
    if (status !== 200) return fail("status", String(status));
    if (truncated) return fail("huge", `${String(limits.bytes)} bytes`);
    if (text.trim() === "") return fail("empty");
    if (isPage(answer)) return fail("web-page");
    return { text, headers };
}

function isPage({ headers, text }: DocumentAnswer): boolean {
    return /html/i.test(headers["content-type"] ?? "") || /^\s*</.test(text);
}

/** OpenSSL's and the system's codes, as Node has them. */
function failureOf(code: string): FetchFailure {
    if (/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED/.test(code)) return "untrusted-certificate";
    if (/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/.test(code)) return "expired-certificate";
    if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "wrong-host-certificate";
    return "unreachable";
}

/** Why a document could not be fetched. */
export type FetchFailure =
    | "slow"
    | "truncated"
    | "empty"
    | "huge"
    | "web-page"
    | "redirect"
    | "status"
    | "untrusted-certificate"
    | "expired-certificate"
    | "wrong-host-certificate"
    | "unreachable";

const texts: Readonly<Record<FetchFailure, (detail: string) => [message: string, fix: string]>> = {
    slow: (limit) => [
        `gave no complete answer within ${limit}`,
        "Try again; AWS itself gives up on an issuer after 5 s, the mirror's bucket is faster.",
    ],
    truncated: (bytes) => [
        `broke off after ${bytes}`,
        "Try again; look for a proxy that cuts answers short.",
    ],
    empty: () => ["gave an empty answer", "Look into the instance's log: it should serve JSON there."],
    huge: (bytes) => [
        `gave more than ${bytes}, which no such document has`,
        "Check the address: this is not GitLab's document.",
    ],
    "web-page": () => [
        "gave a web page (HTML) instead of JSON",
        "Check the address, and whether a proxy or a sign-in page answers in place of the instance.",
    ],
    redirect: (target) => [
        `redirects to ${target}`,
        "Specify the final address; keys are not accepted from wherever a redirect leads.",
    ],
    status: (status) => [
        `answered with status ${status}`,
        "Check the address, and who may read it from here.",
    ],
    "untrusted-certificate": (code) => [
        `has a certificate that no known authority signed (${code})`,
        "Specify the instance's certificate authority: --ca-file FILE (PEM).",
    ],
    "expired-certificate": (code) => [
        `has a certificate that is not valid today (${code})`,
        "Renew the certificate, or correct this machine's clock.",
    ],
    "wrong-host-certificate": () => [
        "has a certificate for another host",
        "Specify the address that the certificate is for.",
    ],
    unreachable: (code) => [
        `cannot be reached from here (${code})`,
        "Run this where it can be reached; a private instance can be in one of its own CI/CD jobs.",
    ],
};

/** A document that could not be fetched: which, why, and what to do. */
export class FetchError extends CommandError {
    constructor(
        readonly failure: FetchFailure,
        readonly url: string,
        detail: string,
    ) {
        const [message, fix] = texts[failure](detail);
        super(`${url} ${message}.`, fix);
        this.name = "FetchError";
    }
}

/** What a GitLab instance publishes at this moment. */
export interface PublishedInstance {
    document: InstanceDocument;
    keySet: KeySet;
    /** The instance's clock, in seconds since 1970; absent where its answers have no time. */
    time?: number;
}

/**
 * Fetches an instance's discovery document and keys. Both must be right in every respect, or CommandError says all that
 * is wrong: nothing incomplete is ever passed on to a mirror.
 */
export async function fetchInstance(instanceUrl: string, options: FetchOptions): Promise<PublishedInstance> {
    const documentUrl = `${instanceUrl}/${discoveryPaths.document}`;
    const { text, headers } = await fetchDocument(documentUrl, options);
    const { instance, problems } = readInstanceDocument(text, instanceUrl);
    if (instance === undefined) throw unusable(documentUrl, problems);
    const keys = await fetchDocument(instance.jwksUri, options);
    const reading = readKeySet(keys.text);
    if (reading.keySet === undefined) throw unusable(instance.jwksUri, reading.problems);
    // A cache on the way can only make an answer look old, so the later time counts.
    const times = [headers, keys.headers].flatMap((each) => timeOf(each) ?? []);
    return {
        document: instance,
        keySet: reading.keySet,
        ...(times.length > 0 && { time: Math.max(...times) }),
    };
}

/** Why a document cannot be used: everything that is wrong with it. */
export function unusable(source: string, problems: readonly Problem[]): CommandError {
    return new CommandError(`${source} cannot be used; nothing was written.\n${formatProblems(problems)}`);
}

/** When an answer left its server, plus what caches on the way added (RFC 9111, section 5.1). */
function timeOf({ date = "", age = "0" }: Readonly<Record<string, string>>): number | undefined {
    const milliseconds = Date.parse(date);
    if (Number.isNaN(milliseconds)) return undefined;
    return milliseconds / 1000 + (/^\d{1,9}$/.test(age) ? Number(age) : 0);
}

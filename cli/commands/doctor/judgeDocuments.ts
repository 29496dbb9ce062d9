import {
    type DocumentProblem,
    type KeySet,
    isPrivateKeyProblem,
    readKeySet,
    readMirroredDocument,
} from "../../../trust/mirror";
import { shortValue } from "../../../trust/problem";
import { type DocumentObservation, privateAddressCode } from "../../net";
import { type AnswerCode, type AnswerRiskCode, type DoctorFinding, doctorFinding } from "./findings";
import { type HostContext, judgeHost } from "./judgeHost";
import type { IssuerObservation, ProbeLimits } from "./observe";

/** What is wrong with an issuer, in the order in which AWS would meet it. */
export interface IssuerJudgement {
    findings: DoctorFinding[];
    /** The keys, where they are right. */
    keySet?: KeySet;
}

/** Judges what was seen of an issuer. Pure: the time, the CAs and the limits come with the call. */
export function judgeIssuer(
    seen: IssuerObservation,
    context: Omit<HostContext, "issuer"> & { limits: ProbeLimits },
): IssuerJudgement {
    const { issuer, document, keys } = seen;
    const findings = seen.hosts.flatMap((host) => judgeHost(host, { ...context, issuer }));
    if (document !== undefined) {
        const answer = judgeAnswer("document", document, issuer, context.limits);
        findings.push(...answer.findings);
        if (answer.text !== undefined) findings.push(...judgeDocument(answer.text, issuer, document.url));
    }
    if (keys === undefined) return { findings };
    const answer = judgeAnswer("keys", keys, issuer, context.limits);
    findings.push(...answer.findings);
    if (answer.text === undefined) return { findings };
    const judged = judgeKeys(answer.text, issuer, keys.url);
    findings.push(...judged.findings);
    if (keys.kind === "answer") findings.push(...judgeCaching(keys.headers, issuer, keys.url));
    return { findings, ...(judged.keySet === undefined ? {} : { keySet: judged.keySet }) };
}

/** What an answer is worth. */
interface AnswerJudgement {
    findings: DoctorFinding[];
    /** The text, where it may be what was asked for. */
    text?: string;
}

/** Why a server answers with a status, in GitLab's and a mirror's terms; other statuses go without. */
const statusReasons: Readonly<Record<number, string>> = {
    401: "It asks for a sign-in: nothing may stand before it, no proxy and no single sign-on.",
    403: "A firewall, an IP allow list or the bucket's policy keeps readers out: everybody must be able to read it.",
    404: "There is no such document at this address: is it really where the instance or the mirror is?",
    429: "Too many requests: leave this address out of the rate limits.",
    503: "The instance is down, or in maintenance.",
};

/** Judges one answer before its content: failure, time, status, kind. `which` is the document that was asked for. */
function judgeAnswer(
    which: "document" | "keys",
    answer: DocumentObservation,
    issuer: string,
    limits: ProbeLimits,
): AnswerJudgement {
    const { url } = answer;
    const report = (code: AnswerCode | AnswerRiskCode, message: string, fix: string): DoctorFinding =>
        doctorFinding(`${which}-${code}`, issuer, url, message, fix);
    const allowed = `AWS gives up after ${seconds(limits.answerWithin)}`;
    const faster =
        "Let the server answer it from a cache, and look at the way to it: name servers, proxies, a firewall that inspects. A mirror answers in milliseconds.";
    if (answer.kind === "failure") {
        if (answer.error === "ETIMEDOUT") {
            const message = `had not answered in full after ${seconds(answer.milliseconds)}; ${allowed}`;
            return { findings: [report("slow", message, faster)] };
        }
        if (answer.error === privateAddressCode) {
            const message = "was not read: its host has a private address, and only the document names it";
            const fix =
                "Serve the keys at a public address, or add --allow-private-addresses to look at them.";
            return { findings: [report("failed", message, fix)] };
        }
        const message = `could not be read: ${answer.error}`;
        return { findings: [report("failed", message, "Look at the server's log for this request.")] };
    }
    const findings: DoctorFinding[] = [];
    const { status, headers, milliseconds } = answer;
    if (milliseconds > limits.answerWithin)
        findings.push(report("slow", `took ${seconds(milliseconds)}; ${allowed}`, faster));
    if (status >= 300 && status < 400) {
        const target = headers["location"] ?? "nowhere";
        const message = `answers with a redirect (${String(status)}) to ${target}; that AWS follows one is not documented`;
        const fix = /sign_in|login|auth/i.test(target)
            ? "The document must be readable without signing in."
            : "Serve the document itself at this address, or register the issuer whose address it redirects to.";
        return { findings: [...findings, report("redirect", message, fix)] };
    }
    if (status !== 200) {
        const reason = statusReasons[status] ?? "Look at the server's log for this request.";
        return {
            findings: [...findings, report("status", `answers with the status ${String(status)}`, reason)],
        };
    }
    if (answer.truncated) {
        const message = `is longer than ${String(limits.bytes)} bytes`;
        return { findings: [...findings, report("too-long", message, "Look at what is served there.")] };
    }
    if (/^\s*(?:<!doctype|<html|<head|<body|<!--)/i.test(answer.text)) {
        const message = "answers with an HTML page, not with JSON";
        const fix =
            "A sign-in page, an error page or a proxy answers in its place; the document itself must come.";
        return { findings: [...findings, report("html", message, fix)] };
    }
    if (answer.coding !== undefined) {
        const message = `is compressed (Content-Encoding: ${answer.coding}), although the request asked for it as it is; whether AWS decompresses it is not documented`;
        findings.push(report("compressed", message, "Serve it without compression."));
    }
    if (answer.hasByteOrderMark) {
        const message =
            "begins with a byte order mark, which JSON must not have (RFC 8259, section 8.1); whether AWS ignores it is not documented";
        findings.push(report("byte-order-mark", message, "Save it as UTF-8 without a byte order mark."));
    }
    return { findings, text: answer.text };
}

/** A time for people: `6.1 s`. */
export function seconds(milliseconds: number): string {
    return `${String(Math.round(milliseconds / 100) / 10)} s`;
}

/** Judges the discovery document that was served at `url` for an issuer. */
function judgeDocument(text: string, issuer: string, url: string): DoctorFinding[] {
    return readMirroredDocument(text, issuer).problems.map((problem) => describe(problem, issuer, url));
}

function describe(
    { code, path, value, message, fix }: DocumentProblem,
    issuer: string,
    url: string,
): DoctorFinding {
    const said = value === undefined ? path : `${path} = ${shortValue(value)}`;
    switch (code) {
        case "issuer-differs":
            return value === `${issuer}/`
                ? doctorFinding(
                      "issuer-slash",
                      issuer,
                      url,
                      `${said} ends in a slash, and the issuer that AWS knows has none; AWS compares byte for byte`,
                      `Serve "issuer": "${issuer}".`,
                  )
                : doctorFinding(
                      "document-issuer-differs",
                      issuer,
                      url,
                      `${said} ${message}`,
                      `Register exactly the issuer that the tokens have as iss. If that is ${issuer}: set GitLab's external_url to it; a mirror must be rendered for it (gitlab-aws-oidc discovery render).`,
                  );
        case "keys-elsewhere":
            return doctorFinding(
                "document-keys-elsewhere",
                issuer,
                url,
                `${said} ${message}`,
                `${fix} A mirror needs jwks_uri rewritten as well as issuer.`,
            );
        case "not-json":
            return doctorFinding(
                "document-not-json",
                issuer,
                url,
                message,
                "Look at what is served there: it must be the discovery document, as JSON.",
            );
        case "keys-missing":
        case "keys-not-https":
        case "member-missing":
        case "no-usable-algorithm":
            return doctorFinding(`document-${code}`, issuer, url, `${said} ${message}`, fix);
    }
}

/** What a served key set is worth. */
interface KeysJudgement {
    findings: DoctorFinding[];
    /** There where nothing is wrong with the set. */
    keySet?: KeySet;
}

/** Judges the key set that was served at `url`: types, count, ids, private members, and whether GitLab's tokens fit it. */
function judgeKeys(text: string, issuer: string, url: string): KeysJudgement {
    const { keySet, problems } = readKeySet(text);
    const findings = problems.map((problem) => {
        const { code, path, value, message, fix } = problem;
        const said = [path, ...(value === undefined ? [] : [`= ${shortValue(value)}`]), message]
            .join(" ")
            .trim();
        const urgent = isPrivateKeyProblem(problem)
            ? "Take it down now and replace the key in GitLab: every token that it could have signed is suspect. "
            : "";
        return doctorFinding(`keys-${code}`, issuer, url, said, urgent + fix);
    });
    if (keySet !== undefined && !keySet.keys.some(({ kty }) => kty === "RSA"))
        findings.push(
            doctorFinding(
                "keys-no-rsa",
                issuer,
                url,
                `has ${keySet.keys.length === 1 ? "one key" : `${String(keySet.keys.length)} keys`}, none of type RSA; GitLab signs its ID tokens with RS256`,
                "Serve the instance's own key set, whole: GitLab has it at /oauth/discovery/keys.",
            ),
        );
    return { findings, ...(keySet === undefined ? {} : { keySet }) };
}

/**
 * Judges how long the key set may be kept. STS fetches it again for every job where it may not keep it, and many jobs at
 * once then fail: https://gitlab.com/gitlab-org/gitlab/-/merge_requests/138405.
 */
function judgeCaching(
    headers: Readonly<Record<string, string>>,
    issuer: string,
    url: string,
): DoctorFinding[] {
    const control = headers["cache-control"];
    const fix = 'Serve it with "Cache-Control: public, max-age=300" or more.';
    const text = [control, headers["pragma"]].filter((value) => value !== undefined).join(", ");
    if (/no-cache|no-store|private|max-age=0(?!\d)/i.test(text)) {
        const message = `may not be cached (${text}): AWS fetches it for every job, and jobs that start together fail`;
        return [doctorFinding("keys-not-cacheable", issuer, url, message, fix)];
    }
    if (control === undefined && headers["expires"] === undefined) {
        const message = "does not specify caching: how long AWS keeps it is then its own choice";
        return [doctorFinding("keys-no-cache-header", issuer, url, message, fix)];
    }
    return [];
}

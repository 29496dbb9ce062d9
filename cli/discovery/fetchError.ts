import { CommandError } from "../terminal";

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
        `gave no whole answer within ${limit}`,
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
        "Check the address, and whether a proxy or a sign-in page answers in the instance's place.",
    ],
    redirect: (target) => [
        `redirects to ${target}`,
        "Give the address that is meant; keys are not taken from wherever a redirect leads.",
    ],
    status: (status) => [
        `answered with status ${status}`,
        "Check the address, and who may read it from here.",
    ],
    "untrusted-certificate": (code) => [
        `has a certificate that no known authority signed (${code})`,
        "Give the instance's certificate authority: --ca-file FILE (PEM).",
    ],
    "expired-certificate": (code) => [
        `has a certificate that is not valid today (${code})`,
        "Renew the certificate, or mend this machine's clock.",
    ],
    "wrong-host-certificate": () => [
        "has a certificate for another host",
        "Give the address that the certificate is for.",
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

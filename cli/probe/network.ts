import { lookup } from "node:dns/promises";

/** How names become addresses and addresses connections. Replaced where a test stands in for the internet. */
export interface Network {
    /** The addresses of a host, IPv4 and IPv6. Rejects with the system's error code where there is none. */
    resolve(host: string): Promise<string[]>;
    /** Where a connection to a host and port really goes. */
    endpoint(host: string, port: number): { host: string; port: number };
}

/** How long a probe may take. */
export interface ProbeLimits {
    /** Milliseconds in which AWS wants an answer. */
    answerWithin: number;
    /** Milliseconds after which a probe ends without one; more than `answerWithin`, so that a slow answer can be told. */
    giveUpAfter: number;
    /** Bytes of an answer that are read. */
    bytes: number;
}

/**
 * AWS gives up after five seconds (https://repost.aws/knowledge-center/iam-sts-invalididentitytoken); we wait for twelve.
 * One megabyte is beyond any key set of a hundred keys of each type.
 */
export const probeLimits: ProbeLimits = { answerWithin: 5000, giveUpAfter: 12_000, bytes: 1_000_000 };

/** The port of HTTPS; AWS takes no other in an issuer. */
export const httpsPort = 443;

/** The internet, as this machine sees it. */
export const systemNetwork: Network = {
    resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    endpoint: (host, port) => ({ host, port }),
};

/** The result of a promise, or a rejection with the code ETIMEDOUT after so many milliseconds. */
export async function withinTime<Result>(promise: Promise<Result>, milliseconds: number): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
            reject(Object.assign(new Error("took too long"), { code: "ETIMEDOUT" }));
        }, milliseconds);
    });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
    }
}

/** The code of a system or TLS error, such as `ECONNREFUSED`; else its message. */
export function errorCode(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    const code = (error as NodeJS.ErrnoException).code;
    return code ?? error.message;
}

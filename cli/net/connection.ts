import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { rootCertificates } from "node:tls";
import type * as undici from "undici";
import { isPublicAddress } from "./addresses";
import { isExcepted, type Proxy } from "./proxy";

/** How names become addresses and addresses connections. Replaced where a test stands in for the internet. */
export interface Network {
    /** The addresses of a host, IPv4 and IPv6. Rejects with the system's error code where there is none. */
    resolve(host: string): Promise<string[]>;
    /** Opens a TCP connection to one of these IP addresses. */
    connect(addresses: readonly string[], port: number): Socket;
}

/** The way to a server. */
export interface Route {
    network: Network;
    /** The proxy to use; hosts that its exceptions name are reached without it. Default: none. */
    proxy?: Proxy | undefined;
    /**
     * Whether private, loopback and link-local addresses may be reached. Refused where somebody else, such as a token or
     * a server's document, names the host.
     */
    allowPrivateAddresses: boolean;
}

/** The internet, as this machine sees it. */
export const systemNetwork: Network = {
    resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    connect: (addresses, port) =>
        connectTcp({
            // The name is not resolved again: whoever answers a second question could answer something else.
            host: addresses.length === 1 ? (addresses[0] ?? "") : "addresses.invalid",
            port,
            autoSelectFamily: true,
            autoSelectFamilyAttemptTimeout: 2000,
            lookup: (_, __, done) => {
                done(
                    null,
                    addresses.map((address) => ({ address, family: isIP(address) })),
                );
            },
        }),
};

/** Code of the error for a private address that may not be reached. */
export const privateAddressCode = "EPRIVATEADDRESS";

/** Code of the error for a proxy that does not open the way. */
export const proxyRefusedCode = "EPROXY";

/**
 * Opens a connection to a host: resolves its name once, checks every address, and connects to those same addresses; or
 * asks the proxy for a tunnel, which then resolves the name itself. Rejects with an error whose `code` says why; one of
 * them is `privateAddressCode`.
 */
export async function openConnection(
    host: string,
    port: number,
    { network, proxy, allowPrivateAddresses }: Route,
    signal: AbortSignal,
): Promise<Duplex> {
    const throughProxy = proxy !== undefined && !isExcepted(proxy, host, port) ? proxy : undefined;
    const addresses =
        isIP(host) !== 0
            ? [host]
            : throughProxy === undefined
              ? await abortable(network.resolve(host), signal)
              : [];
    const refused = addresses.find((address) => !isPublicAddress(address));
    if (refused !== undefined && !allowPrivateAddresses)
        throw coded(privateAddressCode, `${host} has the private address ${refused}`);
    if (throughProxy !== undefined) return openTunnel(throughProxy, host, port, signal);
    return connected(network.connect(addresses, port), signal);
}

/** A promise's result, or a rejection with the code ETIMEDOUT once the signal is aborted. */
export async function abortable<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
    let abort = (): void => undefined;
    const aborted = new Promise<never>((_, reject) => {
        abort = () => {
            reject(coded("ETIMEDOUT", "took too long"));
        };
        if (signal.aborted) abort();
        signal.addEventListener("abort", abort);
    });
    try {
        return await Promise.race([promise, aborted]);
    } finally {
        signal.removeEventListener("abort", abort);
    }
}

/** Runs a task with a signal that is aborted after so many milliseconds. The timer does not outlive the task. */
export async function withinTime<Result>(
    task: (signal: AbortSignal) => Promise<Result>,
    milliseconds: number,
): Promise<Result> {
    const controller = new AbortController();
    const timer = setTimeout(() => {
        controller.abort();
    }, milliseconds);
    try {
        return await abortable(task(controller.signal), controller.signal);
    } finally {
        clearTimeout(timer);
        // Whatever the task left behind, such as a connection half made, ends here.
        controller.abort();
    }
}

/** The code of a system, TLS or HTTP error, such as `ECONNREFUSED`; of others, and of a proxy's refusal, the message. */
export function errorCode(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    const { code } = error as NodeJS.ErrnoException;
    // undici's own code for a connection that ended says less than its cause.
    if (code === "UND_ERR_SOCKET") return error.cause === undefined ? "ECONNRESET" : errorCode(error.cause);
    return code === undefined || code === proxyRefusedCode ? error.message : code;
}

/** The HTTP library; most commands do without, and it takes a tenth of a second to load. */
export const loadUndici = (): Promise<typeof undici> => import("undici");

/** Public CAs, and the ones of a PEM text besides them. */
export function certificateAuthorities(more: string | undefined): string[] | undefined {
    return more === undefined ? undefined : [...rootCertificates, more];
}

function coded(code: string, message: string): Error {
    return Object.assign(new Error(message), { code });
}

async function connected(socket: Socket, signal: AbortSignal): Promise<Socket> {
    const end = (): void => {
        socket.destroy();
    };
    signal.addEventListener("abort", end);
    socket.once("close", () => {
        signal.removeEventListener("abort", end);
    });
    await new Promise<void>((settle, reject) => {
        socket.once("connect", settle);
        socket.once("error", reject);
        socket.once("close", () => {
            reject(coded("ECONNRESET", "the connection was closed"));
        });
    });
    // Whoever uses the connection listens too; an error in between must not end the process.
    socket.on("error", () => undefined);
    return socket;
}

/** A tunnel by CONNECT: RFC 9110, section 9.3.6. */
async function openTunnel(
    { url, variable }: Proxy,
    host: string,
    port: number,
    signal: AbortSignal,
): Promise<Duplex> {
    const target = `${isIP(host) === 6 ? `[${host}]` : host}:${String(port)}`;
    const { Client } = await loadUndici();
    const client = new Client(url.origin);
    const end = (): void => void client.destroy();
    signal.addEventListener("abort", end);
    try {
        const { statusCode, socket } = await client.connect({
            path: target,
            headers: { host: target, ...credentials(url) },
            signal,
        });
        if (statusCode === 200) {
            signal.addEventListener("abort", () => socket.destroy());
            return socket;
        }
        socket.destroy();
        throw coded(
            proxyRefusedCode,
            `the proxy of ${variable} answered with the status ${String(statusCode)}`,
        );
    } finally {
        signal.removeEventListener("abort", end);
        if (signal.aborted) end();
    }
}

function credentials({ username, password }: URL): Record<string, string> {
    if (username === "") return {};
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

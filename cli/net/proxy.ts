import { BlockList, isIP } from "node:net";
import { CommandError } from "../terminal";
import { withoutUserInfo } from "./addresses";

/** The proxy that the environment names, and the hosts that are reached without it. */
export interface Proxy {
    /** `http:` or `https:`; with user name and password where the environment has them. */
    url: URL;
    /** The environment variable that names it: `HTTPS_PROXY` or `https_proxy`. */
    variable: string;
    /** The entries of `NO_PROXY`: hosts, domains, networks, each with a port if it is meant for that alone. */
    exceptions: readonly string[];
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy of an environment: `https_proxy` or `HTTPS_PROXY`, and `no_proxy` or `NO_PROXY`; the lower-case name counts
 * first, as with curl. Undefined where none is set. Throws CommandError where it is set to something that is not a
 * proxy's address; the value's password is not shown.
 */
export function proxyOfEnvironment(environment: Environment): Proxy | undefined {
    const variable = ["https_proxy", "HTTPS_PROXY"].find((name) => environment[name]);
    const text = variable === undefined ? undefined : environment[variable]?.trim();
    if (variable === undefined || text === undefined) return undefined;
    const url = URL.canParse(text.includes("://") ? text : `http://${text}`)
        ? new URL(text.includes("://") ? text : `http://${text}`)
        : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol))
        throw new CommandError(
            `${variable} = ${JSON.stringify(withoutUserInfo(text))} is not the address of an HTTP proxy.`,
            "Write http://HOST:PORT or https://HOST:PORT.",
        );
    const exceptions = (environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
        .split(/[\s,]+/)
        .filter((entry) => entry !== "");
    return { url, variable, exceptions };
}

/** The proxy's address as it can be shown: without user name and password. */
export function proxyAddress({ url }: Proxy): string {
    return `${url.protocol}//${url.host}`;
}

/**
 * Whether `NO_PROXY` excludes a host and port: `*`; a host or domain with everything below it; an IP address or a
 * network such as `10.0.0.0/8`; each with `:PORT` if it is meant for that port alone.
 */
export function isExcepted({ exceptions }: Proxy, host: string, port: number): boolean {
    return exceptions.some((entry) => {
        if (entry === "*") return true;
        const [, name = "", only] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
        if (only !== undefined && Number(only) !== port) return false;
        const wanted = name.replace(/^\[|\]$/g, "").toLowerCase();
        if (isIP(host) !== 0) return wanted === host || isInNetwork(host, wanted);
        const domain = wanted.replace(/^\*?\./, "");
        return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
    });
}

function isInNetwork(address: string, network: string): boolean {
    const [base = "", prefix = ""] = network.split("/");
    const family = isIP(base);
    if (family === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 6 ? 128 : 32)) return false;
    const list = new BlockList();
    list.addSubnet(base, Number(prefix), family === 6 ? "ipv6" : "ipv4");
    return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

import { BlockList, isIP } from "node:net";
import { type IssuerProblemCode, parseIssuer } from "../../trust/gitlab";

/**
 * Networks that are not part of the public internet.
 * Source: https://www.iana.org/assignments/iana-ipv4-special-registry/ and
 * https://www.iana.org/assignments/iana-ipv6-special-registry/, without the networks reserved for documentation, which
 * lead nowhere. Read 2026-11.
 */
const privateNetworks: readonly [address: string, prefix: number][] = [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
    ["::", 96],
    ["64:ff9b:1::", 48],
    ["fc00::", 7],
    ["fe80::", 10],
    ["fec0::", 10],
    ["ff00::", 8],
];

const blocked = new BlockList();
for (const [address, prefix] of privateNetworks)
    blocked.addSubnet(address, prefix, isIP(address) === 6 ? "ipv6" : "ipv4");

/**
 * Whether an IP address is reachable from the internet, judged by its network alone: not private, loopback, link-local,
 * multicast or reserved. An IPv6 address that carries an IPv4 address (mapped, NAT64, 6to4) counts as that one.
 */
export function isPublicAddress(address: string): boolean {
    const [bare = ""] = address.split("%");
    const carried = isIP(bare) === 6 ? carriedAddress(bare) : undefined;
    if (carried !== undefined) return isPublicAddress(carried);
    return !blocked.check(bare, isIP(bare) === 6 ? "ipv6" : "ipv4");
}

/** The IPv4 address inside an IPv6 one: `::ffff:0:0/96`, `64:ff9b::/96` (RFC 6052) or `2002::/16` (RFC 3056). */
function carriedAddress(address: string): string | undefined {
    const groups = groupsOf(address);
    const dotted = (high = 0, low = 0): string => [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
    const [first, second] = groups;
    if (first === 0x2002) return dotted(groups[1], groups[2]);
    const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
    const isNat64 = first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
    return isMapped || isNat64 ? dotted(groups[6], groups[7]) : undefined;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
    // The URL parser writes an IPv4 tail as two groups.
    const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
    const [head = "", tail] = text.split("::");
    const parse = (part = ""): number[] =>
        part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
    if (tail === undefined) return parse(head);
    const [left, right] = [parse(head), parse(tail)];
    return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

/** The host of a URL as the network uses it: an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
    return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/** The port of an https URL. */
export function portOf({ port }: URL): number {
    return port === "" ? httpsPort : Number(port);
}

/** The port of HTTPS; AWS accepts no other in an issuer. */
export const httpsPort = 443;

/**
 * A string that may be a URL, as it can be shown: user name and password are replaced by `***`. A password may contain
 * `/`, `?` or `#`, so everything up to the last `@` is replaced. Only `http` and `https` are kept as schemes: in
 * `jane://secret@host` the first word may be the user's name.
 */
export function withoutUserInfo(text: string): string {
    return text.replace(/^(\s*(?:https?:)?\/\/)?[^]*@/i, "$1***@");
}

/** What kind of host an address has. A name with letters beyond ASCII is international. */
export type HostKind = "name" | "international-name" | "ip-address";

/** An address as somebody typed it, and the one that was meant. */
export interface TypedAddress {
    /** As typed, without user name and password. */
    shown: string;
    /** What was meant: https, ASCII host in lower case, without user name, query, document path and final slash. */
    meant: string;
    host: HostKind;
    /** What is wrong with how it is written. No message or fix contains user name or password. */
    problems: { message: string; fix: string }[];
}

/** Problems whose fix is the address that was meant. */
const spellingCodes: readonly IssuerProblemCode[] = [
    "white-space",
    "not-https",
    "user-info",
    "port",
    "upper-case-host",
    "query",
    "fragment",
    "well-known-path",
    "path-characters",
    "trailing-slash",
];

/**
 * Reads an address from the command line. A host alone stands for its https address. Undefined where there is no host.
 * With `port` "kept", a port is allowed and part of every fix: an instance's own address may have one, an issuer not.
 *
 * @example
 * readTypedAddress("http://gitlab.example.com:8443/", "kept")?.meant; // "https://gitlab.example.com:8443"
 */
export function readTypedAddress(text: string, port: "kept" | "refused"): TypedAddress | undefined {
    const full = text.includes("://") ? text : `https://${text}`;
    const [, scheme = "", userInfo = "", rest = ""] =
        /^\s*([a-z][a-z0-9+.-]*):\/\/([^/?#]*@)?([^]*?)\s*$/i.exec(full) ?? [];
    const url = parseUrl(`https://${rest}`);
    // An @ that is left belongs to a password with a slash in it: then host and path cannot be told from it.
    if (url === undefined || url.hostname === "" || rest.includes("@")) return undefined;
    if (userInfo !== "" && !/^https?$/i.test(scheme)) return undefined;
    const keptPort = port === "kept" && url.port !== "" ? `:${url.port}` : "";
    const path = url.pathname.replace(/\/\.well-known(?:\/.*)?$|\/oauth\/discovery\/keys\/?$/, "");
    const meant = `https://${url.hostname}${keptPort}${withoutTrailingSlashes(path)}`;
    const [typedHost = ""] = /^[^/?#:\s]*/.exec(rest) ?? [];
    const host = hostKind(hostOf(url), typedHost);
    const judged =
        host === "international-name"
            ? `${scheme}://${userInfo}${url.hostname}${rest.slice(typedHost.length)}`
            : full;
    const problems = parseIssuer(judged).problems.filter(
        ({ code }) => !(code === "port" && port === "kept") && !(code === "no-host" && host === "ip-address"),
    );
    if (problems.some(({ code }) => code === "no-host")) return undefined;
    const remark = scheme === "http" ? " A GitLab whose external_url is http cannot federate." : "";
    return {
        shown: withoutUserInfo(text),
        meant,
        host,
        problems: problems.map(({ code, message, fix }) => ({
            message,
            fix: spellingCodes.includes(code)
                ? `Write "${meant}".${code === "not-https" ? remark : ""}`
                : fix,
        })),
    };
}

function hostKind(host: string, typed: string): HostKind {
    if (isIP(host) !== 0) return "ip-address";
    return /[^\u0020-\u007e]/.test(typed) ? "international-name" : "name";
}

/** Not by a regular expression: one that ends in `/+$` takes quadratic time on a string of nothing but slashes. */
function withoutTrailingSlashes(path: string): string {
    let end = path.length;
    while (path[end - 1] === "/") end--;
    return path.slice(0, end);
}

function parseUrl(text: string): URL | undefined {
    try {
        return new URL(text);
    } catch {
        return undefined;
    }
}

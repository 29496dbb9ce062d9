import { CommandError, flagOption, readTextFile, textOption } from "../terminal";
import { type Route, systemNetwork } from "./connection";
import { type Environment, proxyAddress, proxyOfEnvironment } from "./proxy";

/** Options of the commands that make connections. Each means the same in all of them. */
export const networkOptions = {
    caFile: (description: string) => textOption("--ca-file <FILE>", description),
    proxy: () =>
        flagOption(
            "--proxy",
            "Use the proxy of HTTPS_PROXY, except for the hosts in NO_PROXY. Default: direct connections.",
        ),
    allowPrivateAddresses: () =>
        flagOption(
            "--allow-private-addresses",
            "Also contact private, loopback and link-local addresses that only a token or a served document names.",
        ),
};

/**
 * The way to the internet that the options ask for, and a note where the environment names a proxy that is not used.
 * Throws CommandError where `--proxy` is given and there is none.
 */
export function readRoute(
    given: { proxy?: true | undefined; allowPrivateAddresses?: true | undefined },
    environment: Environment,
): { route: Route; note?: string } {
    const route = {
        network: systemNetwork,
        allowPrivateAddresses: given.allowPrivateAddresses ?? false,
    };
    const proxy = proxyOfEnvironment(environment);
    if (given.proxy) {
        if (proxy === undefined)
            throw new CommandError(
                "--proxy is given, and the environment names no proxy.",
                "Set HTTPS_PROXY=http://HOST:PORT, or leave --proxy out.",
            );
        return { route: { ...route, proxy } };
    }
    if (proxy === undefined) return { route };
    const note = `${proxy.variable} is set (${proxyAddress(proxy)}) and not used; add --proxy to use it`;
    return { route, note };
}

/** Reads a PEM file of certificate authorities. Throws CommandError where it cannot be read, or holds no certificate. */
export function readAuthorities(file: string): string {
    const text = readTextFile(file, 8);
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
    throw new CommandError(
        `${file} does not contain a certificate.`,
        "Specify a PEM file: -----BEGIN CERTIFICATE-----.",
    );
}

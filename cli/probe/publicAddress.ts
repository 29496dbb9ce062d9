import { BlockList, isIP } from "node:net";

/** Networks that no one reaches from the internet. Source: https://www.iana.org/assignments/iana-ipv4-special-registry/ and its IPv6 counterpart. */
const privateNetworks: readonly [address: string, prefix: number][] = [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
    ["::1", 128],
    ["fc00::", 7],
    ["fe80::", 10],
];

const blocked = new BlockList();
for (const [address, prefix] of privateNetworks)
    blocked.addSubnet(address, prefix, isIP(address) === 6 ? "ipv6" : "ipv4");

/** Whether AWS could reach an IP address at all, as far as its network tells. */
export function isPublicAddress(address: string): boolean {
    return !blocked.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

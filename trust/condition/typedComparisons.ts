import { BlockList, isIP } from "node:net";
import type { Comparison } from "./operators";
import type { Truth } from "./truth";

function order(left: number, right: number, comparison: Comparison): Truth {
    switch (comparison) {
        case "equals":
            return left === right;
        case "less":
            return left < right;
        case "lessOrEqual":
            return left <= right;
        case "greater":
            return left > right;
        case "greaterOrEqual":
            return left >= right;
        case "like":
        case "network":
        case "null":
            return "not-analysed";
    }
}

function numberOf(text: string): number | undefined {
    return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds since 1970 of an ISO 8601 date, or of seconds since 1970: the two forms that IAM takes. */
function timeOf(text: string): number | undefined {
    if (/^\d{1,12}$/.test(text) && text.length !== 4) return Number(text) * 1000;
    if (!/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/.test(text))
        return undefined;
    // Without a zone a date is UTC; Date.parse takes local time once there is an hour.
    const time = Date.parse(/T.*[^Z]$/.test(text) && !/[+-]\d\d:\d\d$/.test(text) ? `${text}Z` : text);
    return Number.isNaN(time) ? undefined : time;
}

/** Compares two numbers in decimal notation. Something else than a number is not analysed. */
export function compareNumbers(request: string, policy: string, comparison: Comparison): Truth {
    const [left, right] = [numberOf(request), numberOf(policy)];
    return left === undefined || right === undefined ? "not-analysed" : order(left, right, comparison);
}

/** Compares two points in time, each an ISO 8601 date or seconds since 1970. */
export function compareDates(request: string, policy: string, comparison: Comparison): Truth {
    const [left, right] = [timeOf(request), timeOf(policy)];
    return left === undefined || right === undefined ? "not-analysed" : order(left, right, comparison);
}

/** Compares two booleans, `true` or `false` in any case. */
export function compareBooleans(request: string, policy: string): Truth {
    const isBoolean = (text: string): boolean => /^(true|false)$/i.test(text);
    if (!isBoolean(request) || !isBoolean(policy)) return "not-analysed";
    return request.toLowerCase() === policy.toLowerCase();
}

/** Whether an address lies in a network in CIDR notation, or is the one address that the policy names. IPv4 and IPv6. */
export function isInNetwork(request: string, policy: string): Truth {
    const [network = "", prefixText] = policy.split("/");
    const family = isIP(network);
    const requestFamily = isIP(request);
    const longest = family === 6 ? 128 : 32;
    const prefix =
        prefixText === undefined ? longest : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1;
    if (family === 0 || requestFamily === 0 || prefix < 0 || prefix > longest) return "not-analysed";
    if (family !== requestFamily) return false;
    const name = family === 6 ? "ipv6" : "ipv4";
    const list = new BlockList();
    list.addSubnet(network, prefix, name);
    return list.check(request, name);
}

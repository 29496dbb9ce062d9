import type { PolicyResource } from "@pulumi/policy";
import { matchPattern, tokenizeValue } from "../../trust/conditions";
import { mirrorTypes } from "../../trust/aws";
import { bucketServing } from "../../trust/mirror";
import { isObject } from "../../trust/document";
import { known } from "./known";

/** A CloudFront distribution, as far as it is known. */
export interface Distribution {
    resource: PolicyResource;
    /** Names under which it serves. */
    hosts: string[];
    origins: Origin[];
    /** Groups of origins, of which a later one answers when an earlier one fails. */
    groups: { id: string; members: string[] }[];
    /** In the order in which CloudFront asks them; the default one, which is for every path, last. */
    behaviours: Behaviour[];
}

/** Where a distribution gets what it serves. */
interface Origin {
    id: string | undefined;
    host: string | undefined;
    /** The folder in a bucket whose objects answer, with a slash at its end; empty for all of it. */
    folder: string;
}

/** What a distribution does with the paths that a pattern takes in. */
export interface Behaviour {
    /** Where it is among the distribution's inputs: `orderedCacheBehaviors[0]`. */
    path: string;
    /** `*` for the default one; undefined while it is unknown. */
    pattern: string | undefined;
    target: string | undefined;
    /** Whether a function of CloudFront or Lambda has a say in the answer. */
    hasFunctions: boolean;
}

/** The distributions of a stack, whose inputs each provider package names differently. */
export function distributionsOf(resources: readonly PolicyResource[]): Distribution[] {
    return resources.filter(({ type }) => mirrorTypes.distribution.includes(type)).map(readDistribution);
}

function readDistribution(resource: PolicyResource): Distribution {
    const read = (key: string): unknown => known(() => resource.props[key] as unknown, key).value;
    const native = read("distributionConfig");
    const prefix = isObject(native) ? "distributionConfig." : "";
    const get = (key: string): unknown => (isObject(native) ? native[key] : read(key));
    const orderedKey = isObject(native) ? "cacheBehaviors" : "orderedCacheBehaviors";
    const fallback = get("defaultCacheBehavior");
    return {
        resource,
        hosts: [...listIn(get("aliases")), read("domainName")].filter((each) => typeof each === "string"),
        origins: listIn(get("origins")).map((origin) => ({
            id: textIn(origin, "originId") ?? textIn(origin, "id"),
            host: textIn(origin, "domainName"),
            folder: (textIn(origin, "originPath") ?? "").replace(/^\/|\/$/g, "").replace(/.$/, "$&/"),
        })),
        groups: listIn(get("originGroups")).flatMap((group) => {
            const id = textIn(group, "originId") ?? textIn(group, "id");
            const members = listIn(isObject(group) ? group["members"] : undefined);
            const ids = members.flatMap((member) => textIn(member, "originId") ?? []);
            return id === undefined ? [] : [{ id, members: ids }];
        }),
        behaviours: [
            ...listIn(get(orderedKey)).map((each, at) =>
                readBehaviour(each, `${prefix}${orderedKey}[${String(at)}]`, textIn(each, "pathPattern")),
            ),
            ...(isObject(fallback) ? [readBehaviour(fallback, `${prefix}defaultCacheBehavior`, "*")] : []),
        ],
    };
}

function readBehaviour(raw: unknown, path: string, pattern: string | undefined): Behaviour {
    const functions = isObject(raw)
        ? [...listIn(raw["functionAssociations"]), ...listIn(raw["lambdaFunctionAssociations"])]
        : [];
    return { path, pattern, target: textIn(raw, "targetOriginId"), hasFunctions: functions.length > 0 };
}

/** A list, also where CloudFormation wraps it: `{quantity, items}`. */
function listIn(value: unknown): unknown[] {
    if (Array.isArray(value)) return value;
    return isObject(value) && Array.isArray(value["items"])
        ? value["items"]
        : isObject(value) && isObject(value["items"])
          ? [value["items"]]
          : [];
}

function textIn(value: unknown, key: string): string | undefined {
    const text = isObject(value) ? value[key] : undefined;
    return typeof text === "string" ? text : undefined;
}

/**
 * The behaviour that answers for a path, given without its leading slash: the first whose pattern takes it in. Undefined
 * where that is not known. Source:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html.
 */
export function behaviourFor({ behaviours }: Distribution, path: string): Behaviour | undefined {
    for (const behaviour of behaviours) {
        if (behaviour.pattern === undefined) return undefined;
        // The leading slash may be written or left out; a wildcard in its place can stand for it.
        const pattern = behaviour.pattern.replace(/^\//, "");
        if (matches(pattern, path) || matches(pattern, `/${path}`)) return behaviour;
    }
    return undefined;
}

function matches(pattern: string, text: string): boolean {
    const tokens = tokenizeValue(pattern, { wildcards: true, variables: false });
    const plain = tokens.filter((token) => token.kind !== "variable" && token.kind !== "malformed");
    return matchPattern(plain, text).matched;
}

/**
 * The distribution that serves a host: by that very name, or else by an alias with a wildcard in the place of its first
 * label. Names of hosts have no case. Source:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-wildcard.
 */
export function distributionFor(
    distributions: readonly Distribution[],
    host: string,
): Distribution | undefined {
    const wanted = host.toLowerCase();
    const having = (isServed: (alias: string) => boolean) =>
        distributions.find(({ hosts }) => hosts.some((alias) => isServed(alias.toLowerCase())));
    return (
        having((alias) => alias === wanted) ??
        having((alias) => alias.startsWith("*.") && wanted.endsWith(alias.slice(1)))
    );
}

/** The origins that may answer for a behaviour: its own, or all members of its group. Unknown ones are left out. */
export function originsBehind({ origins, groups }: Distribution, { target }: Behaviour): Origin[] {
    const ids = groups.find(({ id }) => id === target)?.members ?? [target];
    return ids.flatMap((id) => (id === undefined ? [] : (origins.find((origin) => origin.id === id) ?? [])));
}

/**
 * The bucket that a distribution serves, and the folder in it that answers for a path: of the first origin that is a bucket,
 * the path's own before others.
 */
export function bucketServedBy(
    distribution: Distribution,
    path: string,
): { bucket: string; folder: string } | undefined {
    const behaviour = behaviourFor(distribution, path);
    const first = behaviour === undefined ? [] : originsBehind(distribution, behaviour);
    for (const { host, folder } of [...first, ...distribution.origins]) {
        const bucket = host === undefined ? undefined : bucketServing(host)?.bucket;
        if (bucket !== undefined) return { bucket, folder };
    }
    return undefined;
}

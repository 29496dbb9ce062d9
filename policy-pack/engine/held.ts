import type { PolicyResource } from "@pulumi/policy";
import { type TemplateHolder, holderTypes, registryTypes } from "../../trust/aws";
import { isObject, readText } from "../../trust/document";
import { known, knownTexts, notKnown } from "./known";
import { scopeOfProvider } from "./scope";
import { idInTemplate, readTemplate } from "./template";

/** What a resource of any type is shown with. */
type Shown = Pick<PolicyResource, "type" | "name" | "props" | "provider">;

/** A resource that another one holds, in the form that `aws-native` would give it. */
export interface HeldResource {
    /** A type token of `aws-native`. */
    type: string;
    /** The holder's name, and in a template the logical id. */
    name: string;
    /** Values that only a deployment shows are `notKnown`. */
    props: Record<string, unknown>;
}

/** What a resource holds. */
export interface Held {
    resources: HeldResource[];
    /** What could not be read: the input, and why, as a clause. */
    unread: { path: string; why: string }[];
}

const nothing: Held = { resources: [], unread: [] };

/** Types of a registry that make roles by a template of their own, which is not there. */
const nestedStacks = ["AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet"];

/** Whether resources of this type may hold others. */
export function mayHold(type: string): boolean {
    return holderTypes.has(type);
}

/**
 * The roles, providers, policies and buckets that a resource holds as text: by Cloud Control, by `aws-native`'s extension
 * resources, or in a CloudFormation template.
 */
export function heldIn(holder: Shown): Held {
    const kind = holderTypes.get(holder.type);
    if (kind === undefined) return nothing;
    if (kind.kind === "template") return heldInTemplate(holder, kind);
    const [registryType] = knownTexts(holder, [kind.type]);
    const type = registryTypes.get(registryType ?? "");
    if (type === undefined) {
        return nestedStacks.includes(registryType ?? "")
            ? {
                  resources: [],
                  unread: [{ path: kind.properties, why: "is a CloudFormation template of its own" }],
              }
            : nothing;
    }
    const { value, unknownPaths } = known(() => holder.props[kind.properties] as unknown, kind.properties);
    if (value === undefined && unknownPaths.length > 0) {
        return { resources: [], unread: [{ path: kind.properties, why: "is not known yet" }] };
    }
    const text = typeof value === "string" ? readText(value) : { value, findings: [] };
    const properties = text.value;
    if (!isObject(properties)) {
        return { resources: [], unread: [{ path: kind.properties, why: "is not a JSON object" }] };
    }
    const isTwofold = text.findings.some(({ code }) => code === "duplicate-name");
    return {
        resources: [{ type, name: holder.name, props: nativeProps(properties) }],
        unread: isTwofold
            ? [{ path: kind.properties, why: "has a name twice, and which of the two counts is not defined" }]
            : [],
    };
}

function heldInTemplate(holder: Shown, { body, url, parameters }: TemplateHolder): Held {
    const unread = (path: string, why: string): Held => ({ resources: [], unread: [{ path, why }] });
    const { value, unknownPaths } = known(() => holder.props[body] as unknown, body);
    if (unknownPaths.length > 0) return unread(body, "is not known yet");
    const template = isObject(value) ? JSON.stringify(value) : value;
    if (typeof template !== "string" || template === "") {
        return knownTexts(holder, [url]).length > 0 || isUnknown(holder, url)
            ? unread(url, "is the address of a template, which a policy cannot fetch")
            : nothing;
    }
    const given = known(() => holder.props[parameters] as unknown, parameters);
    const read = readTemplate(template, {
        ...scopeOfProvider(holder.provider?.props),
        parameters: parametersOf(given.value),
        hasUnknownParameters: !isObject(given.value) && given.unknownPaths.length > 0,
    });
    if (typeof read === "string") return unread(body, read);
    return {
        resources: read.resources.flatMap(({ logicalId, type, properties }): HeldResource[] => {
            const token = registryTypes.get(type);
            if (token === undefined) return [];
            const props = { ...nativeProps(properties), id: idInTemplate(logicalId) };
            return [{ type: token, name: `${holder.name} ${logicalId}`, props }];
        }),
        unread: read.unread.map(({ path, why }) => ({ path: `${body} ${path}`, why })),
    };
}

function isUnknown({ props }: Shown, key: string): boolean {
    return known(() => props[key] as unknown, key).unknownPaths.length > 0;
}

/** Parameters as `aws` has them, an object, or as CloudFormation's own list. An unknown one stays unknown. */
function parametersOf(value: unknown): Record<string, unknown> {
    if (Array.isArray(value)) {
        const entries = (value as unknown[]).flatMap((each): [string, unknown][] => {
            const { parameterKey, parameterValue } = isObject(each) ? each : {};
            return typeof parameterKey === "string" ? [[parameterKey, parameterValue ?? notKnown]] : [];
        });
        return Object.fromEntries(entries);
    }
    if (!isObject(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, each ?? notKnown]));
}

/** Members whose value is a document, and keeps the names that it has. */
const isDocument = (name: string): boolean =>
    name.endsWith("PolicyDocument") || name === "AssumeRolePolicyDocument";

/** CloudFormation's names in the form of `aws-native`: with a small first letter, at every depth but inside documents. */
function nativeProps(properties: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [
            name.slice(0, 1).toLowerCase() + name.slice(1),
            isDocument(name) ? withUnknowns(value) : nativeValue(value),
        ]),
    );
}

function nativeValue(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(nativeValue);
    return isObject(value) ? nativeProps(value) : withUnknowns(value);
}

/** What `known` left out as undefined is unknown here too. */
function withUnknowns(value: unknown): unknown {
    if (value === undefined) return notKnown;
    if (Array.isArray(value)) return value.map(withUnknowns);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withUnknowns(each)]));
}

/** All resources of a stack, and after each holder what it holds, as if the program had registered it. */
export function withHeld(resources: readonly PolicyResource[]): readonly PolicyResource[] {
    if (!resources.some(({ type }) => mayHold(type))) return resources;
    return resources.flatMap((holder) => [
        holder,
        ...heldIn(holder).resources.map((held): PolicyResource => ({
            ...holder,
            ...held,
            propertyDependencies: {},
        })),
    ]);
}

import { isMap, isSeq, Pair, parseDocument, Scalar, type ScalarTag, type CollectionTag, YAMLMap } from "yaml";
import { issuerHostAndPath } from "../../trust/gitlab";
import { isObject } from "../../trust/document";
import { notKnown } from "./known";

/** One resource of a template, its values resolved as far as they can be. */
export interface TemplateResource {
    logicalId: string;
    /** `AWS::IAM::Role`. */
    type: string;
    /** Values that only a deployment shows are `notKnown`. */
    properties: Record<string, unknown>;
}

/** A template that was read. */
export interface Template {
    resources: TemplateResource[];
    /** What of it may become resources that nobody can see here: the place within the template, and why, as a clause. */
    unread: { path: string; why: string }[];
}

/** What is known of where a template is deployed. */
export interface TemplateContext {
    accountId?: string;
    partition?: string;
    /** Values of its parameters. */
    parameters: Readonly<Record<string, unknown>>;
    /** Whether further parameters may be given that are not known yet. Default: no. */
    hasUnknownParameters?: boolean;
}

/** CloudFormation accepts no longer template. Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html. */
const longestTemplate = 1_000_000;
const deepest = 60;

/** The functions that templates write as YAML tags, by their tags. */
const functions = [
    "Ref",
    "Condition",
    "Base64",
    "Cidr",
    "FindInMap",
    "GetAtt",
    "GetAZs",
    "If",
    "ImportValue",
    "Join",
    "Select",
    "Split",
    "Sub",
    "Transform",
    "And",
    "Equals",
    "Not",
    "Or",
    "Length",
    "ToJsonString",
];
const fullName = (tag: string): string => (tag === "Ref" || tag === "Condition" ? tag : `Fn::${tag}`);

const tags = functions.flatMap((name): (ScalarTag | CollectionTag)[] => {
    const wrap = (value: unknown): YAMLMap => {
        const map = new YAMLMap();
        map.add(new Pair(new Scalar(fullName(name)), value));
        return map;
    };
    return [
        { tag: `!${name}`, resolve: (text: string) => ({ [fullName(name)]: text }) },
        { tag: `!${name}`, collection: "seq", resolve: (value) => (isSeq(value) ? wrap(value) : value) },
        { tag: `!${name}`, collection: "map", resolve: (value) => (isMap(value) ? wrap(value) : value) },
    ] as (ScalarTag | CollectionTag)[];
});

/**
 * Reads a CloudFormation template, JSON or YAML, and resolves what a program can know: pseudo parameters, parameters,
 * references among its own resources, Fn::Sub and Fn::Join of such. A word says why it could not be read.
 */
export function readTemplate(body: string, context: TemplateContext): Template | string {
    if (body.length > longestTemplate) return `is longer than ${String(longestTemplate)} characters`;
    let template: unknown;
    try {
        const document = parseDocument(body, {
            customTags: tags,
            logLevel: "silent",
            uniqueKeys: true,
            merge: true,
        });
        const [error] = document.errors;
        if (error) return `is neither JSON nor YAML: ${error.message.split("\n", 1)[0] ?? ""}`;
        template = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
        return `is neither JSON nor YAML: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (!isObject(template) || !isObject(template["Resources"])) return "has no Resources";
    const resolver = new Resolver(template, context);
    const resources = Object.entries(template["Resources"]).flatMap(
        ([logicalId, raw]): TemplateResource[] => {
            const type = isObject(raw) ? raw["Type"] : undefined;
            const properties = isObject(raw) ? resolver.resolve(raw["Properties"]) : undefined;
            if (typeof type !== "string") return [];
            return [{ logicalId, type, properties: isObject(properties) ? properties : {} }];
        },
    );
    return {
        resources: resources.map(withServerlessRole),
        unread: unreadIn(template, template["Resources"]),
    };
}

/** The role that AWS SAM makes for a function, with the trust policy that the function gives. */
function withServerlessRole(resource: TemplateResource): TemplateResource {
    const { type, properties } = resource;
    const isRole =
        type === "AWS::Serverless::Function" && properties["AssumeRolePolicyDocument"] !== undefined;
    if (!isRole) return resource;
    const { AssumeRolePolicyDocument } = properties;
    return { ...resource, type: "AWS::IAM::Role", properties: { AssumeRolePolicyDocument } };
}

/** Transforms that make no resources but those that can be seen. Source: CloudFormation User Guide, "Transform reference". */
const plainTransforms = [
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
];
const serverless = "AWS::Serverless-2016-10-31";

/** Types whose resources are a template of their own, which is elsewhere. */
const templatesOfTheirOwn =
    /^(?:AWS::CloudFormation::Stack(?:Set)?|AWS::ServiceCatalog::CloudFormationProvisionedProduct|AWS::Serverless::Application|.*::MODULE)$/;

function unreadIn(template: Record<string, unknown>, resources: Record<string, unknown>): Template["unread"] {
    const unread: Template["unread"] = [];
    const given = template["Transform"] ?? [];
    const transforms: unknown[] = Array.isArray(given) ? given : [given];
    const macros = transforms.filter(
        (each) => typeof each !== "string" || ![...plainTransforms, serverless].includes(each),
    );
    const why = "is a macro or an inclusion that makes resources at the deployment";
    if (macros.length > 0) unread.push({ path: "Transform", why });
    if ("Fn::Transform" in template) unread.push({ path: "Fn::Transform", why });
    for (const [logicalId, raw] of Object.entries(resources)) {
        const path = `Resources.${logicalId}`;
        const type = isObject(raw) ? raw["Type"] : undefined;
        if (/^Fn::(?:ForEach|Transform)/.test(logicalId) || (isObject(raw) && "Fn::Transform" in raw))
            unread.push({ path, why });
        else if (typeof type === "string" && templatesOfTheirOwn.test(type))
            unread.push({ path, why: "is a template of its own, which a policy cannot fetch" });
    }
    return unread;
}

/** What a reference to a resource of a template becomes where its name is made up at the deployment. */
export function idInTemplate(logicalId: string): string {
    return `cloudformation:${logicalId}`;
}

class Resolver {
    private readonly resources: Record<string, unknown>;
    private readonly values: Readonly<Record<string, unknown>>;

    constructor(
        template: Record<string, unknown>,
        { accountId, partition, parameters, hasUnknownParameters = false }: TemplateContext,
    ) {
        this.resources = isObject(template["Resources"]) ? template["Resources"] : {};
        const declared = isObject(template["Parameters"]) ? template["Parameters"] : {};
        const values = Object.entries(declared).map(([name, parameter]): [string, unknown] => {
            const { Type, Default } = isObject(parameter) ? parameter : {};
            const value = Object.hasOwn(parameters, name)
                ? parameters[name]
                : hasUnknownParameters
                  ? notKnown
                  : (Default ?? notKnown);
            // The value of such a parameter is the name under which Systems Manager has the real one.
            if (typeof Type === "string" && Type.startsWith("AWS::SSM::Parameter::")) return [name, notKnown];
            const isList =
                Type === "CommaDelimitedList" || (typeof Type === "string" && Type.startsWith("List<"));
            const list =
                isList && typeof value === "string" ? value.split(",").map((each) => each.trim()) : value;
            return [name, list];
        });
        this.values = {
            ...parameters,
            ...Object.fromEntries(values),
            "AWS::Partition": partition ?? "aws",
            // No rule compares it where the account is not known.
            "AWS::AccountId": accountId ?? "000000000000",
            "AWS::NoValue": undefined,
        };
    }

    resolve(value: unknown, depth = 0): unknown {
        if (depth > deepest) return notKnown;
        if (Array.isArray(value)) return value.map((each) => this.resolve(each, depth + 1));
        if (!isObject(value)) return isDynamic(value) ? notKnown : value;
        const [name, ...others] = Object.keys(value);
        if (name !== undefined && others.length === 0 && (name === "Ref" || name.startsWith("Fn::"))) {
            return this.call(name, value[name], depth + 1);
        }
        const members = Object.entries(value).map(([key, each]): [string, unknown] => [
            key,
            this.resolve(each, depth + 1),
        ]);
        return Object.fromEntries(members.filter(([, each]) => each !== undefined));
    }

    private call(name: string, argument: unknown, depth: number): unknown {
        if (name === "Ref") return this.reference(argument, depth);
        if (name === "Fn::GetAtt") {
            const [id, attribute] = Array.isArray(argument)
                ? (argument as unknown[])
                : String(argument).split(".", 2);
            return attribute === "Arn" ? this.reference(id, depth) : notKnown;
        }
        if (name === "Fn::Join" && Array.isArray(argument)) {
            const [separator, list] = argument as unknown[];
            const parts = this.resolve(list, depth);
            return typeof separator === "string" && Array.isArray(parts) && parts.every(isPlain)
                ? withoutDynamic(parts.map(String).join(separator))
                : notKnown;
        }
        if (name === "Fn::Sub") return this.substitute(argument, depth);
        return notKnown;
    }

    private substitute(argument: unknown, depth: number): unknown {
        const [text, own] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
        if (typeof text !== "string") return notKnown;
        let isKnown = true;
        const result = text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
            if (literal !== "") return `\${${name}}`;
            const value =
                isObject(own) && Object.hasOwn(own, name)
                    ? this.resolve(own[name], depth)
                    : name.endsWith(".Arn")
                      ? this.reference(name.slice(0, -".Arn".length), depth)
                      : this.reference(name, depth);
            if (isPlain(value)) return String(value);
            isKnown = false;
            return "";
        });
        return isKnown ? withoutDynamic(result) : notKnown;
    }

    /** What Ref, or the ARN of a resource of the template, gives. Of a role or policy it is one word that names it here. */
    private reference(name: unknown, depth: number): unknown {
        if (typeof name !== "string") return notKnown;
        if (Object.hasOwn(this.values, name)) return this.values[name];
        const resource = Object.hasOwn(this.resources, name) ? this.resources[name] : undefined;
        if (!isObject(resource)) return notKnown;
        const properties = isObject(resource["Properties"]) ? resource["Properties"] : {};
        switch (resource["Type"]) {
            case "AWS::IAM::OIDCProvider": {
                const url = this.resolve(properties["Url"], depth);
                if (typeof url !== "string") return notKnown;
                const { "AWS::Partition": partition, "AWS::AccountId": account } = this.values;
                return `arn:${String(partition)}:iam::${String(account)}:oidc-provider/${issuerHostAndPath(url)}`;
            }
            case "AWS::S3::Bucket":
                return this.resolve(properties["BucketName"], depth) ?? notKnown;
            case "AWS::IAM::Role":
            case "AWS::IAM::ManagedPolicy":
                return idInTemplate(name);
            default:
                return notKnown;
        }
    }
}

/** A reference that CloudFormation replaces at the deployment: `{{resolve:ssm:/ci/subject}}`. */
function isDynamic(value: unknown): boolean {
    return typeof value === "string" && value.includes("{{resolve:");
}

function withoutDynamic(text: string): unknown {
    return isDynamic(text) ? notKnown : text;
}

function isPlain(value: unknown): value is string | number | boolean {
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

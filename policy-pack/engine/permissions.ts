import { attachmentTypes, managedPolicyTypes, rolePolicyTypes } from "../../trust/aws/resourceTypes";
import type { PolicyResource } from "@pulumi/policy";
import { readValues } from "../../trust/policy/readCondition";
import { isObject, readElements } from "../../trust/policy/readElements";
import { readText } from "../../trust/policy/readText";
import { known, knownTexts, nameIn, type Reference, referenceIn } from "./known";
import { trustedRoles } from "./resources";

/** Which roles of a stack may do everything, and by which policies. */
export class FullGrants {
    private readonly words = new Map<PolicyResource, string[]>();
    private readonly rolesByName = new Map<string, PolicyResource[]>();
    private readonly policies: ManagedPolicies;

    constructor(resources: readonly PolicyResource[]) {
        this.policies = new ManagedPolicies(resources);
        for (const role of resources.filter(({ type }) => trustedRoles.types.includes(type))) {
            this.words.set(role, this.ownGrants(role));
            for (const text of new Set(knownTexts(role, ["name", "roleName", "id", "arn"]).map(nameIn)))
                this.rolesByName.set(text, [...(this.rolesByName.get(text) ?? []), role]);
        }
        for (const resource of resources) this.addGrantOf(resource);
    }

    /** By what a role may do everything, in words, sorted; empty where nothing known lets it. */
    of(role: PolicyResource): readonly string[] {
        // A program registers its resources in any order.
        return [...(this.words.get(role) ?? [])].sort();
    }

    /** Whether the policies that an input of a role names, such as its boundary, allow everything. */
    areIn(role: PolicyResource, key: string): boolean {
        return this.policies.allowingEverything(referenceIn(role, key)).length > 0;
    }

    /** What the role's own inputs grant. */
    private ownGrants(role: PolicyResource): string[] {
        const managed = this.policies.allowingEverything(referenceIn(role, "managedPolicyArns"));
        return [...managed, ...inlineGrants(role)];
    }

    /** What another resource grants to roles of the stack. */
    private addGrantOf(resource: PolicyResource): void {
        const { type, name } = resource;
        const attachment = attachmentTypes.get(type);
        const rolePolicy = rolePolicyTypes.get(type);
        const managed = managedPolicyTypes.get(type);
        if (attachment) {
            const words = this.policies.allowingEverything(referenceIn(resource, attachment.policy));
            if (words.length > 0) this.grant(referenceIn(resource, attachment.role), words);
        } else if (rolePolicy) {
            const { document: documentKey, role: roleKey } = rolePolicy;
            if (!allowsEverything(known(() => resource.props[documentKey] as unknown, documentKey).value))
                return;
            this.grant(referenceIn(resource, roleKey), [
                `the role policy ${JSON.stringify(name)} with * on *`,
            ]);
        } else if (managed?.roles) {
            const words = this.policies.allowingEverything({ texts: [], resources: [resource] });
            if (words.length > 0) this.grant(referenceIn(resource, managed.roles), words);
        }
    }

    private grant({ texts, resources }: Reference, words: readonly string[]): void {
        const named = texts.flatMap((text) => this.rolesByName.get(nameIn(text)) ?? []);
        for (const role of new Set([...named, ...resources])) {
            const had = this.words.get(role);
            if (had) this.words.set(role, [...new Set([...had, ...words])]);
        }
    }
}

/** Inline policies among a role's inputs: `inlinePolicies` of `aws:`, `policies` of `aws-native:`. */
function inlineGrants({ props }: PolicyResource): string[] {
    return ["inlinePolicies", "policies"].flatMap((key) => {
        const { value } = known(() => props[key] as unknown, key);
        const list: unknown[] = Array.isArray(value) ? value : [];
        return list.flatMap((entry) => {
            if (typeof entry !== "object" || entry === null) return [];
            const { name, policy, policyName, policyDocument } = entry as Record<string, unknown>;
            if (!allowsEverything(policy ?? policyDocument)) return [];
            const shown = name ?? policyName;
            return [
                `the inline policy ${typeof shown === "string" ? `${JSON.stringify(shown)} ` : ""}with * on *`,
            ];
        });
    });
}

/**
 * AWS's own policy that allows everything, in any partition.
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
 */
const administratorAccess = /^arn:[^:]+:iam::aws:policy\/AdministratorAccess$/;

/** The managed policies of a stack, for the question which of them allow everything. */
export class ManagedPolicies {
    /** Policies of the stack that allow everything, by each text that can name them. */
    private readonly byText = new Map<string, PolicyResource>();
    private readonly everything = new Set<PolicyResource>();

    constructor(resources: readonly PolicyResource[]) {
        for (const resource of resources) {
            const type = managedPolicyTypes.get(resource.type);
            if (!type) continue;
            const { value } = known(() => resource.props[type.document] as unknown, type.document);
            if (!allowsEverything(value)) continue;
            this.everything.add(resource);
            for (const arn of knownTexts(resource, [type.arn, "id"])) this.byText.set(arn, resource);
            for (const name of knownTexts(resource, [type.name])) this.byText.set(name, resource);
        }
    }

    /** The policies in a reference that allow everything, each in words: `the managed policy AdministratorAccess`. */
    allowingEverything({ texts, resources }: Reference): string[] {
        const named = texts.flatMap((arn) => {
            if (administratorAccess.test(arn)) return ["the managed policy AdministratorAccess"];
            // An ARN of the account that was put together by hand: names are unique there, whatever the path.
            const isOwn = /:iam::\d{12}:policy\//.test(arn);
            const policy = this.byText.get(arn) ?? (isOwn ? this.byText.get(nameIn(arn)) : undefined);
            return policy ? [wordsFor(policy)] : [];
        });
        const behind = resources.filter((resource) => this.everything.has(resource)).map(wordsFor);
        return [...new Set([...named, ...behind])];
    }
}

function wordsFor({ name }: PolicyResource): string {
    return `the stack's policy ${JSON.stringify(name)} with * on *`;
}

/** Every action of every service. */
const everyAction = /^\*+(?::\*+)?$/;

/** Every resource of the account: `*`, or an ARN that leaves all of its parts open. */
const everyResource = /^(?:\*+|arn:(?:\*+|aws[a-z-]*)(?::\*+)*)$/;

/** Condition keys that do not make less of everything. Any other condition may, and gets the benefit of the doubt. */
const conditionsOfNoWeight = ["aws:requestedregion", "aws:securetransport"];

const elementNames = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/**
 * Whether a permission policy (JSON text or object) has a statement that allows every action on every resource. A Deny
 * beside it gets no credit. Never throws; what cannot be read allows nothing here.
 */
export function allowsEverything(document: unknown): boolean {
    const root = typeof document === "string" ? readText(document).value : document;
    if (!isObject(root)) return false;
    const statements = readElements(root, "", ["Version", "Id", "Statement"]).elements.get("Statement");
    const list: unknown[] = Array.isArray(statements?.value) ? statements.value : [statements?.value];
    return list.some(isEverything);
}

function isEverything(statement: unknown): boolean {
    if (!isObject(statement)) return false;
    const { elements } = readElements(statement, "", elementNames);
    const hasText = (name: string, form: RegExp) =>
        readValues(elements.get(name)?.value, name).values.some(({ text }) => form.test(text));
    return (
        elements.get("Effect")?.value === "Allow" &&
        hasText("Action", everyAction) &&
        hasText("Resource", everyResource) &&
        hasNoWeight(elements.get("Condition")?.value)
    );
}

function hasNoWeight(condition: unknown): boolean {
    if (condition === undefined) return true;
    if (!isObject(condition)) return false;
    const keys = Object.values(condition).flatMap((block) => (isObject(block) ? Object.keys(block) : []));
    return keys.every((key) => conditionsOfNoWeight.includes(key.toLowerCase()));
}

import type { PolicyResource } from "@pulumi/policy";
import { trustedRoles } from "../resources/trustedRole";
import { known } from "../sdk/known";
import { allowsEverything } from "./allowsEverything";
import { ManagedPolicies } from "./managedPolicies";
import { attachmentTypes, managedPolicyTypes, rolePolicyTypes } from "./policyTypes";
import { knownTexts, nameIn, type Reference, referenceIn } from "./reference";

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
        const attachment = attachmentTypes.find((each) => each.type === type);
        const rolePolicy = rolePolicyTypes.find((each) => each.type === type);
        const managed = managedPolicyTypes.find((each) => each.type === type);
        if (attachment) {
            const words = this.policies.allowingEverything(referenceIn(resource, attachment.policyKey));
            if (words.length > 0) this.grant(referenceIn(resource, attachment.roleKey), words);
        } else if (rolePolicy) {
            const { documentKey, roleKey } = rolePolicy;
            if (!allowsEverything(known(() => resource.props[documentKey] as unknown, documentKey).value))
                return;
            this.grant(referenceIn(resource, roleKey), [
                `the role policy ${JSON.stringify(name)} with * on *`,
            ]);
        } else if (managed?.rolesKey) {
            const words = this.policies.allowingEverything({ texts: [], resources: [resource] });
            if (words.length > 0) this.grant(referenceIn(resource, managed.rolesKey), words);
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

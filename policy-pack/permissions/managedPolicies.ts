import type { PolicyResource } from "@pulumi/policy";
import { known } from "../sdk/known";
import { allowsEverything } from "./allowsEverything";
import { managedPolicyTypes } from "./policyTypes";
import { knownTexts, nameIn, type Reference } from "./reference";

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
            const type = managedPolicyTypes.find((each) => each.type === resource.type);
            if (!type) continue;
            const { value } = known(() => resource.props[type.documentKey] as unknown, type.documentKey);
            if (!allowsEverything(value)) continue;
            this.everything.add(resource);
            for (const arn of knownTexts(resource, [type.arnKey, "id"])) this.byText.set(arn, resource);
            for (const name of knownTexts(resource, [type.nameKey])) this.byText.set(name, resource);
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

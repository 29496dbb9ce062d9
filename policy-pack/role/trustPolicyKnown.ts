import { analyzeTrustPolicy } from "../../trust/rules";
import { readTrustDocument } from "../../trust/document";
import type { Organisation } from "../config/organisation";
import { rolesOf, type StackRole } from "../resources/stackRoles";
import { trustedRoles } from "../resources/trustedRole";
import type { StackPolicyDefinition } from "../sdk/stackPolicy";
import { type TrustedIdentity, trustedIdentityBehind } from "./trustedIdentity";

/** A trust policy that is unknown at preview, so that no other policy could look at it. */
export const trustPolicyKnown: StackPolicyDefinition<object> = {
    name: "trust-policy-known",
    displayName: "Trust policy known at preview",
    description:
        "The trust policy of a role for GitLab is known at preview, so that it can be checked before it exists.",
    level: "advisory",
    severity: "medium",
    effect: "mixed",
    remediationSteps:
        "Build the trust policy from values that are known before the deployment. The provider's ARN can be computed: arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST[/PATH]. Let dependsOn keep the order.",
    tags: ["trust-policy", "unknown"],
    config: {},
    *check(resources, { organisation }) {
        for (const stackRole of rolesOf(resources)) {
            const { resource, role } = stackRole;
            const [path = "", ...more] = role.document.unknownPaths;
            const identity = path === "" ? { kind: "other" as const } : identityOf(stackRole, organisation);
            if (identity.kind === "other") continue;
            const others = more.length > 0 ? ` (and ${String(more.length)} more)` : "";
            yield {
                subject: { noun: trustedRoles.noun, name: resource.name },
                urn: resource.urn,
                violation: {
                    effect: "mixed",
                    label: "CANNOT BE CHECKED at this preview",
                    path,
                    message: `is not known yet${others}; ${whereFrom(identity)}. No other policy of this pack has seen this trust policy`,
                    fix: cureFor(identity),
                },
            };
        }
    },
};

function identityOf({ resource, role }: StackRole, organisation: Organisation): TrustedIdentity {
    const { value, unknownPaths } = role.document;
    const dependencies = resource.propertyDependencies[role.documentKey] ?? resource.dependencies;
    const identity = trustedIdentityBehind(dependencies, organisation);
    if (identity.kind === "gitlab" || value === undefined) return identity;
    // Of an object the known part may name the issuer, in a principal or a condition key.
    const { isGitlab } = analyzeTrustPolicy(readTrustDocument(value), { issuers: organisation.issuers });
    if (isGitlab) return { kind: "unidentified" };
    const principalsKnown = !unknownPaths.some((path) => /Principal|Statement(\[\d+\])?$/.test(path));
    return principalsKnown ? { kind: "other" } : identity;
}

function whereFrom(identity: Exclude<TrustedIdentity, { kind: "other" }>): string {
    const name = identity.provider && JSON.stringify(identity.provider.name);
    if (identity.kind === "gitlab") return `it waits for the GitLab identity provider ${name ?? ""}`;
    if (name) return `it waits for the identity provider ${name}, whose issuer is not known either`;
    return "nothing that it waits for says whom it trusts, so it may be GitLab";
}

function cureFor(identity: Exclude<TrustedIdentity, { kind: "other" }>): string {
    if (identity.provider === undefined) {
        return "Build the trust policy from values that are known before the deployment: config, literals, getCallerIdentity.";
    }
    const arn = "arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST";
    return `Compute the ARN (${arn}) instead of reading it from the provider, and add dependsOn: one unknown piece hides the whole document.`;
}

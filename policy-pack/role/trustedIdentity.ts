import type { PolicyResource } from "@pulumi/policy";
import { isGitlabIssuer } from "../../trust/admission";
import type { Organisation } from "../config/organisation";
import { identityProviders } from "../resources/identityProvider";

/** What the dependencies of an unknown trust policy say about whom the role trusts. */
export type TrustedIdentity =
    /** A GitLab provider is among them. */
    | { kind: "gitlab"; provider: PolicyResource }
    /** They lead to identities that have nothing to do with GitLab. */
    | { kind: "other" }
    /** They lead to a provider whose issuer is unknown, or to no identity at all. */
    | { kind: "unidentified"; provider?: PolicyResource };

/**
 * Types that stand for an identity other than a GitLab: clusters that bring an issuer of their own, IAM's other
 * principals, and AWS's other ways in. Compared with the beginning of the type token.
 */
const otherIdentities = [
    "aws:eks/",
    "aws-native:eks:",
    "eks:index:",
    "azure:containerservice/",
    "azure-native:containerservice",
    "gcp:container/",
    "google-native:container/",
    "aws:iam/role:",
    "aws-native:iam:Role",
    "aws:iam/user:",
    "aws-native:iam:User",
    "aws:iam/samlProvider:",
    "aws-native:iam:SamlProvider",
    "aws:cognito/",
    "aws-native:cognito:",
    "aws:rolesanywhere/",
    "aws-native:rolesanywhere:",
    "aws:organizations/account:",
    "aws-native:organizations:Account",
];

/** Follows dependencies until they end or say who is meant. One GitLab among many identities is enough. */
export function trustedIdentityBehind(
    dependencies: readonly PolicyResource[],
    organisation: Organisation,
): TrustedIdentity {
    const seen = new Set<PolicyResource>();
    const open = [...dependencies];
    let [foundOther, unidentified]: [boolean, PolicyResource | undefined] = [false, undefined];
    for (let resource = open.shift(); resource; resource = open.shift()) {
        if (seen.has(resource)) continue;
        seen.add(resource);
        if (otherIdentities.some((beginning) => resource?.type.startsWith(beginning))) {
            foundOther = true;
        } else if (identityProviders.types.includes(resource.type)) {
            const { issuer } = identityProviders.read(resource);
            if (issuer !== undefined && isGitlabIssuer(issuer, organisation)) {
                return { kind: "gitlab", provider: resource };
            }
            const behindUrl = trustedIdentityBehind(resource.propertyDependencies.url ?? [], organisation);
            if (issuer !== undefined || behindUrl.kind === "other") foundOther = true;
            else unidentified ??= resource;
        } else {
            open.push(...Object.values(resource.propertyDependencies).flat(), ...resource.dependencies);
        }
    }
    if (foundOther && unidentified === undefined) return { kind: "other" };
    return { kind: "unidentified", ...(unidentified && { provider: unidentified }) };
}

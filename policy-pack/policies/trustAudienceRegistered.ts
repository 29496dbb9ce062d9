import { type ConditionBlock, type RequestContext, evaluateCondition } from "../../trust/conditions";
import { failing, passing, type PolicyCase, provider, roleForSubject } from "../cases";
import {
    analyzeRole,
    type IdentityProvider,
    identityProvidersOf,
    rolesOf,
    stackPolicy,
    type StackRole,
    trustedRoles,
    type Violation,
    trustStatementsOf,
} from "../engine";

/** A role that expects an audience which the stack's own provider does not register. */
export const trustAudienceRegistered = stackPolicy<object>({
    name: "trust-audience-registered",
    displayName: "Audience known to the provider",
    finds: "a role whose audience the stack's provider does not register",
    description:
        "The audience that a role expects is registered at the stack's identity provider of the same issuer.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Write the same audience in three places: the provider's client ID list, the role's condition on HOST:aud, and id_tokens: aud of the job.",
    tags: ["trust-policy", "audience", "identity-provider"],
    config: {},
    otherFinders: [],
    cases,
    *check(resources, { organisation }) {
        const providers = identityProvidersOf(resources).map(({ provider }) => provider);
        if (providers.length === 0) return;
        for (const stackRole of rolesOf(resources)) {
            const issuers = analyzeRole(stackRole.role, organisation)?.issuers ?? [];
            for (const violation of issuers.flatMap((issuer) => unregistered(stackRole, issuer, providers))) {
                const { name, urn } = stackRole.resource;
                yield { subject: { noun: trustedRoles.noun, name }, urn, violation };
            }
        }
    },
});

function unregistered(
    { role }: StackRole,
    issuer: string,
    providers: readonly IdentityProvider[],
): Violation[] {
    const own = providers.filter((provider) => provider.issuer === issuer);
    // An audience that is still unknown may be the one.
    if (own.length === 0 || own.some((provider) => provider.hasUnknownAudiences)) return [];
    const registered = own.flatMap(({ audiences }) => audiences.map(({ text }) => text));
    const { statements, hasPolicyVariables } = trustStatementsOf(role);
    const refusesAll = (block: ConditionBlock) =>
        registered.every((audience) => {
            const { met } = evaluateCondition(block, tokenFor(audience), hasPolicyVariables);
            return met === false;
        });
    return statements
        .filter(({ effect }) => effect === "Allow")
        .flatMap(({ conditions }) => conditions)
        .filter(({ keyName }) => keyName === `${issuer.toLowerCase()}:aud`)
        .filter(refusesAll)
        .map(({ path, values }) => ({
            effect: "closed",
            path,
            value: values.length === 1 ? values[0]?.text : values.map(({ text }) => text),
            message: `lets in none of the audiences that the identity provider for ${issuer} registers: ${registered.join(", ") || "none"}`,
            fix: "Write one of the provider's audiences here, or register this one there.",
        }));
}

/** A token of which nothing but the audience is known. */
function tokenFor(audience: string): RequestContext {
    return {
        lookUp: (key) =>
            key.endsWith(":aud")
                ? { state: "present", values: [audience], type: "String" }
                : { state: "unknown", why: "the token is not known" },
    };
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const role = (audience: string) =>
        roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main", {
            "gitlab.com:aud": audience,
        });

    return [
        passing(
            "one audience in both",
            provider("https://gitlab.com", ["aws-production"]),
            role("aws-production"),
        ),
        passing(
            "one of two",
            provider("https://gitlab.com", ["aws", "aws-production"]),
            role("aws-production"),
        ),
        passing("a provider that is in another stack", role("aws-production")),
        passing(
            "a provider of another instance",
            provider("https://gitlab.example.com", ["aws"]),
            role("aws-production"),
        ),
        failing("another audience", provider("https://gitlab.com", ["aws"]), role("aws-production")),
        failing(
            "other letter case",
            provider("https://gitlab.com", ["AWS-production"]),
            role("aws-production"),
        ),
    ];
}

import type { PolicyResource } from "@pulumi/policy";
import { describeWitness } from "../../trust/admission";
import { organizationPolicyResources } from "../../trust/aws";
import { isObject, readTrustDocument } from "../../trust/document";
import {
    deniedWays,
    effectivenessFindings,
    type OrganizationPolicy,
    organizationPolicyTypes,
    placeIn,
    readOrganizationPolicy,
} from "../../trust/organization";
import { allow, failing, passing, type PolicyCase, role, roleForSubject } from "../cases";
import { issuersOfStack, known, rolesOf, stackPolicy, type StackRole, trustedRoles } from "../engine";

const noun = "Organization policy";

/** Policies of the organization about web identity: whether they deny those whom they should, and nobody else. */
export const organizationPolicyEffective = stackPolicy<object>({
    name: "organization-policy-effective",
    displayName: "Effective organization policy",
    finds: "an organization's policy about web identity that denies nobody, everybody, one form of subject, or the stack's own roles",
    description:
        "A resource or service control policy about web identity denies foreign tokens in both forms of subject, and none that the stack's own roles accept.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Write a resource control policy that denies sts:AssumeRoleWithWebIdentity where HOST:sub is there and matches none of the organization's groups, projects and ids; the component OrganizationGuardrails does.",
    tags: ["organization"],
    config: {},
    otherFinders: [],
    cases,
    *check(resources, { organisation }) {
        const policies = policiesOf(resources);
        if (policies.length === 0) return;
        const roles = rolesOf(resources);
        const shown = issuersOfStack(
            roles.map(({ role }) => role),
            organisation,
        );
        const context = { issuers: [...organisation.issuers, ...shown] };
        const texts = policies.map(({ policy }) => policy);
        for (const { policy, finding } of effectivenessFindings(texts, context)) {
            const { resource, key } = policies.find((each) => each.policy === policy) ?? {};
            if (resource === undefined) continue;
            const { witness, path, ...others } = finding;
            const at = path === "" ? (key ?? "") : `${key ?? ""}.${path}`;
            yield {
                subject: { noun, name: resource.name },
                urn: resource.urn,
                violation: {
                    ...others,
                    path: at,
                    ...(witness !== undefined && { witness: describeWitness(witness) }),
                },
            };
        }
        for (const stackRole of roles) yield* deniedRole(stackRole, texts, context);
    },
});

/** A role of the same stack into which no token gets by some way once the policies apply. */
function* deniedRole(
    { resource, role }: StackRole,
    policies: readonly OrganizationPolicy[],
    context: Parameters<typeof deniedWays>[3],
) {
    const { document, scope } = role;
    if (document.value === undefined || document.unknownPaths.length > 0) return;
    const tags = known(() => resource.props["tags"] as unknown, "tags");
    const facts = {
        ...(scope.accountId !== undefined && { accountId: scope.accountId }),
        ...(tags.unknownPaths.length === 0 && { tags: tagsIn(tags.value) }),
    };
    const trust = readTrustDocument(document.value);
    for (const { way, witness } of deniedWays(trust, policies, facts, context)) {
        const path = way.value?.path ?? way.statement.path;
        const blamed = policies.filter((policy) => deniedWays(trust, [policy], facts, context).length > 0);
        yield {
            subject: { noun: trustedRoles.noun, name: resource.name },
            urn: resource.urn,
            violation: {
                effect: "closed" as const,
                path,
                ...(way.value === undefined ? {} : { value: way.value.text }),
                message: `is denied by the stack's own ${blamed.map(({ name }) => placeIn(`policy ${name}`, "")).join(", ") || "policies together"} wherever these are attached: ${describeWitness(witness)} gets in no more`,
                fix: "Add the project or its id to what the organization's policy lets pass, or except the role's account or tag.",
            },
        };
    }
}

/** Tags as both provider packages have them: an object, or a list of keys and values. */
function tagsIn(value: unknown): Record<string, string> {
    const entries = Array.isArray(value)
        ? value.map((tag: unknown) => (isObject(tag) ? [tag["key"], tag["value"]] : []))
        : Object.entries(isObject(value) ? value : {});
    return Object.fromEntries(
        entries.flatMap(([key, text]) =>
            typeof key === "string" && typeof text === "string" ? [[key, text]] : [],
        ),
    );
}

/** A policy of the organization in a stack; those of other types, and those that are not known yet, are left out. */
function policiesOf(
    resources: readonly PolicyResource[],
): { resource: PolicyResource; policy: OrganizationPolicy; key: string }[] {
    return resources.flatMap((resource) => {
        const properties = organizationPolicyResources.get(resource.type);
        if (properties === undefined) return [];
        const content = known(() => resource.props[properties.document] as unknown, properties.document);
        const type = known(() => resource.props[properties.type] as unknown, properties.type).value;
        const named = type ?? organizationPolicyTypes["service-control"];
        const kind = kinds.find((each) => organizationPolicyTypes[each] === named);
        if (kind === undefined || content.unknownPaths.length > 0) return [];
        const policy = readOrganizationPolicy(resource.name, content.value, { kind });
        return [{ resource, policy, key: properties.document }];
    });
}

const kinds = ["resource-control", "service-control"] as const;

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const deny = {
        Effect: "Deny",
        Principal: "*",
        Action: "sts:AssumeRoleWithWebIdentity",
        Resource: "*",
    };
    const guardrail = (
        statement: Record<string, unknown>,
        type: "RESOURCE_CONTROL_POLICY" | "SERVICE_CONTROL_POLICY" | "none" = "RESOURCE_CONTROL_POLICY",
    ) =>
        ({
            kind: "organization-policy",
            name: "guardrail",
            ...(type !== "none" && { type }),
            document: { Version: "2012-10-17", Statement: [statement] },
        }) as const;
    const unless = (...values: string[]) => ({
        ...deny,
        Condition: {
            Null: { "gitlab.com:sub": "false" },
            StringNotLike: { "gitlab.com:sub": values },
        },
    });
    const own = roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main");
    const both = unless("project_path:acme/*", "project_id:42:*");

    return [
        passing("a guardrail for both forms of subject", guardrail(both), own),
        passing("a policy about another service", guardrail({ ...deny, Action: "s3:*" })),
        passing("a document that is not known yet", { ...guardrail(both), isUnknown: true }),
        passing(
            "a service control policy that protects providers",
            guardrail(
                {
                    Effect: "Deny",
                    Action: "iam:CreateOpenIDConnectProvider",
                    Resource: "*",
                    Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/platform" } },
                },
                "SERVICE_CONTROL_POLICY",
            ),
        ),
        passing(
            "a role that a tag may except, in an account that is not known",
            guardrail({
                ...both,
                Condition: {
                    ...both.Condition,
                    StringNotEquals: { "aws:ResourceAccount": "123456789012" },
                },
            }),
            roleForSubject("StringEquals", "project_path:partner/web:ref_type:branch:ref:main"),
        ),
        failing(
            "AWS's sample as it is published, with its placeholder",
            guardrail(unless("project_path:<mygroup>/*")),
        ),
        failing(
            "AWS's sample with a group: the other form is denied",
            guardrail(unless("project_path:acme/*")),
        ),
        failing(
            "a claim for which AWS has no key",
            guardrail({
                ...deny,
                Condition: { StringEquals: { "gitlab.com:project_path": "stranger/web" } },
            }),
        ),
        failing(
            "a Null that contradicts the comparison",
            guardrail({
                ...deny,
                Condition: {
                    Null: { "gitlab.com:sub": "true" },
                    StringLike: { "gitlab.com:sub": "project_path:stranger/*" },
                },
            }),
        ),
        failing("a resource control policy without a type", guardrail(both, "none")),
        failing(
            "web identity in a service control policy",
            guardrail(
                { Effect: "Deny", Action: "sts:AssumeRoleWithWebIdentity", Resource: "*" },
                "SERVICE_CONTROL_POLICY",
            ),
        ),
        failing(
            "a role of the same stack that the guardrail denies",
            guardrail(both),
            roleForSubject("StringEquals", "project_path:partner/web:ref_type:branch:ref:main"),
        ),
        failing(
            "the same by its other form of subject",
            guardrail(both),
            role(
                allow({
                    StringEquals: {
                        "gitlab.com:aud": "https://gitlab.com",
                        "gitlab.com:sub": "project_id:43:ref_type:branch:ref:main",
                    },
                }),
            ),
        ),
    ];
}

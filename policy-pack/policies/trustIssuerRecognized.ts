import type { Finding } from "../../trust/finding";
import { allow, failing, passing, type PolicyCase, provider, role } from "../cases";
import {
    type AllowedSubject,
    allowanceFinder,
    allowedSubjectsKey,
    allowedViolation,
    analyzeRole,
    identityProviders,
    identityProvidersOf,
    issuersOfStack,
    rolesOf,
    stackPolicy,
    trustedRoles,
    type Violation,
    violationOf,
} from "../engine";
import { unallowedIssuers, unallowedProvider } from "./gitlabIssuers";
import { audienceViolations } from "./providerAudience";
import { urlViolations } from "./providerUrlWellFormed";

/** The config of `trust-issuer-recognized`. */
export interface IssuerRecognizedConfig {
    allowedSubjects: AllowedSubject[];
}

/** Rules whose own policies are advisory. */
const advisoryRules: readonly Finding["rule"][] = ["trust-subject-refs", "trust-project-identity"];

/**
 * What is wrong with roles and providers of a self-managed instance that nothing in them betrays, when another role of
 * the same stack does: it expects a subject in GitLab's grammar from that host.
 */
export const trustIssuerRecognized = stackPolicy<IssuerRecognizedConfig>({
    name: "trust-issuer-recognized",
    displayName: "GitLab, recognized by the rest of the stack",
    finds: "a role or provider of a self-managed GitLab that only another role of the stack shows to be one",
    description:
        "Roles and providers of a host that another role of the stack shows to be a GitLab instance are right too.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Do what the finding says, and list the instance under issuers of gitlab-issuers: then the policies that run before the deployment recognize it in every stack.",
    tags: ["trust-policy", "issuer"],
    config: { allowedSubjects: allowedSubjectsKey },
    otherFinders: [],
    cases,
    *check(resources, { config: { allowedSubjects }, organisation }) {
        const roles = rolesOf(resources);
        const shown = issuersOfStack(
            roles.map((each) => each.role),
            organisation,
        );
        if (shown.length === 0) return;
        const informed = { ...organisation, issuers: [...organisation.issuers, ...shown] };
        const issuers = shown.map(({ url }) => url.slice("https://".length));
        for (const { resource, role } of roles) {
            const before = analyzeRole(role, organisation);
            const after = analyzeRole(role, informed);
            const known = new Set(before?.findings.map(placeOf));
            const fresh = after?.findings.filter((finding) => !known.has(placeOf(finding))) ?? [];
            const allowanceOf = allowanceFinder(allowedSubjects, role, informed);
            const freshIssuers =
                after?.issuers.filter((issuer) => before?.issuers.includes(issuer) !== true) ?? [];
            const violations = [
                ...fresh.map((finding): Violation => {
                    const violation = violationOf(finding);
                    const allowance = allowanceOf(finding);
                    if (allowance) return allowedViolation(violation, allowance);
                    return advisoryRules.includes(finding.rule)
                        ? { ...violation, level: "advisory" }
                        : violation;
                }),
                ...unallowedIssuers(freshIssuers, role.documentKey, organisation.allowedIssuers),
            ];
            for (const violation of violations) {
                const subject = { noun: trustedRoles.noun, name: resource.name };
                yield { subject, urn: resource.urn, violation };
            }
        }
        for (const { resource, provider: each } of identityProvidersOf(resources)) {
            if (each.issuer === undefined || !issuers.includes(each.issuer)) continue;
            const violations = [
                ...unallowedProvider(each, organisation.allowedIssuers),
                ...urlViolations(each),
                ...audienceViolations(each, informed),
            ];
            for (const violation of violations) {
                const subject = { noun: identityProviders.noun, name: resource.name };
                yield { subject, urn: resource.urn, violation };
            }
        }
    },
});

function placeOf({ path, code }: Finding): string {
    return `${path}\n${code}`;
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const issuer = "code.example.com";
    const arn = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
    const trusting = (name: string, condition: unknown) => ({
        ...role(allow(condition, { Principal: { Federated: arn } })),
        name,
    });
    const audience = { [`${issuer}:aud`]: "aws" };
    const exact = { [`${issuer}:sub`]: "project_path:acme/web:ref_type:branch:ref:main" };
    const telling = trusting("telling", { StringEquals: { ...audience, ...exact } });
    const open = trusting("open", { StringEquals: audience });
    const wildcard = trusting("wildcard", {
        StringEquals: audience,
        StringLike: { [`${issuer}:sub`]: "*" },
    });
    const other = { ...allow({ StringEquals: { "sso.example.com:aud": "aws" } }) };

    return [
        passing("two roles that are right", telling, { ...telling, name: "second" }),
        passing("a role of a host that nothing betrays", open),
        passing("a role of another host", telling, {
            ...role({ ...other, Principal: { Federated: arn.replace(issuer, "sso.example.com") } }),
            name: "other",
        }),
        passing("a provider that is right", telling, provider(`https://${issuer}`, ["aws"])),
        {
            ...passing("an open role where the config lists the instance", telling, open),
            config: { "gitlab-issuers": { issuers: [{ url: `https://${issuer}` }] } },
            alsoReportedBy: ["trust-subject-required"],
        },
        failing("a second role without a subject", telling, open),
        failing("a second role for any subject", wildcard, telling),
        {
            ...failing("a provider without audience", telling, provider(`https://${issuer}`)),
            alsoReportedBy: ["trust-audience-registered"],
        },
        {
            ...failing("a provider that is not allowed", telling, provider(`https://${issuer}`, ["aws"])),
            config: { "gitlab-issuers": { allowedIssuers: ["gitlab.com"] } },
            alsoReportedBy: ["gitlab-issuers"],
        },
    ];
}

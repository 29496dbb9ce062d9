import { type KnownIssuer, configuredIssuer, describeWitness, isGitlabIssuer } from "../../trust/admission";
import { type TrustStatement, isObject, readTrustDocument } from "../../trust/document";
import type { ExposedTo, Finding } from "../../trust/finding";
import { issuerHostAndPath } from "../../trust/gitlab";
import { type TrustAnalysis, type TrustRule, analyzeTrustPolicy } from "../../trust/rules";
import type { ConfigKey, ConfigKeys } from "./config";
import { matchesIssuerGlob, type Organisation } from "./organisation";
import { type PackPolicy, type PolicyDefinition, resourcePolicy } from "./policy";
import type { Violation } from "./report";
import { type TrustedRole, trustedRoles } from "./resources";

/** A verdict, and all that it depends on. */
interface KnownAnalysis {
    document: string;
    account: string;
    keys: string;
    issuers: readonly KnownIssuer[];
    analysis: TrustAnalysis;
}

// A dozen policies look at the same role one after the other, and the engine shows a few roles at a time.
const kept = 16;
const analyses: KnownAnalysis[] = [];

/**
 * The verdict on a role's trust policy; undefined where there is none, or nothing of it is known yet. Of a document with
 * unknown parts the statements that are known as a whole are judged, and only those.
 */
export function analyzeRole(
    { document: { value, unknownPaths }, scope }: Pick<TrustedRole, "document" | "scope">,
    { issuers, otherIssuers }: Pick<Organisation, "issuers" | "otherIssuers">,
    additionalConditionKeys: string[] = [],
): TrustAnalysis | undefined {
    const judged = unknownPaths.length === 0 ? value : knownStatements(value);
    if (judged === undefined || judged === null) return undefined;
    // Of an object in its text form: the SDK makes a copy for each policy. A text that looks like one means the same.
    const document = typeof judged === "string" ? judged : JSON.stringify(judged);
    const account = `${scope.accountId ?? ""} ${scope.partition ?? ""}`;
    const keys = [...additionalConditionKeys, "", ...otherIssuers].join("\n");
    const found = analyses.find(
        (each) =>
            each.document === document &&
            each.account === account &&
            each.keys === keys &&
            areSame(each.issuers, issuers),
    );
    if (found) return found.analysis;
    const analysis = withoutOthers(
        analyzeTrustPolicy(readTrustDocument(judged), { issuers, additionalConditionKeys, ...scope }),
        otherIssuers,
    );
    analyses.unshift({ document, account, keys, issuers, analysis });
    analyses.length = Math.min(analyses.length, kept);
    return analysis;
}

/** The verdict without what concerns issuers that the config knows to be no GitLab: nothing, where there are only such. */
function withoutOthers(analysis: TrustAnalysis, otherIssuers: readonly string[]): TrustAnalysis {
    const issuers = analysis.issuers.filter((issuer) => !matchesIssuerGlob(otherIssuers, issuer));
    if (issuers.length === analysis.issuers.length) return analysis;
    return issuers.length > 0 ? { ...analysis, issuers } : { findings: [], isGitlab: false, issuers };
}

/** A statement that concerns nobody, in the place of one that is not known: the others keep their places. */
const inPlaceOfUnknown = {
    Effect: "Deny",
    Principal: { Service: "unknown.amazonaws.com" },
    Action: "sts:AssumeRole",
};

/**
 * The document with the statements that are known as a whole, members that are unknown being undefined; undefined where
 * there is none. A Deny gets no credit, so that an unknown statement can only add findings.
 */
function knownStatements(document: unknown): unknown {
    if (!isObject(document) || !Array.isArray(document["Statement"])) return undefined;
    const statements = document["Statement"] as unknown[];
    if (statements.every(hasUnknown)) return undefined;
    return {
        ...document,
        Version: document["Version"] ?? "2012-10-17",
        Statement: statements.map((statement) => (hasUnknown(statement) ? inPlaceOfUnknown : statement)),
    };
}

function hasUnknown(value: unknown): boolean {
    if (value === undefined) return true;
    return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** Whether what is known of a trust policy, unknown members being undefined, has to do with a GitLab. */
export function concernsGitlab(document: unknown, { issuers }: Pick<Organisation, "issuers">): boolean {
    return analyzeTrustPolicy(readTrustDocument(document), { issuers }).isGitlab;
}

/** The statements of a role's trust policy, as far as they can be read. */
export function trustStatementsOf({ document }: Pick<TrustedRole, "document">): {
    statements: readonly TrustStatement[];
    hasPolicyVariables: boolean;
} {
    const policy = readTrustDocument(document.value);
    return policy;
}

/**
 * Issuers that the roles of a stack show to be GitLab's, in addition to what host names and the config tell: a host for
 * which some role expects a subject in GitLab's grammar. For stack policies, which see the whole stack.
 */
export function issuersOfStack(
    roles: readonly Pick<TrustedRole, "document" | "scope">[],
    organisation: Organisation,
): KnownIssuer[] {
    const found = new Set(roles.flatMap((role) => analyzeRole(role, organisation)?.issuers ?? []));
    return [...found]
        .filter((issuer) => !isGitlab(issuer, organisation))
        .map((issuer) => ({ url: `https://${issuer}` }));
}

/**
 * Vendors of identity services, by the end of the host: a customer's name before it, gitlab for instance, is a tenant's.
 * As of 2026-11, from each vendor's documentation of its issuer URL.
 */
const tenantHosts = [
    "auth0.com",
    "okta.com",
    "okta-emea.com",
    "oktapreview.com",
    "onelogin.com",
    "b2clogin.com",
    "ciamlogin.com",
    "microsoftonline.com",
    "cloudflareaccess.com",
    "duosecurity.com",
    "pingidentity.com",
    "pingone.com",
    "pingone.eu",
    "jumpcloud.com",
    "workos.com",
    "authkit.app",
    "clerk.accounts.dev",
    "descope.com",
    "fusionauth.io",
    "zitadel.cloud",
    "azure.com",
    "googleapis.com",
    "amazoncognito.com",
    "kinde.com",
    "frontegg.com",
    "stytch.com",
];

/** Whether an issuer, in any spelling, is GitLab's as far as its name and the config tell. */
export function isGitlab(
    issuer: string,
    organisation: Pick<Organisation, "issuers" | "otherIssuers">,
): boolean {
    const hostAndPath = issuerHostAndPath(issuer);
    if (configuredIssuer(issuer, organisation) !== undefined) return true;
    if (matchesIssuerGlob(organisation.otherIssuers, hostAndPath)) return false;
    const [host = ""] = hostAndPath.toLowerCase().split(/[/:]/, 1);
    if (tenantHosts.some((vendor) => host.endsWith(`.${vendor}`))) return false;
    return isGitlabIssuer(issuer, organisation);
}

function areSame(left: readonly KnownIssuer[], right: readonly KnownIssuer[]): boolean {
    return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/** A finding on a trust policy as a violation. Those of a statement's rules are sentences; a reader's are clauses about a place. */
export function violationOf({ witness, ...finding }: Finding): Violation {
    return {
        ...finding,
        isSentence: finding.rule !== "trust-policy-readable",
        ...(witness !== undefined && { witness: describeWitness(witness) }),
    };
}

/** What a policy that shows one rule's findings says about itself. It bears the rule's name. */
export type TrustRuleDefinition<Rule extends TrustRule> = Omit<
    PolicyDefinition<object>,
    "config" | "name"
> & {
    name: Rule;
};

/** A policy that reports a rule of `trust`. */
export interface TrustRulePolicy<Rule extends TrustRule> extends PackPolicy {
    reports: Rule;
}

/** A policy on roles that is a view of one rule of the trust policy analysis, and has no config of its own. */
export function trustRulePolicy<const Rule extends TrustRule>(
    definition: TrustRuleDefinition<Rule>,
): TrustRulePolicy<Rule> {
    return reporting<Rule, Record<never, never>>(definition, {});
}

/**
 * A policy on roles that shows one rule's findings on broad subjects. A subject that its config allows, by its exact
 * text, is still shown, with the reason, but for information only.
 */
export function broadSubjectPolicy<const Rule extends TrustRule>(
    definition: TrustRuleDefinition<Rule>,
): TrustRulePolicy<Rule> {
    return reporting(definition, { allowedSubjects: allowedSubjectsKey });
}

/** A policy on roles that shows one rule's findings, and knows condition keys that its config adds. */
export function conditionKeyPolicy<const Rule extends TrustRule>(
    definition: TrustRuleDefinition<Rule>,
): TrustRulePolicy<Rule> {
    return reporting(definition, { additionalConditionKeys: additionalConditionKeysKey });
}

/** What the config of a policy on one rule may hold; which keys it has is the policy's own. */
interface RuleConfig {
    allowedSubjects?: AllowedSubject[];
    additionalConditionKeys?: string[];
}

const additionalConditionKeysKey: ConfigKey<string[]> = {
    schema: {
        type: "array",
        description:
            "Condition keys that a newer AWS or GitLab offers: gitlab.com:NAME, or NAME for every issuer. Letter case does not matter.",
        items: { type: "string", minLength: 1 },
    },
    fallback: [],
};

function reporting<Rule extends TrustRule, Config extends RuleConfig>(
    definition: TrustRuleDefinition<Rule>,
    config: ConfigKeys<Config>,
): TrustRulePolicy<Rule> {
    const policy = resourcePolicy<TrustedRole, Config>({
        ...definition,
        config,
        kind: trustedRoles,
        check(role, { config: { allowedSubjects = [], additionalConditionKeys }, organisation }) {
            const findings = analyzeRole(role, organisation, additionalConditionKeys)?.findings ?? [];
            const allowanceOf = allowanceFinder(allowedSubjects);
            return findings
                .filter(({ rule }) => rule === definition.name)
                .map((finding) => {
                    const allowance = allowanceOf(finding);
                    return allowance
                        ? allowedViolation(violationOf(finding), allowance)
                        : violationOf(finding);
                });
        },
    });
    return { ...policy, reports: definition.name };
}

/** A broad subject that an organisation wants. */
export interface AllowedSubject {
    /** The issuer whose tokens it is for, such as `https://gitlab.com`. */
    issuer: string;
    /** The value of the `sub` condition, by its exact text. */
    pattern: string;
    /** Why it is wanted; the preview shows it. */
    reason: string;
}

/** The config key of each policy that reports broad subjects. */
export const allowedSubjectsKey: ConfigKey<AllowedSubject[]> = {
    schema: {
        type: "array",
        description: "Broad subjects that are wanted, each by the exact text of its condition value.",
        items: {
            type: "object",
            properties: {
                issuer: {
                    type: "string",
                    minLength: 1,
                    description: "The issuer, such as https://gitlab.com.",
                },
                pattern: {
                    type: "string",
                    minLength: 1,
                    description: "The value of the sub condition, exactly.",
                },
                reason: {
                    type: "string",
                    minLength: 1,
                    description: "Why it is wanted. The preview shows it.",
                },
            },
            required: ["issuer", "pattern", "reason"],
            additionalProperties: false,
        },
    },
    fallback: [],
};

/** The entry that allows a subject for an issuer (host and path), if any. Texts are compared, never what they match. */
export function allowanceFor(
    allowed: readonly AllowedSubject[],
    issuer: string,
    pattern: string,
): AllowedSubject | undefined {
    return allowed.find(
        (entry) =>
            entry.pattern === pattern &&
            issuerHostAndPath(entry.issuer).toLowerCase() === issuer.toLowerCase(),
    );
}

/** Finds the entry of a config that allows the subject of a finding. */
export function allowanceFinder(
    allowed: readonly AllowedSubject[],
): (finding: Finding) => AllowedSubject | undefined {
    return ({ issuer, value }) =>
        issuer !== undefined && typeof value === "string" ? allowanceFor(allowed, issuer, value) : undefined;
}

/** A violation that a config allows: shown, with the reason, but for information only. */
export function allowedViolation(violation: Violation, { reason }: AllowedSubject): Violation {
    return {
        ...violation,
        severity: "low",
        level: "advisory",
        label: "IS ALLOWED BY THE CONFIG",
        fix: `Nothing: the config allows this subject. Reason: ${reason}`,
    };
}

/** A finding that lets more jobs in than were meant, with whom. */
export interface Exposure {
    finding: Finding;
    to: ExposedTo;
}

const order: ExposedTo[] = ["outsiders", "projects", "refs"];

/** The findings by which a role is exposed, the widest first. */
export function exposuresIn(findings: readonly Finding[]): Exposure[] {
    return findings
        .flatMap((finding): Exposure[] =>
            finding.effect === "open" && finding.exposes !== undefined
                ? [{ finding, to: finding.exposes }]
                : [],
        )
        .sort((a, b) => order.indexOf(a.to) - order.indexOf(b.to));
}

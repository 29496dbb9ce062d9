import type { Finding, TrustRule } from "../../trust/finding";
import { issuerHostAndPath } from "../../trust/issuer/issuerUrl";
import { readTrustPolicy } from "../../trust/policy/readTrustPolicy";
import { analyzeTrustPolicy } from "../../trust/verdict/analyzeTrustPolicy";
import type { KnownIssuer, TrustAnalysis } from "../../trust/verdict/trustContext";
import type { ConfigKey, ConfigKeys } from "./config";
import type { Organisation } from "./organisation";
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

/** The verdict on a role's trust policy; undefined where there is none, or a part of it is not known yet. */
export function analyzeRole(
    { document: { value, unknownPaths }, scope }: TrustedRole,
    { issuers }: Organisation,
    additionalConditionKeys: string[] = [],
): TrustAnalysis | undefined {
    if (value === undefined || value === null || unknownPaths.length > 0) return undefined;
    // Of an object in its text form: the SDK makes a copy for each policy. A text that looks like one means the same.
    const document = typeof value === "string" ? value : JSON.stringify(value);
    const account = `${scope.accountId ?? ""} ${scope.partition ?? ""}`;
    const keys = additionalConditionKeys.join("\n");
    const found = analyses.find(
        (each) =>
            each.document === document &&
            each.account === account &&
            each.keys === keys &&
            areSame(each.issuers, issuers),
    );
    if (found) return found.analysis;
    const analysis = analyzeTrustPolicy(value, { issuers, additionalConditionKeys, ...scope });
    analyses.unshift({ document, account, keys, issuers, analysis });
    analyses.length = Math.min(analyses.length, kept);
    return analysis;
}

function areSame(left: readonly KnownIssuer[], right: readonly KnownIssuer[]): boolean {
    return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/** A finding on a trust policy as a violation. Those of a statement's rules are sentences; a reader's are clauses about a place. */
export function violationOf(finding: Finding): Violation {
    return { ...finding, isSentence: finding.rule !== "trust-policy-readable" };
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
            const allowanceOf = allowanceFinder(role.document.value, allowedSubjects);
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
    return allowed.find((entry) => entry.pattern === pattern && issuerHostAndPath(entry.issuer) === issuer);
}

/** Finds the entry of a config that allows the subject of a finding, for the trust policy that the finding is about. */
export function allowanceFinder(
    document: unknown,
    allowed: readonly AllowedSubject[],
): (finding: Finding) => AllowedSubject | undefined {
    if (allowed.length === 0) return () => undefined;
    const issuers = issuersByPath(document);
    return ({ path, value }) => {
        const issuer = issuers.get(path);
        return issuer !== undefined && typeof value === "string"
            ? allowanceFor(allowed, issuer, value)
            : undefined;
    };
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

/** The issuer, as host and path, of each value of a `sub` condition, by the value's JSON path. */
function issuersByPath(document: unknown): Map<string, string> {
    const blocks = readTrustPolicy(document).policy?.statements.flatMap(({ conditions }) => conditions) ?? [];
    return new Map(
        blocks
            .filter(({ keyName }) => keyName.endsWith(":sub"))
            .flatMap(({ keyName, values }) =>
                values.map(({ path }): [string, string] => [path, keyName.slice(0, -":sub".length)]),
            ),
    );
}

/** Who gets in by a flaw of a trust policy, beside those who were meant. */
export type ExposedTo = "outsiders" | "every project that matches" | "any ref";

/**
 * The findings on a trust policy that let more jobs in than one project's on a named ref, by their codes. Not among them:
 * a loose audience, an identity by path, Git tags by pattern (protected tags make them safe), and what fails closed.
 */
const exposedTo: Readonly<Record<string, ExposedTo>> = {
    "principal-anyone": "outsiders",
    "not-principal": "outsiders",
    "not-action": "outsiders",
    "subject-missing": "outsiders",
    "subject-wildcard-only": "outsiders",
    "subject-only-excluded": "outsiders",
    "subject-namespace-open": "outsiders",
    "subject-id-open": "outsiders",
    "keys-of-another-issuer": "outsiders",
    "key-misspelt": "outsiders",
    "subject-several-projects": "every project that matches",
    "refs-any": "any ref",
    "refs-any-type": "any ref",
    "refs-prefix-unguarded": "any ref",
};

/** A finding that lets more jobs in than were meant, with whom. */
export interface Exposure {
    finding: Finding;
    to: ExposedTo;
}

const order: ExposedTo[] = ["outsiders", "every project that matches", "any ref"];

/** The findings by which a role is exposed, the widest first. */
export function exposuresIn(findings: readonly Finding[]): Exposure[] {
    return findings
        .flatMap((finding): Exposure[] => {
            const to = Object.hasOwn(exposedTo, finding.code) ? exposedTo[finding.code] : undefined;
            return to && finding.effect === "open" ? [{ finding, to }] : [];
        })
        .sort((a, b) => order.indexOf(a.to) - order.indexOf(b.to));
}

import {
    type Admission,
    type KnownIssuer,
    type Way,
    admissionOf,
    configuredIssuer,
    describeWitness,
    isGitlabIssuer,
    isWithin,
} from "../../trust/admission";
import { type TrustDocument, readTrustDocument } from "../../trust/document";
import type { ExposedTo, Finding } from "../../trust/finding";
import { issuerHostAndPath } from "../../trust/gitlab";
import { RecentlyUsed } from "../../trust/languages";
import { type TrustAnalysis, type TrustRule, analyzeTrustPolicy } from "../../trust/rules";
import type { ConfigKey, ConfigKeys } from "./config";
import { matchesIssuerGlob, type Organisation } from "./organisation";
import { type PackPolicy, type PolicyDefinition, resourcePolicy } from "./policy";
import type { Violation } from "./report";
import { type TrustedRole, trustedRoles } from "./resources";

/** A role's trust policy, read and judged once for all policies. */
interface JudgedRole {
    analysis: TrustAnalysis;
    /** Who gets in; made when it is first asked for. */
    readonly admission: Admission;
}

/**
 * How many trust policies are kept at hand: a dozen policies look at the same role one after the other, and then the stack
 * policies, each at all roles in turn. Of a stack with more roles than this, those read theirs again.
 */
const keptDocuments = 4_096;
const keptVerdicts = 8;

/** Trust policies that were read, by their text and what of it is not known. */
const documents = new RecentlyUsed<string, TrustDocument>(keptDocuments);

/** Verdicts on each of them, by all that they depend on. */
const verdicts = new WeakMap<TrustDocument, RecentlyUsed<string, JudgedRole>>();

/**
 * The verdict on a role's trust policy; undefined where there is none, or nothing of it is known yet. Of a document with
 * unknown parts the statements that are known as a whole are judged, and only those.
 */
export function analyzeRole(
    role: JudgeableRole,
    organisation: KnownIssuers,
    additionalConditionKeys: string[] = [],
): TrustAnalysis | undefined {
    return judgeRole(role, organisation, additionalConditionKeys)?.analysis;
}

/** What of a role its verdict depends on. */
type JudgeableRole = Pick<TrustedRole, "document" | "documentKey" | "scope">;

/** What of the organisation's settings a verdict depends on. */
type KnownIssuers = Pick<Organisation, "issuers" | "otherIssuers">;

function judgeRole(
    role: JudgeableRole,
    { issuers, otherIssuers }: KnownIssuers,
    additionalConditionKeys: string[] = [],
): JudgedRole | undefined {
    const { value } = role.document;
    if (value === undefined || value === null) return undefined;
    const { scope } = role;
    const document = readRole(role);
    const { accountId, partition } = scope;
    const settings = [accountId, partition, additionalConditionKeys, otherIssuers, issuers];
    const known = verdicts.get(document) ?? new RecentlyUsed<string, JudgedRole>(keptVerdicts);
    verdicts.set(document, known);
    return known.get(JSON.stringify(settings), () => {
        const context = { issuers, additionalConditionKeys, ...scope };
        let admission: Admission | undefined;
        return {
            analysis: withoutOthers(analyzeTrustPolicy(document, context), otherIssuers),
            get admission() {
                return (admission ??= admissionOf(document, context));
            },
        };
    });
}

/** A role's trust policy, as far as it is known, read once. */
function readRole({ document: { value, unknownPaths }, documentKey }: JudgeableRole): TrustDocument {
    // Of an object in its text form: the SDK makes a copy for each policy. A text that looks like one means the same.
    const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    return documents.get(JSON.stringify(unknownPaths) + text, () =>
        readTrustDocument(typeof value === "string" ? value : JSON.parse(text || "null"), {
            unknownPaths: unknownPaths.map((path) => pathWithin(documentKey, path)),
        }),
    );
}

/** A path within a role's properties as one within its trust policy: `Statement[0]` of `assumeRolePolicy.Statement[0]`. */
function pathWithin(documentKey: string, path: string): string {
    return path.startsWith(documentKey) ? path.slice(documentKey.length).replace(/^\./, "") : path;
}

/** The verdict without what concerns issuers that the config knows to be no GitLab: nothing, where there are only such. */
function withoutOthers(analysis: TrustAnalysis, otherIssuers: readonly string[]): TrustAnalysis {
    const isOther = (issuer: string) => matchesIssuerGlob(otherIssuers, issuer);
    const issuers = analysis.issuers.filter((issuer) => !isOther(issuer));
    if (issuers.length === analysis.issuers.length) return analysis;
    if (issuers.length === 0) return { findings: [], isGitlab: false, issuers };
    const findings = analysis.findings.filter(({ issuer }) => issuer === undefined || !isOther(issuer));
    return { ...analysis, findings, issuers };
}

/** Whether what is known of a role's trust policy has to do with a GitLab, unknown parts being guesses. */
export function concernsGitlab(role: JudgeableRole, organisation: KnownIssuers): boolean {
    const judged = judgeRole(role, organisation);
    return judged !== undefined && (judged.analysis.isGitlab || judged.admission.gitlabWays.length > 0);
}

/** The statements of a role's trust policy, as far as they can be read. */
export function trustStatementsOf(
    role: JudgeableRole,
): Pick<TrustDocument, "statements" | "hasPolicyVariables"> {
    return readRole(role);
}

/**
 * Issuers that the roles of a stack show to be GitLab's, in addition to what host names and the config tell: a host for
 * which some role expects a subject in GitLab's grammar. For stack policies, which see the whole stack.
 */
export function issuersOfStack(roles: readonly JudgeableRole[], organisation: Organisation): KnownIssuer[] {
    const found = new Set(roles.flatMap((role) => analyzeRole(role, organisation)?.issuers ?? []));
    return [...found]
        .filter((issuer) => !isGitlab(issuer, organisation))
        .map((issuer) => ({ url: `https://${issuer}` }));
}

/** Whether an issuer, in any spelling, is GitLab's as far as its name and the config tell. */
export function isGitlab(
    issuer: string,
    organisation: Pick<Organisation, "issuers" | "otherIssuers">,
): boolean {
    const hostAndPath = issuerHostAndPath(issuer);
    if (configuredIssuer(issuer, organisation) !== undefined) return true;
    if (matchesIssuerGlob(organisation.otherIssuers, hostAndPath)) return false;
    return isGitlabIssuer(issuer, organisation);
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
 * A policy on roles that shows one rule's findings on broad subjects. A subject that its config allows is
 * still shown, with the reason, but for information only.
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
            const allowanceOf = allowanceFinder(allowedSubjects, role, organisation);
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
    /** The subjects that are wanted: the text of a `sub` condition, or a pattern with `*` and `?` that takes in its tokens. */
    pattern: string;
    /** Why it is wanted; the preview shows it. */
    reason: string;
}

/** The config key of each policy that reports broad subjects. */
export const allowedSubjectsKey: ConfigKey<AllowedSubject[]> = {
    schema: {
        type: "array",
        description:
            "Broad subjects that are wanted, each as a pattern with * and ? as StringLike has them. A condition value is allowed where all tokens that get in by it match the pattern.",
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
                    description:
                        "The subjects that are wanted: the value of a sub condition, or a wider pattern.",
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

/**
 * Finds the entry of a config that allows the subject of a finding: one whose pattern is the subject's text, or takes in
 * every token that gets in by the subject after all other conditions and every Deny. Findings that let nobody in are
 * allowed by their text alone.
 */
export function allowanceFinder(
    allowed: readonly AllowedSubject[],
    role: JudgeableRole,
    organisation: KnownIssuers,
): (finding: Finding) => AllowedSubject | undefined {
    return (finding) => {
        const { issuer, value } = finding;
        if (issuer === undefined || typeof value !== "string") return undefined;
        const own = allowed.filter(
            (entry) => issuerHostAndPath(entry.issuer).toLowerCase() === issuer.toLowerCase(),
        );
        const named = own.find(({ pattern }) => pattern === value);
        if (named !== undefined || own.length === 0) return named;
        const ways = waysOf(finding, judgeRole(role, organisation)?.admission);
        if (ways.length === 0) return undefined;
        return own.find((entry) =>
            ways.every((way) => isWithin(way, [{ issuer: entry.issuer, subjects: [entry.pattern] }])),
        );
    };
}

/** The ways of an issuer's tokens by the value that a finding is about, as far as somebody gets in by them. */
function waysOf({ effect, statement, issuer, path, value }: Finding, admission?: Admission): Way[] {
    if (effect === "closed" || admission === undefined) return [];
    return admission.gitlabWays.filter(
        (way) =>
            way.statement.index === statement &&
            way.value?.text === value &&
            way.value?.path === path &&
            way.issuer.toLowerCase() === issuer?.toLowerCase() &&
            way.example !== undefined,
    );
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

import { type AccountScope, providerArn } from "../aws";
import { type SubjectSelector, selectSubjects } from "./selectSubjects";

/** Condition operator -> condition key -> value or values, as in a policy document. */
export type ConditionMap = Record<string, Record<string, string | string[]>>;

/** An issuer whose tokens a role takes, and the audiences that such a token may have. */
export interface TrustedIssuer {
    /** Host and path: `gitlab.example.com`. */
    issuer: string;
    /** At least one. */
    audiences: readonly string[];
}

/** What a role's trust policy is made of. Everything is plain text: an unknown leaf would make the whole document unknown. */
export interface TrustPolicyInputs extends AccountScope {
    /** The current issuer first, then those that are still trusted. Each gets statements of its own. */
    issuers: readonly TrustedIssuer[];
    /** Valid selectors; at least one. */
    subjects: readonly SubjectSelector[];
    /** Further conditions, in every statement. Defaults to none. */
    additionalConditions?: ConditionMap;
}

/** One statement of a trust policy, in the order in which the document shows it. */
interface Statement {
    Effect: "Allow";
    Principal: { Federated: string };
    Action: "sts:AssumeRoleWithWebIdentity";
    Condition: ConditionMap;
}

/**
 * The trust policy of a role, as compact JSON. Exact subjects stand under StringEquals and patterns under StringLike, in
 * statements of their own, because the operators of one statement must all match. `aud` is StringEquals everywhere.
 * The same content gives the same text in whatever order it was written.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html.
 */
export function buildTrustPolicy(inputs: TrustPolicyInputs): string {
    const statements = inputs.issuers.flatMap((trusted) => issuerStatements(inputs, trusted));
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function issuerStatements(inputs: TrustPolicyInputs, { issuer, audiences }: TrustedIssuer): Statement[] {
    const groups = new Map<
        string,
        { wildcard: boolean; conditions: Record<string, string[]>; subjects: string[] }
    >();
    for (const { subject, wildcard, conditions } of inputs.subjects.flatMap((selector) =>
        selectSubjects(selector, issuer),
    )) {
        const sorted = Object.fromEntries(
            sortedEntries(conditions).map(([key, values]) => [key, sortedSet(values)]),
        );
        const identity = JSON.stringify([wildcard, sorted]);
        const group = groups.get(identity) ?? { wildcard, conditions: sorted, subjects: [] };
        group.subjects.push(subject);
        groups.set(identity, group);
    }
    return sortedEntries(Object.fromEntries(groups)).map(([, { wildcard, conditions, subjects }]) => {
        const equals: Record<string, string | string[]> = { [`${issuer}:aud`]: oneOrMany(audiences) };
        const condition: ConditionMap = { StringEquals: equals };
        if (wildcard) condition.StringLike = { [`${issuer}:sub`]: oneOrMany(subjects) };
        else equals[`${issuer}:sub`] = oneOrMany(subjects);
        for (const [key, values] of Object.entries(conditions))
            equals[`${issuer}:${key}`] = oneOrMany(values);
        return {
            Effect: "Allow",
            Principal: { Federated: providerArn({ ...inputs, issuer }) },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: merge(condition, inputs.additionalConditions ?? {}),
        };
    });
}

/** Both sets of conditions; they share no operator and key, which additionalConditionProblems makes sure of. */
function merge(conditions: ConditionMap, additional: ConditionMap): ConditionMap {
    const merged = { ...conditions };
    for (const [operator, keys] of sortedEntries(additional)) {
        const sorted = sortedEntries(keys).map(([key, values]) => [
            key,
            oneOrMany(typeof values === "string" ? [values] : values),
        ]);
        merged[operator] = { ...merged[operator], ...(Object.fromEntries(sorted) as ConditionMap[string]) };
    }
    return merged;
}

function oneOrMany(values: readonly string[]): string | string[] {
    const sorted = sortedSet(values);
    return sorted.length === 1 ? (sorted[0] ?? "") : sorted;
}

/** By code unit, so that no locale changes a policy. */
function sortedSet(values: readonly string[]): string[] {
    return [...new Set(values)].sort();
}

function sortedEntries<T>(record: Record<string, T>): [string, T][] {
    return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}

import { parseProviderArn } from "../aws";
import {
    evaluateCondition,
    parseOperator,
    type ConditionBlock,
    type KeyState,
    type Truth,
} from "../conditions";
import type { TrustDocument, TrustStatement } from "../document";
import { memberPath } from "../problem";
import type { OrganizationPolicy } from "./organizationPolicy";

/** What is known of the role that an organization's policies are applied to. Everything is optional. */
export interface RoleFacts {
    /** The role's ARN. Default: unknown, so a statement that names resources possibly is about it. */
    arn?: string;
    /** The role's account, 12 digits. Default: that of `arn`. */
    accountId?: string;
    /** All of the role's tags. Absent: unknown, so a condition on one possibly holds. */
    tags?: Readonly<Record<string, string>>;
}

/**
 * A role's trust policy together with what the organization denies: the same statements, and behind them every Deny of the
 * resource control policies that possibly is about the role. `evaluate` and `admissionOf` then decide as AWS does, where an
 * explicit Deny anywhere wins. Conditions on what is known of the role are settled here; a statement that is certainly
 * about other roles is left out. Places in a policy begin with its name.
 *
 * Service control policies change nothing: they bind principals of the organization, and a job that calls
 * AssumeRoleWithWebIdentity is none. Neither do policies that AWS refuses. Roles of the management account are exempt from
 * both kinds; whether a role is in it, the caller knows.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html,
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html. Read 2026-11.
 */
export function underPolicies(
    trust: TrustDocument,
    policies: readonly OrganizationPolicy[],
    facts: RoleFacts = {},
): TrustDocument {
    const denies = policies
        .filter(({ kind, mistakes }) => kind === "resource-control" && mistakes.length === 0)
        .flatMap(({ name, document }) =>
            document.statements
                .filter(({ effect }) => effect === "Deny")
                .flatMap((statement) => applied(statement, trust, facts) ?? [])
                .map((statement) => placedIn(name, statement)),
        );
    if (denies.length === 0) return trust;
    // Organizations accepts the newest version alone; in an older trust policy `${` is plain text.
    const own = trust.hasPolicyVariables ? trust.statements : trust.statements.map(withoutVariables);
    return {
        ...trust,
        hasPolicyVariables: true,
        statements: [...own, ...denies.map((deny, at) => ({ ...deny, index: own.length + at }))],
    };
}

/** A statement with the conditions that hang on more than the role; undefined where it is certainly not about the role. */
function applied(
    statement: TrustStatement,
    trust: TrustDocument,
    facts: RoleFacts,
): TrustStatement | undefined {
    const isAbout = namesRole(statement, facts);
    if (isAbout === false) return undefined;
    const conditions: ConditionBlock[] = [];
    for (const block of statement.conditions) {
        const met = metByRole(block, trust, facts);
        if (met === false) return undefined;
        if (met === "not-analysed") conditions.push(block);
    }
    const partlyUnknown =
        isAbout === true
            ? statement.partlyUnknown
            : [...statement.partlyUnknown, memberPath(statement.path, "Resource")];
    return { ...statement, conditions, partlyUnknown };
}

/** Whether a statement is about a role, by its `Resource` or `NotResource`. */
function namesRole({ resources, notResources }: TrustStatement, { arn }: RoleFacts): Truth {
    const matching = (values: NonNullable<TrustStatement["resources"]>): Truth => {
        if (values.some(({ text }) => text === "*")) return true;
        if (arn === undefined) return "not-analysed";
        const operator = parseOperator("ArnLike");
        const block = {
            path: "",
            operatorText: "ArnLike",
            ...(operator && { operator }),
            key: "arn",
            keyName: "arn",
            values: values.filter(({ text }) => text.startsWith("arn:")),
        };
        if (block.values.length === 0) return false;
        return evaluateCondition(block, only({ state: "present", values: [arn], type: "other" }), true).met;
    };
    if (notResources !== undefined) {
        const named = matching(notResources);
        return named === "not-analysed" ? named : !named;
    }
    return resources === undefined ? true : matching(resources);
}

/** Whether a role meets a condition; `not-analysed` where that hangs on the token, the request or on what is not known. */
function metByRole(block: ConditionBlock, trust: TrustDocument, facts: RoleFacts): Truth {
    const states = statesOfRole(block.keyName, trust, facts);
    if (states.length === 0) return "not-analysed";
    const [first = "not-analysed", ...more] = states.map(
        (state) => evaluateCondition(block, only(state), true).met,
    );
    return more.every((other) => other === first) ? first : "not-analysed";
}

/** What a role fixes of a key: one state, or several of which nobody knows the right one; none where it fixes nothing. */
function statesOfRole(keyName: string, trust: TrustDocument, facts: RoleFacts): KeyState[] {
    const present = (value: string): KeyState => ({ state: "present", values: [value], type: "other" });
    const { arn, tags } = facts;
    const accountId = facts.accountId ?? /^arn:[\w-]+:iam::(\d{12}):/.exec(arn ?? "")?.[1];
    if (keyName === "aws:resourceaccount") return accountId === undefined ? [] : [present(accountId)];
    if (keyName.startsWith(tagKeys) && tags !== undefined) {
        const wanted = keyName.slice(tagKeys.length);
        const tag = Object.entries(tags).find(([key]) => key.toLowerCase() === wanted);
        return [tag === undefined ? { state: "absent", why: "the role has no such tag" } : present(tag[1])];
    }
    return keyName === "aws:federatedprovider" ? providersOf(trust).map(present) : [];
}

const tagKeys = "aws:resourcetag/";

/**
 * What `aws:FederatedProvider` may hold for the tokens that a trust policy names: the provider's ARN, as AWS documents it,
 * or the issuer, as a field report has it. Empty where the policy names others too, or anybody.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html. Read 2026-11.
 */
function providersOf({ statements }: TrustDocument): string[] {
    const allows = statements.filter(({ effect }) => effect === "Allow");
    const principals = allows.flatMap((allow) => allow.principals);
    const arns = principals.map(({ text }) => parseProviderArn(text) && text);
    if (allows.some(({ notPrincipals }) => notPrincipals !== undefined)) return [];
    return arns.every((arn) => arn !== undefined)
        ? arns.flatMap((arn) => [arn, parseProviderArn(arn)?.issuer ?? arn])
        : [];
}

function only(state: KeyState): { lookUp: () => KeyState } {
    return { lookUp: () => state };
}

/** A statement whose places begin with the name of its policy. */
function placedIn(name: string, statement: TrustStatement): TrustStatement {
    const at = <Placed extends { path: string }>(placed: Placed): Placed => ({
        ...placed,
        path: placeIn(name, placed.path),
    });
    return {
        ...at(statement),
        principals: statement.principals.map(at),
        actions: statement.actions.map(at),
        conditions: statement.conditions.map((block) => ({ ...at(block), values: block.values.map(at) })),
        partlyUnknown: statement.partlyUnknown.map((path) => placeIn(name, path)),
    };
}

/** A place in an organization's policy, as findings and decisions name it: `guardrail.json: Statement[0]`. */
export function placeIn(policy: string, path: string): string {
    return path === "" ? policy : `${policy}: ${path}`;
}

/** A statement that means the same in a document with policy variables. */
function withoutVariables(statement: TrustStatement): TrustStatement {
    return {
        ...statement,
        conditions: statement.conditions.map((block) => ({
            ...block,
            values: block.values.map((value) => ({
                ...value,
                text: value.text.replaceAll("${", "${$}{"),
            })),
        })),
    };
}

import { explainSubject } from "../../../trust/admission";
import type { AwsError } from "../../../trust/aws";
import {
    type Decision,
    type DecisionRequest,
    type Doubt,
    type StatementDecision,
    evaluate,
} from "../../../trust/decision";
import type { Finding } from "../../../trust/finding";
import { type OrganizationPolicy, type RoleFacts, underPolicies } from "../../../trust/organization";
import { analyzeTrustPolicy } from "../../../trust/rules";
import {
    type Advice,
    applyChange,
    decide,
    findAdvice,
    type NearestWay,
    nearestWay,
    type Situation,
} from "./advice";
import { type PoliciesLookedAt, policiesLookedAt } from "../../estate";
import type { SignatureCheck } from "../../net";

/** What `explain --json` prints. It has nothing of the token but the claims that AWS compares. */
export interface Explanation {
    /** `uncertain`: yes, if everything in `unchecked` holds. */
    outcome: "allowed" | "denied" | "uncertain";
    /** False only where the outcome is `denied`. */
    allowed: boolean;
    /** What AWS answers; absent where the job can assume the role. */
    error?: AwsError;
    role: string;
    token: {
        iss?: string;
        aud?: string;
        sub?: string;
        /** What the subject says, in words. */
        means?: string;
        /** ISO 8601. */
        expires?: string;
        /** ISO 8601; only where that is still to come. AWS documents no answer of its own for it. */
        notBefore?: string;
        signature: SignatureCheck;
    };
    reason: string;
    statements: StatementDecision[];
    /** What prevents it, the nearest statement first. With all of it changed the job can assume the role. */
    advice: Advice[];
    /** Whether changing all of it was tried and let the job in. */
    adviceHolds: boolean;
    /** What could not be checked, and on which the answer hangs. Empty unless the outcome is `uncertain`. */
    unchecked: Doubt[];
    /** The way of the role that is nearest to the job; only where the trust policy refuses it. `means` is in words. */
    nearest?: NearestWay & { means?: string };
    /** Which policies of the organization the answer rests on. */
    organizationPolicies: PoliciesLookedAt;
    /** The statements of the organization's policies that deny the job, whatever the trust policy says of it. */
    deniedByOrganization: { path: string; why: string }[];
    /** What is wrong with the policy itself and lets nobody, or not everybody meant, in. */
    findings: Finding[];
}

/** The organization around a role: its policies, and what is known of the role that they can ask for. */
export interface OrganizationAround {
    policies: readonly OrganizationPolicy[];
    facts: RoleFacts;
}

const noOrganization: OrganizationAround = { policies: [], facts: {} };

/**
 * Explains a decision. `request.at` is the moment; without it, expiry is not looked at. The organization's policies decide
 * in addition to the trust policy; advice is about what the role's owner and the job can change.
 */
export function explain(
    role: string,
    situation: Situation,
    signature: SignatureCheck,
    request: DecisionRequest,
    organization: OrganizationAround = noOrganization,
): Explanation {
    const { document, claims, provider } = situation;
    const alone = decide(situation, request);
    const under = underOrganization(situation, organization);
    const whole = decide(under, request);
    const decision = alone.allowed ? whole : alone;
    const { advice, turns } = alone.allowed
        ? { advice: [], turns: whole.allowed }
        : findAdvice(situation, request);
    const statements = allStatements(whole, under);
    const own = new Set(document.statements.map(({ path }) => path));
    const deniedByOrganization = statements
        .filter(({ effect, matched, path }) => effect === "Deny" && matched && !own.has(path))
        .map(({ path, why }) => ({ path, why }));
    const findings = analyzeTrustPolicy(
        document,
        provider === undefined ? {} : { issuers: [{ url: provider.url }] },
    ).findings;
    const error = signature.error ?? decision.awsError;
    const outcome = signature.outcome === "refused" ? "denied" : decision.outcome;
    const nearest = alone.allowed ? undefined : nearestWay(alone, situation, request);
    const { iss, aud, sub, exp, nbf } = claims;
    return {
        outcome,
        allowed: outcome !== "denied",
        ...(error === undefined ? {} : { error }),
        role,
        token: {
            ...(typeof iss === "string" ? { iss } : {}),
            ...(aud === undefined ? {} : { aud: typeof aud === "string" ? aud : JSON.stringify(aud) }),
            ...(typeof sub === "string" ? { sub, means: explainSubject(sub) } : {}),
            ...(isTime(exp) ? { expires: isoTime(exp) } : {}),
            ...(isTime(nbf) && request.at !== undefined && nbf > request.at
                ? { notBefore: isoTime(nbf) }
                : {}),
            signature,
        },
        reason: signature.outcome === "refused" ? `${signature.why}.` : decision.reason,
        statements,
        advice,
        adviceHolds:
            turns && decide(underOrganization(changed(situation, advice), organization), request).allowed,
        unchecked: outcome === "uncertain" ? [...decision.unchecked] : [],
        ...(nearest === undefined
            ? {}
            : {
                  nearest: {
                      ...nearest,
                      ...(nearest.subject === undefined ? {} : { means: explainSubject(nearest.subject) }),
                  },
              }),
        organizationPolicies: policiesLookedAt(organization.policies),
        deniedByOrganization,
        findings: alone.allowed
            ? []
            : findings.filter(({ effect }) => effect === "closed" || effect === "mixed"),
    };
}

/** The situation with what the organization denies. */
function underOrganization(situation: Situation, { policies, facts }: OrganizationAround): Situation {
    return { ...situation, document: underPolicies(situation.document, policies, facts) };
}

function changed(situation: Situation, advice: readonly Advice[]): Situation {
    return advice.reduce((current, { change }) => applyChange(current, change), situation);
}

/** Where a token is refused before the policy is looked at, what the policy would say is told all the same. */
function allStatements(decision: Decision, { document, claims }: Situation): StatementDecision[] {
    return decision.statements.length > 0 ? decision.statements : evaluate(document, claims).statements;
}

/** Whether a claim is a time in seconds since 1970 that a date can hold. */
function isTime(value: unknown): value is number {
    return typeof value === "number" && Math.abs(value) < 8e12;
}

function isoTime(seconds: number): string {
    return new Date(seconds * 1000).toISOString();
}

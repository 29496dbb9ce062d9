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
import { analyzeTrustPolicy } from "../../../trust/rules";
import { type Advice, decide, findAdvice, type NearestWay, nearestWay, type Situation } from "./advice";
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
    /** What is wrong with the policy itself and lets nobody, or not everybody meant, in. */
    findings: Finding[];
}

/** Explains a decision. `request.at` is the moment; without it, expiry is not looked at. */
export function explain(
    role: string,
    situation: Situation,
    signature: SignatureCheck,
    request: DecisionRequest,
): Explanation {
    const { document, claims, provider } = situation;
    const decision = decide(situation, request);
    const { advice, turns } = decision.allowed ? { advice: [], turns: true } : findAdvice(situation, request);
    const findings = analyzeTrustPolicy(
        document,
        provider === undefined ? {} : { issuers: [{ url: provider.url }] },
    ).findings;
    const error = signature.error ?? decision.awsError;
    const outcome = signature.outcome === "refused" ? "denied" : decision.outcome;
    const nearest = decision.allowed ? undefined : nearestWay(decision, situation, request);
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
        statements: allStatements(decision, situation),
        advice,
        adviceHolds: turns,
        unchecked: outcome === "uncertain" ? [...decision.unchecked] : [],
        ...(nearest === undefined
            ? {}
            : {
                  nearest: {
                      ...nearest,
                      ...(nearest.subject === undefined ? {} : { means: explainSubject(nearest.subject) }),
                  },
              }),
        findings: decision.allowed
            ? []
            : findings.filter(({ effect }) => effect === "closed" || effect === "mixed"),
    };
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

import type { ReportViolation, Severity } from "@pulumi/policy";
import type { Problem } from "../../trust/problem";
import { pageOf } from "./policyDefinition";
import { isUnknownValueError } from "./known";
import { formatViolation, type Subject, type Violation, withoutKeyMaterial } from "./violation";

/** Where a policy puts what it has found. */
export interface Reporter {
    violation(subject: Subject, violation: Violation, urn?: string): void;
    /** Mistakes in the policy's own config. */
    configProblems(problems: readonly Problem[]): void;
    /**
     * Runs a check. An unknown that nobody expected is silent, as everything unknown is: `trust-policy-known` reports it.
     * Any other exception becomes a violation: let through, it would take the findings of every other policy with it.
     */
    guard(subject: Subject, urn: string | undefined, check: () => void): void;
}

// The SDK takes an object as well as a text and then leaves message, severity and level as they are, instead of putting
// the policy's description before the message. It is not in the typings: @pulumi/policy 1.20 and later.
type ReportDetailed = (violation: {
    message: string;
    urn?: string;
    severity?: Severity;
    enforcementLevel?: "advisory";
}) => void;

/** The reporter of one policy for one call of the engine. */
export function reporterOf(policyName: string, reportViolation: ReportViolation): Reporter {
    const report = reportViolation as unknown as ReportDetailed;
    const page = pageOf(policyName);
    return {
        violation(subject, violation, urn) {
            const severity = violation.severity === "info" ? "low" : violation.severity;
            const level = violation.level ?? (violation.effect === "none" ? "advisory" : "own");
            report({
                message: formatViolation(subject, violation, page),
                ...(urn && { urn }),
                ...(severity && { severity }),
                ...(level === "advisory" && { enforcementLevel: level }),
            });
        },
        configProblems(problems) {
            for (const problem of problems) {
                const subject = { noun: "Config of policy", name: policyName };
                const violation: Violation = { ...problem, effect: "mixed", label: "is wrong" };
                report({ message: formatViolation(subject, violation, page) });
            }
        },
        guard(subject, urn, check) {
            try {
                check();
            } catch (error) {
                if (isUnknownValueError(error)) return;
                const cause = error instanceof Error ? error.message : String(error);
                report({ message: failureText(subject, policyName, cause, page), ...(urn && { urn }) });
            }
        },
    };
}

function failureText(subject: Subject, policy: string, cause: string, page: string): string {
    const headline = `${subject.noun} ${JSON.stringify(subject.name)} WAS NOT CHECKED: the policy ${policy} failed on it`;
    const cure = "This is a bug in the pack. Report it; until it is fixed, set the policy to advisory.";
    return withoutKeyMaterial(`${headline}\n  cause    ${cause}\n  instead  ${cure}\n  see      ${page}`);
}

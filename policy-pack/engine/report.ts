import { appendFileSync } from "node:fs";
import type { ReportViolation, Severity as SdkSeverity } from "@pulumi/policy";
import {
    type Effect,
    type Severity,
    type ViolationRecord,
    violationRecordsVariable,
} from "../../trust/finding";
import { type Problem, shortValue } from "../../trust/problem";
import { pageUrl } from "../../trust/project";
import { isUnknownValueError } from "./known";

/** One thing that a policy has against a resource. A finding on a trust policy is one. */
export interface Violation extends Problem {
    /** A stable name of this very finding, such as `subject-missing`; findings on trust policies have one. */
    code?: string;
    /** What happens in production. One with `none` is advisory, unless `level` says otherwise. */
    effect: Effect;
    /** Default: the policy's own. */
    severity?: Severity;
    /** A subject that gets in. */
    witness?: string;
    /**
     * `advisory`: reported for information only, whatever the policy's level; `own`: the policy's level, whatever the
     * effect. Default: the policy's level, and advisory where the effect is `none`.
     */
    level?: "advisory" | "own";
    /** Replaces the headline's words about the effect. */
    label?: string;
    /** Whether the message says by itself what it is about and how it fails. Default: it is a clause about the value, or the path. */
    isSentence?: boolean;
}

/** What a violation is about, in words: `Role "web"`. */
export interface Subject {
    noun: string;
    name: string;
}

const effectWords: Record<Effect, string> = {
    open: "FAILS OPEN",
    closed: "FAILS CLOSED",
    mixed: "FAILS OPEN OR CLOSED",
    none: "is untidy",
};

/**
 * A violation's text. The first line says what is wrong with which resource and how it fails; then come the JSON path,
 * a witness, what to write instead and the page that explains the policy, each on a line of its own.
 */
export function formatViolation(subject: Subject, violation: Violation, page: string): string {
    const { path, fix, witness } = violation;
    const lines: [string, string | undefined][] = [
        ["at", path === "" ? undefined : path],
        ["gets in", witness],
        ["instead", fix],
        ["see", page],
    ];
    const text = [
        headlineOf(subject, violation),
        ...lines.flatMap(([what, said]) => (said ? [`  ${what.padEnd(8)} ${said}`] : [])),
    ].join("\n");
    return withoutKeyMaterial(text);
}

function headlineOf(
    { noun, name }: Subject,
    { path, value, message, effect, label, isSentence }: Violation,
): string {
    const subject = `${noun} ${JSON.stringify(name)}`;
    if (isSentence) return `${subject}${label === undefined ? "" : ` ${label}`}: ${message}`;
    const about = value === undefined ? path || "the document" : shortValue(value);
    return `${subject} ${label ?? effectWords[effect]}: ${about} ${message}`;
}

// The engine hands secrets over in clear, and messages end up in logs.
const keyMaterial = [
    /-----BEGIN [^-]*(?:KEY|CERTIFICATE)[^]*?(?:-----END[^-]*-----|$)/g,
    /\beyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]*)?/g,
    /\b(?:glpat|glcbt|glrt|gldt)-[\w.-]{8,}/g,
    /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
];

/** A text in which keys, tokens and access keys are replaced by `(not shown)`. */
export function withoutKeyMaterial(text: string): string {
    return keyMaterial.reduce((shown, pattern) => shown.replace(pattern, "(not shown)"), text);
}

/** The web address of the page that explains a policy. */
export function pageOf(policyName: string): string {
    return pageUrl(`docs/policies/${policyName}.md`);
}

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
    severity?: SdkSeverity;
    enforcementLevel?: "advisory";
}) => void;

/** The most that one process writes of records, in bytes: a report of more is of no use to anybody. */
const mostRecorded = 32 * 1024 * 1024;
let recorded = 0;

/**
 * Appends a record to the file that the environment names. What cannot be written is left out: a report without a record
 * has the violation's text, and no policy may fail for it.
 */
function record(violation: ViolationRecord): void {
    const file = process.env[violationRecordsVariable] ?? "";
    if (file === "") return;
    const line = `${JSON.stringify(violation)}\n`;
    recorded += Buffer.byteLength(line);
    if (recorded > mostRecorded) return;
    try {
        appendFileSync(file, line, { mode: 0o600 });
    } catch {
        return;
    }
}

/** What a record has of a violation, without key material. */
function recordOf(
    subject: Subject,
    violation: Violation,
): Omit<ViolationRecord, "policy" | "message" | "url"> {
    const { code, path, value, witness, fix } = violation;
    const text = value === undefined ? undefined : JSON.stringify(value);
    const parts = {
        code,
        path: path === "" ? undefined : path,
        value: text,
        witness,
        fix: fix === "" ? undefined : fix,
    };
    const shown = Object.entries(parts).flatMap(([name, part]) =>
        part === undefined ? [] : [[name, withoutKeyMaterial(part)]],
    );
    return {
        headline: withoutKeyMaterial(headlineOf(subject, violation)),
        ...(Object.fromEntries(shown) as Partial<Record<keyof typeof parts, string>>),
    };
}

/** The reporter of one policy for one call of the engine. */
export function reporterOf(policyName: string, reportViolation: ReportViolation): Reporter {
    const report = reportViolation as unknown as ReportDetailed;
    const page = pageOf(policyName);
    return {
        violation(subject, violation, urn) {
            const severity = violation.severity === "info" ? "low" : violation.severity;
            const level = violation.level ?? (violation.effect === "none" ? "advisory" : "own");
            const message = formatViolation(subject, violation, page);
            record({
                policy: policyName,
                ...(urn && { urn }),
                message,
                url: page,
                ...recordOf(subject, violation),
            });
            report({
                message,
                ...(urn && { urn }),
                ...(severity && { severity }),
                ...(level === "advisory" && { enforcementLevel: level }),
            });
        },
        configProblems(problems) {
            for (const problem of problems) {
                const subject = { noun: "Config of policy", name: policyName };
                const violation: Violation = { ...problem, effect: "mixed", label: "is wrong" };
                const message = formatViolation(subject, violation, page);
                record({
                    policy: policyName,
                    message,
                    url: page,
                    ...recordOf(subject, violation),
                    code: "config",
                });
                report({ message });
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

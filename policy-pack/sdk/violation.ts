import type { Effect, Severity } from "../../trust/finding";
import { type Problem, shortValue } from "../../trust/problem";

/** One thing that a policy has against a resource. A finding on a trust policy is one. */
export interface Violation extends Problem {
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
        `${subject.noun} ${JSON.stringify(subject.name)}${headline(violation)}`,
        ...lines.flatMap(([what, said]) => (said ? [`  ${what.padEnd(8)} ${said}`] : [])),
    ].join("\n");
    return withoutKeyMaterial(text);
}

function headline({ path, value, message, effect, label, isSentence }: Violation): string {
    if (isSentence) return `${label === undefined ? "" : ` ${label}`}: ${message}`;
    const about = value === undefined ? path || "the document" : shortValue(value);
    return ` ${label ?? effectWords[effect]}: ${about} ${message}`;
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

import type { Effect, Finding, Severity, TrustRule } from "../finding";

/** A finding without its rule, as each rule's function makes it. */
export interface VerdictFinding {
    /** A stable name, unique over all rules. */
    code: string;
    severity: Severity;
    effect: Effect;
    /** JSON path. */
    path: string;
    value?: unknown;
    /** What is wrong, a clause without full stop. */
    what: string;
    /** What happens in production, a clause without full stop. */
    then: string;
    fix: string;
    witness?: string | undefined;
}

const effectWords: Readonly<Record<Effect, string>> = {
    open: "FAILS OPEN",
    closed: "FAILS CLOSED",
    mixed: "FAILS OPEN OR CLOSED",
    none: "Works",
};

/** The finding as readers get it: first what is wrong, then what happens in production. */
export function finished(rule: TrustRule, finding: VerdictFinding): Finding {
    const { code, severity, effect, path, value, what, then, fix, witness } = finding;
    return {
        rule,
        code,
        severity,
        effect,
        path,
        ...(value === undefined ? {} : { value }),
        message: `${what}. ${effectWords[effect]}: ${then}.`,
        fix,
        ...(witness === undefined ? {} : { witness }),
    };
}

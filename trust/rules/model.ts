import { isProven, type AdmissionContext, type KnownIssuer } from "../admission";
import type { Effect, Finding, Severity, Witness } from "../finding";

/** What is known beside a trust policy document itself. Everything is optional: the document alone gives a verdict. */
export type TrustContext = AdmissionContext;

export type { KnownIssuer };

/** The verdict on one trust policy document. */
export interface TrustAnalysis {
    /** What is wrong, sorted by path, then by code. Empty where the document is not GitLab's. */
    findings: Finding[];
    /** Whether an Allow statement of the document concerns a GitLab issuer. */
    isGitlab: boolean;
    /** The GitLab issuers concerned, as host and path (`gitlab.com`, `host.example/gitlab`), in order of appearance. */
    issuers: string[];
}

/** A finding without its rule, as each rule's function makes it. */
export interface VerdictFinding<Code extends string = string> {
    /** A stable name, unique over all rules. */
    code: Code;
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
    /** A token that gets in, where the finding fails open. Without one it is not proven, and counts as open or closed. */
    found?: Found | undefined;
    /** Whether callers without a token get in: then there is none to be shown. */
    needsNoToken?: true;
    /** Whom the finding lets in beside those who were meant. */
    exposes?: Finding["exposes"];
}

import type { Found } from "../admission";

/** A rule: what it is called, what it can find, and how it judges one statement. */
export interface Rule<Name extends string = string, Code extends string = string> {
    /** Also the name of the policy that reports it. */
    name: Name;
    /** Every code that it can report. */
    codes: readonly Code[];
    judge: (judged: JudgedStatement) => VerdictFinding<Code>[];
}

import type { JudgedStatement } from "./judgedStatement";

const effectWords: Readonly<Record<Effect, string>> = {
    open: "FAILS OPEN",
    closed: "FAILS CLOSED",
    mixed: "FAILS OPEN OR CLOSED",
    none: "Works",
};

/** The finding as readers get it: first what is wrong, then what happens in production. */
export function finished(
    rule: Finding["rule"],
    finding: VerdictFinding,
    statement: number,
    issuer: string | undefined,
): Finding {
    const { code, severity, path, value, what, then, fix, found, exposes } = finding;
    const token = isProven(found) ? found : undefined;
    const isShown = token !== undefined || finding.needsNoToken === true;
    const effect = finding.effect === "open" && !isShown ? "mixed" : finding.effect;
    const condition =
        token?.isCertain === false ? ", if the conditions that no document settles are met" : "";
    const result: Finding = {
        rule,
        code,
        severity,
        effect,
        path,
        statement,
        ...(issuer === undefined ? {} : { issuer }),
        ...(value === undefined ? {} : { value }),
        message: `${what}. ${effectWords[effect]}: ${then}${condition}.`,
        fix,
        ...(exposes === undefined || effect !== "open" ? {} : { exposes }),
    };
    if (token === undefined || effect !== "open") return result;
    // To make a token costs more than to know that there is one, and most readers of a verdict do not ask for it.
    let witness: Witness | undefined;
    return Object.defineProperty(result, "witness", {
        enumerable: true,
        get: () => (witness ??= token.witness),
    });
}

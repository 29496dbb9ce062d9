import { findUnknownMarker } from "../document";
import type { PolicyValue } from "../conditions";
import { letsAnyIn } from "../pattern/findSubject";
import { globOfValue, isLiteral, isOnlyWildcards, textOf } from "../pattern/glob";
import { buildSubject, parseSubject } from "../gitlab";
import { brokenPiece } from "./brokenPiece";
import { guardKind } from "./guard";
import { keysNamed, type JudgedStatement } from "./judgedStatement";
import { suspectRef, whyNoSubject } from "./whyNoSubject";
import type { VerdictFinding } from "./verdictFinding";

/** Subjects that GitLab never issues. Components that are newer than the table pass. */
export function trustSubjectFormat(judged: JudgedStatement): VerdictFinding[] {
    if (judged.issuer === undefined) return [];
    const variables = judged.policy.hasPolicyVariables;
    return keysNamed(judged, "sub")
        .filter(({ block }) => guardKind(block) === "positive")
        .flatMap(({ block }) => block.values.flatMap((value) => judgeValue(value, variables) ?? []));
}

function judgeValue(value: PolicyValue, variables: boolean): VerdictFinding | undefined {
    const { text, path } = value;
    // Reported by the rules on required subjects and on readable policies.
    if (text === "" || findUnknownMarker(text) !== undefined) return undefined;
    const found = { path, value: text };
    const broken = brokenPiece(text, variables);
    if (broken !== undefined) {
        return {
            ...found,
            code: "subject-with-leftover",
            severity: "high",
            effect: "closed",
            what: `the subject holds "${broken.piece}", ${broken.what}`,
            then: "GitLab never issues such a subject, so no job matches",
            fix: 'Fill it in before the policy is written. A dollar sign that is meant is written as "${$}".',
        };
    }
    // A wildcard is read as one even where the operator takes it literally: that has a rule of its own.
    const glob = globOfValue(text, { wildcards: true, variables });
    if (isOnlyWildcards(glob)) return undefined;
    const isExact = isLiteral(glob);
    const isIssued = isExact
        ? parseSubject(textOf(glob)) !== undefined
        : letsAnyIn({ all: [glob], none: [] });
    if (!isIssued) {
        const { code, what, fix } = whyNoSubject(text);
        const then = "GitLab never issues such a subject, so no job matches";
        return { ...found, code, severity: "high", effect: "closed", what, then, fix };
    }
    return suspectRefFinding(text, found) ?? (isExact ? missingParts(textOf(glob), found) : undefined);
}

function suspectRefFinding(text: string, found: { path: string; value: string }): VerdictFinding | undefined {
    const suspect = suspectRef(text);
    if (suspect === undefined) return undefined;
    const then = "GitLab's subject has the short name, so no job matches";
    return { ...found, severity: "high", effect: "closed", then, ...suspect };
}

function missingParts(subject: string, found: { path: string; value: string }): VerdictFinding | undefined {
    const names = parseSubject(subject)?.map(({ name }) => name) ?? [];
    const missing = ["ref_type", "ref"].filter((name) => !names.includes(name));
    if (missing.length === 0) return undefined;
    const isBare = names.length === 1;
    return {
        ...found,
        code: "subject-without-ref",
        severity: isBare ? "high" : "medium",
        effect: isBare ? "closed" : "mixed",
        what: `the subject has no ${missing.join(" and no ")}`,
        then: isBare
            ? "GitLab's default subject goes on with the ref, so no job matches; it matches only where the project leaves the ref out of its subjects, and then every branch is let in"
            : "it matches only where the project chose exactly these components, and then every branch or Git tag that the others let through gets in",
        fix: `Write "${withRef(subject)}", in the order that the project chose.`,
    };
}

/** The subject with the parts that it lacks, in the default order. */
function withRef(subject: string): string {
    const parts = (parseSubject(subject) ?? []).map(({ name, value }) => ({ name, value }));
    if (!parts.some(({ name }) => name === "ref")) {
        const type = parts.findIndex(({ name }) => name === "ref_type");
        parts.splice(type < 0 ? 1 : type + 1, 0, { name: "ref", value: "main" });
    }
    if (!parts.some(({ name }) => name === "ref_type")) {
        const ref = parts.findIndex(({ name }) => name === "ref");
        parts.splice(ref, 0, { name: "ref_type", value: "branch" });
    }
    return buildSubject(parts);
}

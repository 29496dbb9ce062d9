import { readTrustDocument } from "../document";
import { keysNamed, type JudgedStatement } from "../verdict/judgedStatement";
import type { JudgedSubject } from "../verdict/judgedSubject";
import { judgeStatements } from "../verdict/judgeStatements";
import { guardKind } from "../verdict/guard";
import type { TrustContext } from "../verdict/trustContext";
import type { AccessEntry } from "./accessEntry";
import { conditionWords } from "./conditionWords";
import { projectWords } from "./projectWords";
import { openRefs, refWords } from "./refWords";

/**
 * Who may assume the role with this trust policy, as far as GitLab's jobs go: an entry for every Allow statement and
 * every value on `sub` in it, a value that no job can have included. Empty for a document that is not GitLab's or cannot
 * be read. Never throws on JSON values.
 */
export function describeAccess(document: unknown, context: TrustContext = {}): AccessEntry[] {
    return judgeStatements(readTrustDocument(document), context).flatMap(describeStatement);
}

function describeStatement(judged: JudgedStatement): AccessEntry[] {
    const known = new Map(judged.subjects.map((subject) => [subject.value.path, subject]));
    const positive = keysNamed(judged, "sub").filter(({ block }) => guardKind(block) === "positive");
    // Of several conditions on sub, the subjects are those of the first, with what stands beside them.
    const values = positive.slice(0, 1).flatMap(({ block }) => block.values);
    if (values.length === 0) return [withoutSubject(judged)];
    return values.map((value) => {
        const subject = known.get(value.path);
        return subject === undefined
            ? deadValue(judged, value.text, value.path)
            : describeSubject(judged, subject);
    });
}

function describeSubject(judged: JudgedStatement, subject: JudgedSubject): AccessEntry {
    const { value, projects, isVacuous } = subject;
    if (isVacuous) return { ...withoutSubject(judged), path: value.path, subject: value.text };
    const known = { ...common(judged), path: value.path, subject: value.text };
    if (projects.reach === "none")
        return { ...known, projects: projectWords(projects, value.text), refs: "none", open: [] };
    const refs = subject.refs;
    const words = projectWords(projects, value.text, judged.namespacePinned);
    const isOne = projects.reach === "project" || judged.projectPinned;
    return {
        ...known,
        projects: words,
        refs: refWords(refs, value.text, judged.refsProtected),
        open: [
            ...openAudience(judged),
            ...(isOne ? [] : [words]),
            ...openRefs(refs, value.text).map((open) =>
                judged.refsProtected ? `${open}, if it is protected` : open,
            ),
        ],
    };
}

function withoutSubject(judged: JudgedStatement): AccessEntry {
    const instance = judged.issuer ?? "every issuer that the account trusts";
    const projects = judged.projectPinned
        ? "the project with that project_id"
        : `every project on ${instance}${judged.namespacePinned ? ", directly in a group with that namespace_id" : ""}`;
    const refs = `any branch or Git tag${judged.refsProtected ? ", if it is protected" : ""}`;
    const open = [...openAudience(judged), ...(judged.projectPinned ? [] : [projects]), refs];
    return { ...common(judged), path: judged.statement.path, projects, refs, open };
}

/** A value that nothing can match: a wildcard that is taken literally, a leftover of a template, no text at all. */
function deadValue(judged: JudgedStatement, subject: string, path: string): AccessEntry {
    return {
        ...common(judged),
        path,
        subject,
        projects: "no project: no job has exactly this subject",
        refs: "none",
        open: [],
    };
}

function common(judged: JudgedStatement): Pick<AccessEntry, "issuer" | "audiences" | "conditions"> {
    const own = new Set(["sub", "aud"].flatMap((name) => keysNamed(judged, name)).map(({ block }) => block));
    const isPositive = (block: (typeof judged.statement.conditions)[number]): boolean =>
        guardKind(block) === "positive";
    return {
        issuer: judged.issuer ?? "*",
        audiences: audiencesOf(judged),
        conditions: judged.statement.conditions
            .filter((block) => !(own.has(block) && isPositive(block)))
            .map(conditionWords),
    };
}

function audiencesOf(judged: JudgedStatement): string[] {
    const blocks = keysNamed(judged, "aud").map(({ block }) => block);
    return blocks
        .filter((block) => guardKind(block) === "positive")
        .flatMap((block) => block.values.map(({ text }) => text));
}

function openAudience(judged: JudgedStatement): string[] {
    return audiencesOf(judged).length === 0 ? ["any audience that the provider registers"] : [];
}

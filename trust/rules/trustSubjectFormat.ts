import { globOfValue } from "../admission";
import { limits } from "../aws";
import { tokenizeValue, type PolicyValue } from "../conditions";
import { findUnknownMarker } from "../document";
import {
    buildSubject,
    isComponentValue,
    parseSubject,
    projectPathProblems,
    subjectComponents,
} from "../gitlab";
import { isLiteral, mayHaveSubject, textOf } from "../languages";
import { nearestName } from "../problem";
import { guardKind, keysNamed, type JudgedStatement } from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** Subjects that GitLab never issues. Components that are newer than the table pass. */
export const trustSubjectFormat = {
    name: "trust-subject-format",
    codes: [
        "subject-with-leftover",
        "subject-without-ref",
        "subject-of-github",
        "subject-without-component",
        "subject-with-invalid-value",
        "subject-with-invalid-path",
        "subject-with-full-ref",
        "subject-with-component-twice",
        "subject-out-of-order",
        "subject-with-unknown-ref-type",
        "subject-impossible",
        "subject-placeholder",
    ],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    if (judged.issuer === undefined) return [];
    const variables = judged.document.hasPolicyVariables;
    return keysNamed(judged, "sub")
        .filter(({ block }) => guardKind(block) === "positive")
        .flatMap(({ block }) => block.values.flatMap((value) => judgeValue(judged, value, variables) ?? []));
}

function judgeValue(
    judged: JudgedStatement,
    value: PolicyValue,
    variables: boolean,
): VerdictFinding | undefined {
    const { text, path } = value;
    // Reported by the rules on required subjects and on readable policies.
    if (text === "" || findUnknownMarker(text) !== undefined) return undefined;
    const found = { path, value: text };
    const admitted = judged.subjects.find((subject) => subject.value.path === path);
    const placeholder = placeholderIn(text);
    if (placeholder !== undefined && admitted !== undefined) {
        return {
            ...found,
            code: "subject-placeholder",
            severity: judged.shared ? "critical" : "high",
            effect: "open",
            what: `"${placeholder}" stands for a group that somebody was to fill in`,
            then: `whoever registers that path ${judged.shared ? "on gitlab.com" : "on the instance"} can assume this role`,
            fix: write(wanted),
            found: admitted.way.example,
            exposes: "outsiders",
        };
    }
    const broken =
        brokenPiece(text, variables) ?? (admitted === undefined ? undefined : placeholderRefIn(text));
    if (broken !== undefined) {
        const known = { ...found, code: "subject-with-leftover", severity: "high" as const };
        const what = `the subject contains "${broken.piece}", ${broken.what}`;
        const fix =
            'Fill it in before the policy is written. A dollar sign that is meant is written as "${$}".';
        return admitted === undefined
            ? {
                  ...known,
                  effect: "closed",
                  what,
                  then: "GitLab never issues such a subject, so no job matches",
                  fix,
              }
            : {
                  ...known,
                  effect: "open",
                  what,
                  then: "it is a name that anyone who can push to the project can give to a branch or Git tag",
                  fix,
                  found: admitted.way.example,
                  exposes: "refs",
              };
    }
    // A wildcard is read as one even where the operator takes it literally: that has a rule of its own.
    const glob = globOfValue(text, { wildcards: true, variables });
    const isExact = isLiteral(glob);
    const isIssued = isExact
        ? parseSubject(textOf(glob)) !== undefined
        : mayHaveSubject({ all: [glob], none: [] });
    // Without regard to case a value may let somebody in that GitLab spells otherwise.
    if (!isIssued) {
        if (admitted !== undefined) return undefined;
        const { code, what, fix } = whyNoSubject(text);
        const then = "GitLab never issues such a subject, so no job matches";
        return { ...found, code, severity: "high", effect: "closed", what, then, fix };
    }
    return suspectRefFinding(text, found) ?? (isExact ? missingParts(textOf(glob), found) : undefined);
}

function suspectRefFinding(text: string, found: { path: string; value: string }): VerdictFinding | undefined {
    const suspect = suspectRef(text);
    if (suspect === undefined) return undefined;
    const then =
        "GitLab's subject has the short name, so no job of that branch or Git tag matches; only one whose own name begins with it does";
    return { ...found, severity: "high", effect: "mixed", then, ...suspect };
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
        effect: "mixed",
        what: `the subject has no ${missing.join(" and no ")}`,
        then: isBare
            ? "GitLab's default subject goes on with the ref, so no job matches; it matches only where the project leaves the ref out of its subjects, and then every branch is allowed"
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

const oneOfForms = (forms: readonly string[], flags = ""): RegExp =>
    new RegExp(`^(?:${forms.join("|")})$`, flags);

/** How a placeholder for a group and for a project is called, in any letter case. */
const aGroup = String.raw`(?:gitlab[-_]?)?(?:group|namespace|org|organization|username|owner|user)(?:[-_]?(?:name|path))?`;
const aProject = String.raw`(?:gitlab[-_]?)?(?:project|repo|repository|app)(?:[-_]?(?:name|path))?`;
const possessive = "(?:your|my|the|example|sample)[-_]?";
const subgroups = String.raw`(?:\/(?:${possessive})?sub-?groups?)*`;
const shouted = "(?:GROUP|NAMESPACE|ORG|ORGANIZATION|USERNAME)(?:[_-]?(?:NAME|PATH))?";
// Words that this looks for in other people's subjects; none is a note of this project.
const toBeReplaced = "CHANGE_?ME|REPLACE_?ME|PLACEHOLDER|FIXME|TBD|__[A-Za-z][A-Za-z0-9_]*__";

/**
 * What people write, or a template leaves, in the place of a top-level group, and with it of a project. Anyone can register
 * these paths. Sources: GitLab's and AWS's documentation of OpenID Connect, public modules and their examples. Read 2026-11.
 */
const placeholders = {
    /** The top-level group alone. */
    group: oneOfForms([
        "undefined|null|None|NaN|nil|true|false",
        `(?:(?:YOUR|MY|EXAMPLE|SOME)[_-]?(?:GITLAB[_-]?)?)?${shouted}`,
        "GITLAB_(?:GROUP|PROJECT)|PROJECT_PATH|CI_PROJECT_(?:PATH|NAMESPACE)|TOP-?GROUP",
        "ACCOUNT_ID|AWS_ACCOUNT(?:_ID)?",
        "TODO|XXX+",
        toBeReplaced,
    ]),
    yourGroup: oneOfForms([`your[-_]?${aGroup}`], "i"),
    /** The whole path. */
    path: oneOfForms(
        [
            String.raw`${possessive}${aGroup}${subgroups}\/(?:${possessive}${aProject}|\*)`,
            String.raw`${aGroup}${subgroups}\/${aProject}`,
            String.raw`path\/to\/${aProject}`,
            String.raw`foo\/ba[rz]`,
        ],
        "i",
    ),
    /** A branch or Git tag. Anyone who can push to the project can create one of that name. */
    ref: oneOfForms([
        "(?:(?:YOUR|MY)[_-]?)?(?:GIT_)?(?:BRANCH|TAG|REF)(?:[_-]?NAME)?",
        "(?:your|my)[_-](?:branch|tag|ref)[_-]name|your[_-](?:branch|tag|ref)|(?:branch|tag)[_-]name",
        toBeReplaced,
    ]),
};

/** The placeholder that a value has in the place of the top-level group; undefined where there is none. */
function placeholderIn(text: string): string | undefined {
    const path = /^[a-z_]*project_path:([^:]*)/.exec(text)?.[1];
    if (path === undefined || path.length > 255) return undefined;
    const [group = ""] = path.split("/", 1);
    if (placeholders.group.test(group) || placeholders.yourGroup.test(group)) return group;
    return placeholders.path.test(path) ? path : undefined;
}

function placeholderRefIn(text: string): BrokenPiece | undefined {
    const piece = /^[^]*:ref:([^]*)$/.exec(text)?.[1];
    if (piece === undefined || !placeholders.ref.test(piece)) return undefined;
    return { piece, what: "a placeholder for a branch or Git tag" };
}

/** What a template or program leaves behind in a text when it was not filled in, with what it is. */
const leftovers: readonly (readonly [form: RegExp, what: string])[] = [
    [/Calling \[toString\] on an \[Output<T>\]/, "an Output that was turned into text"],
    [/\[object [A-Za-z]+\]/, "an object that was turned into text"],
    [/\{\{[^}]*\}\}|\{%[^%]*%\}/, "a template's placeholder"],
    [/\$\([^)]*\)|\$\[[^\]]*\]/, "a template's placeholder"],
    [/(?<![\w}])\$[A-Za-z_][A-Za-z0-9_]+/, "a shell variable"],
    [/<[A-Za-z][A-Za-z0-9 _-]*>/, "a placeholder"],
    [/[%#]\{[^}]*\}|(?<![$}\w])\{(?:[A-Za-z_][\w.-]*|\d?)\}|\(\([^)]*\)\)/, "a template's placeholder"],
    [/(?<=[:/])(?:%[A-Za-z][A-Za-z0-9_]+%|@[A-Za-z][A-Za-z0-9_]+@)/, "a placeholder"],
    [/(?<=:)!(?:Ref|Sub|GetAtt|Join|ImportValue)\b/, "a function of CloudFormation"],
    [/(?<=[:/])%[sdv](?=$|[:/])/, "a directive of a format string"],
    [/`[^`]*`/, "a command that was to be replaced by its output"],
];

/** A piece of a value that should have been replaced before the policy was written. */
interface BrokenPiece {
    piece: string;
    what: string;
}

/**
 * The first piece of a value on `sub` that was left by a template or program. `${key:name}` is a policy variable of
 * AWS, so only a name without a colon is a leftover. No more of the text is looked at than a whole policy may have. `variables`: whether the policy's version has policy variables.
 */
function brokenPiece(text: string, variables: boolean): BrokenPiece | undefined {
    const beginning = text.slice(0, limits.trustPolicyLengthOnRequest);
    for (const [form, what] of leftovers) {
        const piece = form.exec(beginning)?.[0];
        if (piece !== undefined) return { piece, what };
    }
    for (const token of tokenizeValue(text, { wildcards: true, variables: true })) {
        if (token.kind === "malformed") return { piece: token.text, what: "an unexpanded variable" };
        if (
            token.kind === "variable" &&
            (!variables || (!token.key.includes(":") && token.defaultText === undefined))
        ) {
            return { piece: `\${${token.key}}`, what: "an unexpanded variable" };
        }
    }
    return undefined;
}

type Reason = Pick<VerdictFinding, "code" | "what" | "fix">;

const wanted = "project_path:GROUP/PROJECT:ref_type:branch:ref:main";
const write = (subject: string): string => `Write "${subject}".`;

/** Why GitLab issues no subject like this value or pattern: the first reason that is found, or that there is none. */
function whyNoSubject(text: string): Reason {
    if (/^repo:/.test(text)) {
        return {
            code: "subject-of-github",
            what: `"${text}" is in the grammar of GitHub's subjects`,
            fix: write(wanted),
        };
    }
    const suspect = suspectRef(text);
    if (suspect !== undefined) return suspect;
    const pieces = text.split(":");
    const [name = "", first = ""] = pieces;
    if (pieces.length === 1 && !/[*?]/.test(text)) {
        const path = /^[\w.-]+(?:\/[\w.-]+)+$/.test(text) ? text : "GROUP/PROJECT";
        return {
            code: "subject-without-component",
            what: `"${text}" does not begin with the name of a component`,
            fix: write(wanted.replace("GROUP/PROJECT", path)),
        };
    }
    return firstComponent(text, name, first) ?? twice(text) ?? laterComponent(pieces) ?? nothingKnown(text);
}

/** A ref as git spells it in full, where GitLab's subjects have the short name. */
function suspectRef(text: string): Reason | undefined {
    const ref = /(?:^|:)ref:(refs\/(?:heads|tags|merge-requests)\/)/.exec(text)?.[1];
    if (ref === undefined) return undefined;
    return {
        code: "subject-with-full-ref",
        what: `the ref begins with "${ref}"`,
        fix: write(text.replace(ref, "")),
    };
}

function firstComponent(text: string, name: string, value: string): Reason | undefined {
    if (/[*?]/.test(name)) return undefined;
    const firsts = subjectComponents.filter(({ first }) => first);
    const component = firsts.find((known) => known.name === name);
    if (component === undefined) {
        const near = nearestName(
            name,
            firsts.map((known) => known.name),
        );
        return {
            code: "subject-without-component",
            what: `"${text}" begins with "${name}", which GitLab puts first in no subject`,
            fix: near === undefined ? write(wanted) : write(near + text.slice(name.length)),
        };
    }
    if (/[*?]/.test(value)) return undefined;
    if (component.kind === "id" && !isComponentValue("id", value)) {
        return {
            code: "subject-with-invalid-value",
            what: `"${value}" is not a project ID`,
            fix: write(`${name}:42:ref_type:branch:ref:main`),
        };
    }
    const [problem] = component.kind === "projectPath" ? projectPathProblems(value) : [];
    // An address holds a colon, so only its beginning is left in the value.
    if (component.kind === "projectPath" && /^https?$/.test(value)) {
        return {
            code: "subject-with-invalid-path",
            what: "the project is given as a URL",
            fix: write(wanted),
        };
    }
    return (
        problem && {
            code: "subject-with-invalid-path",
            what: `the path "${value}" ${problem.message}`,
            fix: problem.fix,
        }
    );
}

function twice(text: string): Reason | undefined {
    const name = subjectComponents
        .map((component) => component.name)
        .find((known) => `:${text}`.split(`:${known}:`).length > 2);
    if (name === undefined) return undefined;
    return {
        code: "subject-with-component-twice",
        what: `":${name}:" stands in the subject twice: several subjects were joined into one text`,
        fix: 'Write each subject as a value of its own: ["…", "…"].',
    };
}

function laterComponent(pieces: readonly string[]): Reason | undefined {
    for (let index = 2; index < pieces.length; index += 2) {
        const [name = "", value] = [pieces[index], pieces[index + 1]];
        const component = subjectComponents.find((known) => known.name === name);
        if (component === undefined || value === undefined || /[*?]/.test(value)) continue;
        if (component.first)
            return {
                code: "subject-out-of-order",
                what: `"${name}" stands behind another component; it can only be the first`,
                fix: write(wanted),
            };
        if (isComponentValue(component.kind, value)) continue;
        const known =
            component.kind === "refType"
                ? ": there are branch and tag, and a merge request's jobs run on a branch"
                : "";
        return {
            code:
                component.kind === "refType" ? "subject-with-unknown-ref-type" : "subject-with-invalid-value",
            what: `"${value}" is not a value that GitLab has for ${name}${known}`,
            fix: component.kind === "refType" ? 'Write "ref_type:branch" or "ref_type:tag".' : write(wanted),
        };
    }
    return undefined;
}

function nothingKnown(text: string): Reason {
    return {
        code: "subject-impossible",
        what: `no subject that GitLab issues is like "${text}": names and values in turn, the project first`,
        fix: write(wanted),
    };
}

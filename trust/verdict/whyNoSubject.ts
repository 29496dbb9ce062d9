import { nearestName } from "../problem";
import { isComponentValue, projectPathProblems, subjectComponents } from "../gitlab";
import type { VerdictFinding } from "./verdictFinding";

type Reason = Pick<VerdictFinding, "code" | "what" | "fix">;

const wanted = "project_path:GROUP/PROJECT:ref_type:branch:ref:main";
const write = (subject: string): string => `Write "${subject}".`;

/** Why GitLab issues no subject like this value or pattern: the first reason that is found, or that there is none. */
export function whyNoSubject(text: string): Reason {
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
export function suspectRef(text: string): Reason | undefined {
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
            what: `"${value}" is no id of a project`,
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
            what: `"${value}" is no value that GitLab has for ${name}${known}`,
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

import { findSubjectComponent, parseSubject, splitSubject } from "../gitlab";
import { exactSubject, findSubject, letsAnyIn, type SubjectPattern } from "./findSubject";
import { fixedComponents } from "./fixedComponents";
import { anythingBut, notBeginningWith } from "./valueAutomata";

/** Which projects a pattern lets in. Each wider step has a subject that shows it. */
export interface ProjectScope {
    /**
     * `none`: no subject that GitLab issues. `project`: one, known by path or id. `group`: several, all of one
     * top-level group. `open`: a stranger can own one of them.
     */
    reach: "none" | "project" | "group" | "open";
    /** The first component and its value that the found subject has: `project_path`, `my-group/app`. */
    project?: { component: string; value: string };
    /** The top-level group that every project is in. */
    topGroup?: string;
    /** The group that every project is below: the longest path that all have in common. Only with `group`. */
    group?: string;
    /** A subject of another project than `project`: of another top-level group where the reach is `open`. */
    witness?: string;
}

/** Which projects' jobs a pattern on `sub` lets in. */
export function projectScope(pattern: SubjectPattern): ProjectScope {
    const exact = exactSubject(pattern);
    if (exact !== undefined) return exactScope(exact);
    const found = findSubject(pattern);
    if (found === undefined) return { reach: "none" };
    const project = firstPart(found.subject);
    // Too intricate to be followed: nothing is known to be kept out.
    if (found.subject === undefined || project === undefined) return { reach: "open" };

    const topGroup = isPath(project) ? topGroupOf(project.value) : undefined;
    if (fixedComponents(pattern).get(project.component) === project.value)
        return { reach: "project", project, ...(topGroup === undefined ? {} : { topGroup }) };
    const stranger = findSubject(
        pattern,
        topGroup === undefined
            ? { id: anythingBut(project.value) }
            : { path: notBeginningWith(`${topGroup}/`) },
    );
    if (stranger !== undefined) return { reach: "open", project, ...witnessOf(stranger.subject) };
    if (topGroup === undefined) return { reach: "project", project };

    const second = findSubject(pattern, { path: anythingBut(project.value) });
    if (second === undefined) return { reach: "project", project, topGroup };
    const group = commonGroup(pattern, project.value, topGroup);
    return { reach: "group", project, topGroup, group, ...witnessOf(second.subject) };
}

function exactScope(subject: string): ProjectScope {
    const [part] = parseSubject(subject) ?? [];
    if (part === undefined) return { reach: "none" };
    const project = { component: part.name, value: part.value };
    return { reach: "project", project, ...(isPath(project) ? { topGroup: topGroupOf(part.value) } : {}) };
}

/** The longest path of groups that all projects are below, beginning with the top-level group. */
function commonGroup(pattern: SubjectPattern, path: string, topGroup: string): string {
    let group = topGroup;
    for (const level of path.split("/").slice(1, -1)) {
        const deeper = `${group}/${level}`;
        if (letsAnyIn(pattern, { path: notBeginningWith(`${deeper}/`) })) break;
        group = deeper;
    }
    return group;
}

function isPath({ component }: { component: string }): boolean {
    return findSubjectComponent(component)?.kind === "projectPath";
}

/** The component that a subject begins with, and its value. */
export function firstPart(subject: string | undefined): { component: string; value: string } | undefined {
    const part = subject === undefined ? undefined : splitSubject(subject)?.[0];
    return part && { component: part.name, value: part.value };
}

/** The top-level group of a project's path. */
export function topGroupOf(path: string): string {
    return path.slice(0, path.indexOf("/"));
}

function witnessOf(subject: string | undefined): { witness?: string } {
    return subject === undefined ? {} : { witness: subject };
}

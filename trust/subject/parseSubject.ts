import { findSubjectComponent, isComponentValue, type SubjectComponent } from "./subjectComponents";

/** One component of a subject with its value. */
export interface SubjectPart {
    name: string;
    /** The value as the token has it; of a pattern, with its wildcards. */
    value: string;
    /** What the table knows of it; undefined for a component newer than the table. */
    component?: SubjectComponent;
}

/**
 * The parts of a subject: `project_path:my-group/app:ref_type:branch:ref:main` has three. No path and no ref contains a
 * colon, so the split is not ambiguous. Undefined when the text is no list of names and values.
 */
export function splitSubject(subject: string): SubjectPart[] | undefined {
    const pieces = subject.split(":");
    if (pieces.length % 2 !== 0) return undefined;
    const parts: SubjectPart[] = [];
    for (let index = 0; index < pieces.length; index += 2) {
        const name = pieces[index] ?? "";
        if (!/^[a-z][a-z0-9_]*$/.test(name)) return undefined;
        const component = findSubjectComponent(name);
        parts.push({ name, value: pieces[index + 1] ?? "", ...(component && { component }) });
    }
    return parts;
}

/**
 * Reads a subject that GitLab can issue: the project first, known values, no component twice. Components newer than the
 * table are taken in any place but the first. Undefined for every other text.
 */
export function parseSubject(subject: string): SubjectPart[] | undefined {
    const parts = splitSubject(subject);
    if (!parts?.[0]?.component?.first) return undefined;
    const names = new Set(parts.map((part) => part.name));
    if (names.size !== parts.length) return undefined;
    const valid = parts.every(({ component, value }, index) =>
        component
            ? component.first === (index === 0) && isComponentValue(component.kind, value)
            : value !== "",
    );
    return valid ? parts : undefined;
}

/** Puts a subject together as GitLab does: name and value of each component, all joined by colons. */
export function buildSubject(parts: readonly Pick<SubjectPart, "name" | "value">[]): string {
    return parts.map(({ name, value }) => `${name}:${value}`).join(":");
}

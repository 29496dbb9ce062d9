import type { ProjectScope } from "../pattern/projectScope";
import { findSubjectComponent } from "../gitlab";

/**
 * Which projects a scope reaches, in words that go on from "jobs of": `project my-group/app`. With `namespacePinned` a
 * condition on namespace_id keeps out whatever is not directly in a named group.
 */
export function projectWords(scope: ProjectScope, pattern: string, namespacePinned = false): string {
    const direct = ", directly in a group with that namespace_id";
    const asked = valueAfter(pattern, scope.project?.component);
    switch (scope.reach) {
        case "none":
            return "no project: GitLab issues no such subject";
        case "project":
            return isId(scope)
                ? `the project with the id ${scope.project?.value ?? ""}`
                : `project ${scope.project?.value ?? ""}`;
        case "group": {
            const group = scope.group ?? scope.topGroup ?? "";
            const matching = asked === undefined || asked === `${group}/*` ? "" : ` that matches ${asked}`;
            return `every project below ${group}${matching}${namespacePinned ? direct : ", subgroups included"}`;
        }
        case "open": {
            const rest = namespacePinned ? direct : "";
            if (asked === undefined || /^\*+(?:\/\*+)*$/.test(asked))
                return `every project of the instance${rest}`;
            return isId(scope)
                ? `every project whose id matches ${asked}${rest}`
                : `every project of the instance that matches ${asked}${rest}`;
        }
    }
}

function isId({ project }: ProjectScope): boolean {
    return project !== undefined && findSubjectComponent(project.component)?.kind === "id";
}

/** The text of one component in a pattern, where the pattern names the component; a wildcard may have run on past it. */
export function valueAfter(pattern: string, component: string | undefined): string | undefined {
    if (component === undefined) return undefined;
    const start = `:${pattern}`.indexOf(`:${component}:`);
    if (start < 0) return undefined;
    return /^[^:]*/.exec(pattern.slice(start + component.length + 1))?.[0];
}

import type { ProjectScope } from "../pattern/projectScope";
import { findSubjectComponent } from "../subject/subjectComponents";

/** Which projects a scope reaches, in words that go on from "jobs of": `project my-group/app`. */
export function projectWords(scope: ProjectScope, pattern: string): string {
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
            return asked === undefined || asked === `${group}/*`
                ? `every project below ${group}, subgroups included`
                : `every project below ${group} that matches ${asked}, subgroups included`;
        }
        case "open":
            if (asked === undefined || /^\*+(?:\/\*+)*$/.test(asked)) return "every project of the instance";
            return isId(scope)
                ? `every project whose id matches ${asked}`
                : `every project of the instance that matches ${asked}`;
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

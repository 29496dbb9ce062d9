import type { AccessEntry } from "../../../trust/admission";
import { splitSubject } from "../../../trust/gitlab";
import { naturalOrder } from "../../terminal";
import type { AccessDocument } from "./roleAccess";

/** A role that a project's jobs may assume. */
interface ReachedRole {
    role: string;
    refs: string;
    /** Whether something beyond one project and one ref is open. */
    isOpen: boolean;
}

/** A project, or what is open in its place, with the roles that it reaches. */
export interface ReachingProject {
    /** Its path, or words for several. */
    name: string;
    /** Whether these are several projects. */
    isOpen: boolean;
    roles: ReachedRole[];
}

/** A top-level group with the projects in it that reach roles. */
export interface ReachingGroup {
    name: string;
    /** Whether jobs from beyond one group get in. */
    isOpen: boolean;
    projects: ReachingProject[];
    /** How many ways in there are. */
    ways: number;
}

/** The picture's content: groups, in them projects, at them roles; what is open to all comes first, then by name. */
export function accessGroups({ roles }: Pick<AccessDocument, "roles">): ReachingGroup[] {
    const groups = new Map<string, { isOpen: boolean; projects: Map<string, ReachingProject> }>();
    for (const { role, entries } of roles) {
        for (const entry of entries) {
            const place = placeOf(entry);
            const group = groups.get(place.group) ?? {
                isOpen: place.isOpenGroup,
                projects: new Map<string, ReachingProject>(),
            };
            groups.set(place.group, group);
            const project = group.projects.get(place.project) ?? {
                name: place.project,
                isOpen: place.isOpenProject,
                roles: [],
            };
            group.projects.set(place.project, project);
            project.roles.push({ role, refs: entry.refs, isOpen: entry.open.length > 0 });
        }
    }
    return [...groups]
        .map(([name, { isOpen, projects }]) => ({
            name,
            isOpen,
            projects: [...projects.values()].sort((a, b) => naturalOrder(a.name, b.name)),
            ways: [...projects.values()].reduce((count, project) => count + project.roles.length, 0),
        }))
        .sort((a, b) => Number(b.isOpen) - Number(a.isOpen) || naturalOrder(a.name, b.name));
}

interface Place {
    group: string;
    isOpenGroup: boolean;
    project: string;
    isOpenProject: boolean;
}

/** Where an entry stands in the picture, by the project in its subject. */
function placeOf({ subject, projects, issuer }: AccessEntry): Place {
    if (projects.startsWith("no project"))
        return { group: "nobody", isOpenGroup: false, project: projects, isOpenProject: false };
    const first = subject === undefined ? undefined : splitSubject(subject)?.[0];
    // A star may have eaten what follows the path, so that the whole is no list of names and values.
    const path = first?.value ?? /^(?:\w+_)?project_path:([^:]*)/.exec(subject ?? "")?.[1] ?? "";
    const isOpenProject = path === "" || /[*?]/.test(path);
    if (first !== undefined && !first.name.endsWith("path") && !isOpenProject)
        return { group: `by id on ${issuer}`, isOpenGroup: false, project: projects, isOpenProject: false };
    const [, top] = /^([^/*?]+)\//.exec(path) ?? [];
    if (top === undefined)
        return { group: `anywhere on ${issuer}`, isOpenGroup: true, project: projects, isOpenProject: true };
    return { group: top, isOpenGroup: false, project: isOpenProject ? projects : path, isOpenProject };
}

import type { Problem } from "../problem";
import { defaultSubjectComponents, findSubjectComponent, subjectComponents } from "./subjectComponents";
import type { SubjectSelector } from "./subjectSelector";

/** The components that a role can be written for: the whole table but the family whose release is not confirmed. */
const usableComponents = subjectComponents.filter(({ since }) => !since.includes("not confirmed"));

/**
 * What is wrong with the components that a selector declares. The list must begin with the project and hold ref type
 * and ref: without them every ref has the same subject.
 */
export function subjectComponentProblems(selector: SubjectSelector): Problem[] {
    const components = selector.subjectComponents;
    if (components === undefined) return [];
    const problems: Problem[] = [];
    const report = (path: string, value: unknown, message: string, fix: string) => {
        problems.push({ path, value, message, fix });
    };
    const others = usableComponents.filter(({ first }) => !first).map(({ name }) => name);
    components.forEach((name, index) => {
        const path = `subjectComponents[${String(index)}]`;
        const component = usableComponents.find((candidate) => candidate.name === name);
        if (components.indexOf(name) !== index) {
            report(path, name, "is listed twice", "Name each component once, in the project's order.");
        } else if (component === undefined) {
            const known = findSubjectComponent(name);
            const why = known
                ? "is not confirmed to be in a GitLab release"
                : "is no component of GitLab's subject";
            report(path, name, why, `Use: ${usableComponents.map((each) => each.name).join(", ")}.`);
        } else if (component.first !== (index === 0)) {
            const message = component.first ? "must be the first component" : "cannot be the first component";
            report(
                path,
                name,
                message,
                `Begin with "project_path" or "project_id", then any of: ${others.join(", ")}.`,
            );
        }
    });
    const missing = ["ref_type", "ref"].filter((name) => !components.includes(name));
    if (missing.length > 0) {
        report(
            "subjectComponents",
            components,
            `has no ${missing.join(" and no ")}: every branch and tag of the project would have the same subject`,
            `Use at least ${JSON.stringify([components[0] ?? "project_path", ...defaultSubjectComponents.slice(1)])}, here and in the GitLab project.`,
        );
    }
    if (components[0] === "project_id") {
        if (selector.projectId === undefined) {
            report(
                "projectId",
                undefined,
                "is missing; the subject begins with it",
                'Write the project\'s id, such as "12345".',
            );
        }
        if (selector.group !== undefined) {
            report(
                "group",
                selector.group,
                "cannot be seen in a subject that begins with project_id",
                'Name one "project", or use project_path as the first component.',
            );
        }
    }
    return problems;
}

import {
    accessDocument,
    type AccessDocument,
    judgeRoles,
    readDocuments,
} from "../../../../cli/commands/access/roleAccess";
import type { TrustedRole } from "../../../../cli/estate/roles";
import { policy, statement } from "../../../trust/decision/specimens";

/** A role that takes these subjects; what has a `*` stands under StringLike. */
export function roleFor(label: string, ...subjects: string[]): TrustedRole {
    const likes = subjects.filter((subject) => subject.includes("*"));
    const exact = subjects.filter((subject) => !subject.includes("*"));
    const aud = { "gitlab.com:aud": "https://gitlab.com" };
    return {
        urn: label,
        label,
        path: "/",
        trustPolicy: policy(
            ...(exact.length === 0 ? [] : [statement({ StringEquals: { ...aud, "gitlab.com:sub": exact } })]),
            ...(likes.length === 0
                ? []
                : [statement({ StringEquals: aud, StringLike: { "gitlab.com:sub": likes } })]),
        ),
    };
}

/** The subject of a branch. */
export function onBranch(project: string, branch = "main"): string {
    return `project_path:${project}:ref_type:branch:ref:${branch}`;
}

/** Many roles in many groups; one in twenty is open to its group, and the last to everybody. */
export function manyRoles(count: number): TrustedRole[] {
    return Array.from({ length: count }, (_, index) => {
        const group = `group-${String(index % Math.max(1, Math.ceil(count / 40)))}`;
        const project = `${group}/team-${String(index % 7)}/service-${String(index % 97)}`;
        const name = `ci-${String(index)}`;
        if (count > 1 && index === count - 1) return roleFor(name, "project_path:*");
        return roleFor(name, index % 20 === 5 ? onBranch(`${group}/*`) : onBranch(project));
    });
}

/** The roles, judged. */
export function judged(roles: readonly TrustedRole[]) {
    return judgeRoles(readDocuments(roles), {});
}

/** The access of roles, as the verb shows it. */
export function accessOf(roles: readonly TrustedRole[]): AccessDocument {
    return accessDocument("a test", judged(roles));
}

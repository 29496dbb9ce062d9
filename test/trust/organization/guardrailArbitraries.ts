import fc from "fast-check";
import type { GuardedIssuer } from "../../../trust/organization";

/** Names that contain, begin and resemble each other. */
const names = ["acme", "acm", "acme-labs", "acmelabs", "web", "web2", "we", "shop", "a", "b.c", "x_y"];
const name = fc.constantFrom(...names);
const groupPath = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const projectPath = fc.array(name, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/"));
const id = fc.oneof(fc.constantFrom("1", "12", "123", "42", "421"), fc.nat({ max: 2000 }).map(String));

/** The issuers of descriptions: gitlab.com, and an instance whose tokens have no keys of their own. */
export const gitlabIssuers = ["https://gitlab.com", "https://gitlab.example.com/gitlab"] as const;

/** A description of which jobs belong to the organization. `many`: lists that need more than one document. */
export function describedIssuer(url: string, many = false): fc.Arbitrary<GuardedIssuer> {
    const list = (entry: fc.Arbitrary<string>, minLength = 0) =>
        fc.uniqueArray(entry, { minLength, maxLength: many ? Math.max(minLength, 30) : 5 });
    const isGitlabCom = url === "https://gitlab.com";
    const long = fc
        .tuple(projectPath, fc.nat({ max: 999 }))
        .map(([path, number]) => `${path}-${String(number)}`);
    return fc
        .record({
            groups: list(groupPath),
            projects: many ? list(fc.oneof(projectPath, long), 120) : list(projectPath),
            projectIds: list(id),
            namespaceIds: isGitlabCom ? list(id) : fc.constant([]),
        })
        .filter(({ groups, projects, projectIds, namespaceIds }) =>
            [groups, projects, projectIds, namespaceIds].some((each) => each.length > 0),
        )
        .map((lists) => ({ url, ...lists }));
}

/** A token's claims: near the description's own values, in either form of subject. */
export function tokenNear({
    url,
    groups = [],
    projects = [],
    projectIds = [],
    namespaceIds = [],
}: GuardedIssuer): fc.Arbitrary<Record<string, unknown>> {
    const among = (values: readonly string[], other: fc.Arbitrary<string>) =>
        values.length === 0 ? other : fc.oneof(fc.constantFrom(...values), other);
    const path = fc.oneof(
        projectPath,
        among(projects, projectPath),
        fc.tuple(among(groups, groupPath), name).map(([group, project]) => `${group}/${project}`),
        fc
            .tuple(among(projects, projectPath), fc.constantFrom("2", "-x", "/deep"))
            .map((both) => both.join("")),
    );
    const ref = fc.constantFrom(
        ":ref_type:branch:ref:main",
        ":ref_type:tag:ref:v1",
        ":ref_type:branch:ref:a/b:c",
        "",
    );
    return fc
        .record({
            path,
            projectId: among(projectIds, id),
            namespaceId: among(namespaceIds, id),
            ref,
            byId: fc.boolean(),
        })
        .map(({ path, projectId, namespaceId, ref, byId }) => ({
            iss: url,
            aud: url,
            sub: `${byId ? `project_id:${projectId}` : `project_path:${path}`}${ref}`,
            project_path: path,
            ...(url === "https://gitlab.com" && {
                project_id: projectId,
                namespace_id: namespaceId,
                ref_protected: "true",
            }),
        }));
}

/**
 * Whether a token belongs to the organization, by the words of the description and without any pattern: its project is one
 * of the projects, or below one of the groups, or known by id.
 */
export function belongs(claims: Record<string, unknown>, issuer: GuardedIssuer): boolean {
    const [first = "", value = ""] = String(claims["sub"]).split(":");
    const { groups = [], projects = [], projectIds = [], namespaceIds = [] } = issuer;
    const byPath =
        first === "project_path" &&
        (projects.includes(value) || groups.some((group) => value.startsWith(`${group}/`)));
    const byId = first === "project_id" && projectIds.includes(value);
    const byKey =
        issuer.url === "https://gitlab.com" &&
        (projectIds.includes(String(claims["project_id"])) ||
            namespaceIds.includes(String(claims["namespace_id"])));
    return byPath || byId || byKey;
}

import type { PlannedStack } from "../program/planStack";
import type { KnownIssuer } from "../../trust/admission";

/**
 * The GitLab instances that a stack's config names (`gitlabUrl`, `previousIssuers`), so that the access table knows a
 * self-managed instance even where nothing in its host says GitLab.
 */
export function stackIssuers({ project, config }: Pick<PlannedStack, "project" | "config">): KnownIssuer[] {
    const current = config[`${project.name}:gitlabUrl`];
    return [
        ...(current === undefined ? [] : [{ url: current }]),
        ...previousIssuers(config[`${project.name}:previousIssuers`]),
    ];
}

function previousIssuers(text: string | undefined): KnownIssuer[] {
    try {
        const value: unknown = JSON.parse(text ?? "[]");
        if (!Array.isArray(value)) return [];
        return value.flatMap((issuer: unknown) => {
            const url: unknown =
                typeof issuer === "object" && issuer !== null ? Reflect.get(issuer, "url") : undefined;
            return typeof url === "string" ? [{ url }] : [];
        });
    } catch {
        // Another program's key of that name may hold anything.
        return [];
    }
}

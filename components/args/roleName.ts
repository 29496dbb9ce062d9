import type { FederatedRoleArgs } from "./roleArgs";

/**
 * The name in AWS of a federation's role: its own, or the prefix with its key. A renamed key keeps the name that the
 * role was made with, because IAM can rename no role. Undefined when several previous keys leave that open.
 */
export function roleName(
    key: string,
    { name, previousKeys = [] }: Pick<FederatedRoleArgs, "name" | "previousKeys">,
    prefix: string,
): string | undefined {
    if (name !== undefined) return name;
    if (previousKeys.length > 1) return undefined;
    return `${prefix}-${previousKeys[0] ?? key}`;
}

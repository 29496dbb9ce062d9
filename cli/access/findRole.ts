import { nearestName } from "../../trust/nearestName";
import { CommandError } from "../terminal";
import type { TrustedRole } from "./trustedRoles";

/**
 * The role of a plan that a person names by key, name in AWS or ARN. Throws CommandError with the roles that exist, as far as
 * `isOffered` allows.
 */
export function findRole(
    roles: readonly TrustedRole[],
    wanted: string,
    isOffered: (role: TrustedRole) => boolean = () => true,
): TrustedRole {
    const found = roles.find(({ label, name, arn }) => label === wanted || name === wanted || arn === wanted);
    if (found !== undefined) return found;
    const labels = roles.filter(isOffered).map(({ label }) => label);
    const nearest = nearestName(wanted, labels);
    throw new CommandError(
        `The stack has no role "${wanted}".`,
        labels.length === 0
            ? "It has no role for GitLab jobs."
            : `Its roles: ${labels.join(", ")}.${nearest === undefined ? "" : ` Did you mean ${nearest}?`}`,
    );
}

import type { Problem } from "../../trust/problem";
import type { FederatedRoleArgs } from "./roleArgs";
import { roleName } from "./roleName";

const roleKey = /^[a-z][a-z0-9-]*$/;
const keyRule = 'Use lower-case letters, digits and dashes, a letter first, such as "web-deploy".';

/** What is wrong with the keys and names of a federation's roles: their form, and two roles that would be one. */
export function roleKeyProblems(
    roles: Readonly<Record<string, FederatedRoleArgs>>,
    prefix: string,
): Problem[] {
    const problems: Problem[] = [];
    const owners = new Map<string, string>();
    const names = new Map<string, string>();
    for (const [key, role] of Object.entries(roles)) {
        const path = `roles.${key}`;
        const found = problems.length;
        if (!roleKey.test(key)) problems.push({ path, value: key, message: "is no role key", fix: keyRule });
        for (const [index, previous] of (role.previousKeys ?? []).entries()) {
            const at = `${path}.previousKeys[${String(index)}]`;
            const owner = previous in roles ? previous : owners.get(previous);
            if (!roleKey.test(previous)) {
                problems.push({ path: at, value: previous, message: "is no role key", fix: keyRule });
            } else if (owner !== undefined) {
                const message =
                    owner === previous ? "is still the key of a role" : `is a previous key of "${owner}" too`;
                problems.push({
                    path: at,
                    value: previous,
                    message,
                    fix: "One role only can have been called so: leave it out here or there.",
                });
            }
            owners.set(previous, key);
        }
        // The name may come from a previous key: what is wrong with that is told already.
        if (problems.length > found) continue;
        const name = roleName(key, role, prefix);
        if (name === undefined) {
            problems.push({
                path: `${path}.name`,
                message: "is missing: with several previous keys the role's name in AWS could be any of them",
                fix: `Write the name that the role has in AWS, such as "${prefix}-${role.previousKeys?.[0] ?? key}".`,
            });
            continue;
        }
        // IAM tells no names apart that differ in case only.
        const twin = names.get(name.toLowerCase());
        if (twin !== undefined) {
            problems.push({
                path: `${path}.name`,
                value: name,
                message: `is the name of role "${twin}" too`,
                fix: 'Give one of them another "name".',
            });
        }
        names.set(name.toLowerCase(), key);
    }
    return problems;
}

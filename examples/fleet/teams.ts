import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { FederatedRole } from "@OWNER/gitlab-aws-oidc-components";

/** A role of a team, and the accounts that have it. */
interface TeamRole extends FederatedRole {
    accounts: string[];
}

/** The roles of every team by account, each under `TEAM-KEY`; a file of `teams/` is one team's. */
export function rolesByAccount(accounts: readonly string[]): Map<string, Record<string, FederatedRole>> {
    const folder = join(__dirname, "teams");
    const roles = new Map(accounts.map((account): [string, Record<string, FederatedRole>] => [account, {}]));
    for (const file of readdirSync(folder).sort()) {
        const team = basename(file, ".json");
        const own = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, TeamRole>;
        for (const [key, { accounts: wanted, ...role }] of Object.entries(own)) {
            for (const account of wanted) {
                const there = roles.get(account);
                if (there === undefined)
                    throw new Error(
                        `teams/${file}: role ${key} names the account ${account}, which is not in the config.`,
                    );
                there[`${team}-${key}`] = role;
            }
        }
    }
    return roles;
}

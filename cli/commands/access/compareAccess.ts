import type { AccessEntry } from "../../../trust/access/accessEntry";
import { readJsonObject } from "../../estate";
import { CommandError } from "../../terminal";
import type { AccessDocument } from "./roleAccess";

/** One way into one role. */
export interface RoleEntry {
    role: string;
    entry: AccessEntry;
}

/** Who gains and who loses access from one document to the next. */
export interface AccessChange {
    gained: RoleEntry[];
    lost: RoleEntry[];
    /** Roles whose trust policy is known in only one of the two; their entries are in neither list. */
    unclear: string[];
}

/** Compares two documents, entry by entry: issuer, audiences, subject and conditions of a role, wherever they stand in it. */
export function compareAccess(before: AccessDocument, now: AccessDocument): AccessChange {
    const known = (document: AccessDocument): Map<string, boolean> =>
        new Map(document.roles.map(({ role, isKnown }) => [role, isKnown]));
    const [knownBefore, knownNow] = [known(before), known(now)];
    const isClear = ({ role }: RoleEntry): boolean =>
        (knownBefore.get(role) ?? true) && (knownNow.get(role) ?? true);
    const [old, current] = [entriesOf(before), entriesOf(now)];
    const missingIn = (others: ReadonlyMap<string, RoleEntry>) => (one: [string, RoleEntry]) =>
        !others.has(one[0]);
    const values = (entries: [string, RoleEntry][]): RoleEntry[] =>
        entries.map(([, entry]) => entry).filter(isClear);
    const names = [...new Set([...knownBefore.keys(), ...knownNow.keys()])];
    return {
        gained: values([...current].filter(missingIn(old))),
        lost: values([...old].filter(missingIn(current))),
        unclear: names
            .filter((role) => knownBefore.get(role) === false || knownNow.get(role) === false)
            .sort(),
    };
}

function entriesOf({ roles }: AccessDocument): Map<string, RoleEntry> {
    return new Map(
        roles.flatMap(({ role, entries }) =>
            entries.map((entry): [string, RoleEntry] => {
                const { issuer, audiences, subject, projects, refs, conditions } = entry;
                const key = [
                    role,
                    issuer,
                    [...audiences].sort(),
                    subject ?? [projects, refs],
                    [...conditions].sort(),
                ];
                return [JSON.stringify(key), { role, entry }];
            }),
        ),
    );
}

/** Reads what `access --json` printed some other day. Throws CommandError where a file is something else. */
export function readAccessDocument(file: string): AccessDocument {
    const value = readJsonObject(file);
    const roles = value["roles"];
    const isRole = (role: unknown): boolean =>
        typeof role === "object" && role !== null && Array.isArray(Reflect.get(role, "entries"));
    if (value["format"] !== 1 || !Array.isArray(roles) || !roles.every(isRole))
        throw new CommandError(
            `${file} is not what access --json prints.`,
            "Make it with: gitlab-aws-oidc access --json",
        );
    return value as unknown as AccessDocument;
}

import type { AccessEntry } from "../../../trust/admission";
import { isObject } from "../../../trust/document";
import { readJsonObject } from "../../estate";
import { CommandError, naturalOrder } from "../../terminal";
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
            .sort(naturalOrder),
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

/**
 * Reads what `access --json` printed earlier. Throws CommandError where a file is something else, naming the first places: a
 * comparison with half a document would report access as gained or lost that is neither.
 */
export function readAccessDocument(file: string): AccessDocument {
    const value = readJsonObject(file);
    const mistakes = documentMistakes(value);
    if (mistakes.length === 0) return value as unknown as AccessDocument;
    throw new CommandError(
        [
            `${file} is not what access --json prints:`,
            ...mistakes.slice(0, 10).map((mistake) => `  ${mistake}`),
        ].join("\n"),
        "Create it with: gitlab-aws-oidc access --json > FILE",
    );
}

function documentMistakes({ format, roles }: Record<string, unknown>): string[] {
    if (format !== 1) return [`format is ${JSON.stringify(format) ?? "missing"}, not 1`];
    if (!Array.isArray(roles)) return ["roles is not a list"];
    return roles.flatMap((role: unknown, index) => {
        const path = `roles[${String(index)}]`;
        if (!isObject(role)) return [`${path} is not an object`];
        const { entries } = role;
        return [
            ...wrongMembers(role, path, { role: isText, isKnown: isFlag, entries: Array.isArray }),
            ...(Array.isArray(entries) ? entries : []).flatMap((entry: unknown, place) => {
                const at = `${path}.entries[${String(place)}]`;
                return isObject(entry) ? wrongMembers(entry, at, entryMembers) : [`${at} is not an object`];
            }),
        ];
    });
}

const isText = (value: unknown) => typeof value === "string";
const isFlag = (value: unknown) => typeof value === "boolean";
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

const entryMembers: Readonly<Record<string, (value: unknown) => boolean>> = {
    issuer: isText,
    audiences: areTexts,
    projects: isText,
    refs: isText,
    conditions: areTexts,
    open: areTexts,
    subject: (value) => value === undefined || isText(value),
};

function wrongMembers(
    object: Record<string, unknown>,
    path: string,
    members: Readonly<Record<string, (value: unknown) => boolean>>,
): string[] {
    return Object.entries(members)
        .filter(([name, fits]) => !fits(object[name]))
        .map(
            ([name]) => `${path}.${name} is ${object[name] === undefined ? "missing" : "of the wrong type"}`,
        );
}

import {
    type AccessEntry,
    type Admission,
    admissionOf,
    describeAdmission,
    describeCaller,
    describeOtherWay,
    describeWitness,
    issuerKeys,
    type Way,
} from "../../../trust/admission";
import { isObject } from "../../../trust/document";
import type { Witness } from "../../../trust/finding";
import type { OrganizationPolicy } from "../../../trust/organization";
import type { TrustContext } from "../../../trust/rules";
import { readJsonObject, type TrustedRole } from "../../estate";
import { CommandError, naturalOrder } from "../../terminal";
import { type AccessDocument, type JudgedRole, judgeRoles, placeOf, readDocuments } from "./roleAccess";

/** Somebody who gets into a role by one of two documents only. */
export interface RoleChange {
    role: string;
    /** The way of the document that lets them in; most of it may be in both. */
    entry: AccessEntry;
    /**
     * `certain`: the witness gets in by the one and not by the other. `if`: where what no document settles holds.
     * `not-proven`: the comparison was too expensive to be followed to the end; counted as a change.
     */
    proof: "certain" | "if" | "not-proven";
    /** A token that is let in by the one and not by the other; absent for callers without a token and where nothing is proven. */
    witness?: Witness;
    /** The witness in one line. */
    witnessText?: string;
}

/** Who gains and who loses access from one document to the next. */
export interface AccessChange {
    gained: RoleChange[];
    lost: RoleChange[];
    /** Roles whose trust policy has another text, and by which nobody gains or loses access. */
    rewritten: string[];
    /** Roles that are in the newer one only. */
    added: string[];
    /** Roles that are in the older one only. */
    removed: string[];
    /** Roles whose trust policy is known in only one of the two; they are not compared. */
    unclear: string[];
}

const noPolicies = { policies: [], roles: [] };

/**
 * Compares who gets in, role by role, as sets of tokens: another order, or other words for the same jobs, changes nothing. A
 * role that is missing, or that IAM would refuse, lets nobody in. Both sides are judged under the same policies of the
 * organization.
 */
export function compareAccess(
    before: AccessDocument,
    now: readonly JudgedRole[],
    context: TrustContext = {},
    organization: { policies: readonly OrganizationPolicy[]; roles: readonly TrustedRole[] } = noPolicies,
): AccessChange {
    const urls = new Set([...before.issuers, ...(context.issuers ?? []).map(({ url }) => url)]);
    const both: TrustContext = {
        ...context,
        issuers: [
            ...(context.issuers ?? []),
            ...before.issuers
                .filter((url) => !context.issuers?.some((known) => known.url === url))
                .map((url) => ({ url })),
        ],
    };
    const old = judgeRoles(
        readDocuments(
            before.roles.map(({ role, urn, isKnown, trustPolicy }) => ({
                // What else the organization's policies ask of a role is as it is now.
                ...organization.roles.find(({ label }) => label === role),
                label: role,
                urn,
                // One that was no JSON let nobody in.
                trustPolicy: trustPolicy ?? (isKnown ? {} : undefined),
            })),
            organization.policies,
        ),
        both,
    );
    // The older document may know of instances that the newer one was not told about.
    const current = urls.size > (context.issuers?.length ?? 0) ? judgeRoles(now, both) : now;
    const oldByName = new Map(old.map((role) => [role.role, role]));
    const nowByName = new Map(current.map((role) => [role.role, role]));
    const nobody = judgeNobody();
    const change: AccessChange = { gained: [], lost: [], rewritten: [], added: [], removed: [], unclear: [] };
    const names = [...new Set([...oldByName.keys(), ...nowByName.keys()])].sort(naturalOrder);
    for (const name of names) {
        const [one, other] = [oldByName.get(name), nowByName.get(name)];
        if (one === undefined) change.added.push(name);
        if (other === undefined) change.removed.push(name);
        const [left, right] = [admissionIn(one, nobody), admissionIn(other, nobody)];
        if (left === undefined || right === undefined) {
            change.unclear.push(name);
            continue;
        }
        const [oldText, newText] = [one, other].map((role) => JSON.stringify(role?.document?.raw));
        if (one !== undefined && other !== undefined && oldText === newText) continue;
        const gained = beyond(name, right, left);
        const lost = beyond(name, left, right);
        change.gained.push(...gained);
        change.lost.push(...lost);
        if (one !== undefined && other !== undefined && gained.length + lost.length === 0)
            change.rewritten.push(name);
    }
    return change;
}

/** Whom the policies of the organization keep out of roles that were read with them: an example for each way of a trust policy. */
export function deniedByPolicies(roles: readonly JudgedRole[], context: TrustContext): RoleChange[] {
    return roles.flatMap(({ role, alone, admission }) => {
        if (alone === undefined || admission === undefined || alone.refusal !== undefined) return [];
        const shown = [...admission.byIssuer.keys()].filter((issuer) => admission.isGitlab(issuer));
        const issuers = [
            ...(context.issuers ?? []),
            ...shown.map((issuer) => ({ url: `https://${issuer}` })),
        ];
        return beyond(role, admissionOf(alone, { ...context, issuers }), admission);
    });
}

/** The admission of a role that is missing. */
function judgeNobody(): Admission | undefined {
    return judgeRoles(readDocuments([{ label: "", urn: "", trustPolicy: {} }]), {})[0]?.admission;
}

/** Who gets in by a role; nobody by one that is missing; undefined where that is not known. */
function admissionIn(role: JudgedRole | undefined, nobody: Admission | undefined): Admission | undefined {
    return role === undefined ? nobody : role.admission;
}

/** Those who get in by one admission and not by another. */
function beyond(role: string, one: Admission, other: Admission): RoleChange[] {
    const entries = describeAdmission(one);
    const entryAt = (path: string, issuer: string): AccessEntry | undefined =>
        entries.find((entry) => entry.path === path && entry.issuer === issuer) ??
        entries.find((entry) => entry.path === path);
    const changes = one.minus(other).flatMap(({ way, found }): RoleChange[] => {
        const entry = way.space.isGitlab
            ? entryAt(placeOf(way), way.issuer)
            : (entries.find(({ path, issuer }) => path === placeOf(way) && issuer === "*") ??
              describeOtherWay(way));
        if (entry === undefined) return [];
        const { witness, isCertain } = found;
        if (witness === undefined) return [{ role, entry, proof: "not-proven" }];
        const witnessText = describeWitness(witness, comparedClaims(way));
        return [{ role, entry, proof: isCertain ? "certain" : "if", witness, witnessText }];
    });
    const accounts = one.minusAccounts(other).flatMap(({ statement, met }): RoleChange[] => {
        const entry = entryAt(statement.path, "*");
        return entry === undefined ? [] : [{ role, entry, proof: met === true ? "certain" : "if" }];
    });
    const callers = one.minusCallers(other).map((gain): RoleChange => {
        return { role, entry: describeCaller(gain), proof: gain.isNew ? "certain" : "if" };
    });
    // Two pairs of values can come to the same way in words.
    const seen = new Map<string, RoleChange>();
    for (const change of [...changes, ...accounts, ...callers]) {
        const key = `${change.entry.path} ${change.entry.issuer}`;
        if (!seen.has(key)) seen.set(key, change);
    }
    return [...seen.values()];
}

function comparedClaims({ statement }: Way): string[] {
    return issuerKeys(statement.conditions).map(({ name }) => name);
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

function documentMistakes({ format, roles, issuers, only }: Record<string, unknown>): string[] {
    if (format !== 2) return [`format is ${JSON.stringify(format) ?? "missing"}, not 2`];
    const mistakes = [
        ...(areTexts(issuers) ? [] : ["issuers is not a list of texts"]),
        ...(only === undefined ? [] : ["only is there: it lists the roles of one job, not all of them"]),
    ];
    if (!Array.isArray(roles)) return [...mistakes, "roles is not a list"];
    return roles.reduce<string[]>((found, role: unknown, index) => {
        const path = `roles[${String(index)}]`;
        if (!isObject(role)) return [...found, `${path} is not an object`];
        const wrong = Object.entries(roleMembers)
            .filter(([name, fits]) => !fits(role[name]))
            .map(
                ([name]) =>
                    `${path}.${name} is ${role[name] === undefined ? "missing" : "of the wrong type"}`,
            );
        const needsPolicy = role["isKnown"] === true && role["unreadable"] === undefined;
        if (needsPolicy && role["trustPolicy"] === undefined) wrong.push(`${path}.trustPolicy is missing`);
        return [...found, ...wrong];
    }, mistakes);
}

const isText = (value: unknown): boolean => typeof value === "string";
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** What is read back of a role; its entries are computed anew. */
const roleMembers: Readonly<Record<string, (value: unknown) => boolean>> = {
    role: isText,
    urn: isText,
    isKnown: (value) => typeof value === "boolean",
};

import { parseSubject, splitSubject } from "../gitlab";
import { exactSubject, findSubject, letsAnyIn, type SubjectPattern } from "./findSubject";
import { fixedComponents } from "./fixedComponents";
import { anyCharacter, type Glob } from "./glob";
import { componentOrders, type SubjectLimits } from "./subjectLanguage";
import { anythingBut, exactly, notBeginningWith } from "./valueAutomata";

/** How many refs of one type a pattern lets in. */
export interface RefReach {
    /** `none`, exactly `one`, `some` of them, or `any` that somebody may create. */
    count: "none" | "one" | "some" | "any";
    /** What all their names begin with; with `one` the name itself. */
    prefix?: string;
    /** A subject with such a ref: with `some` and `any` of another ref than the one that was probably meant. */
    witness?: string;
}

/** Which refs a pattern lets in, leaving out subjects that say `ref_protected:true` themselves. */
export interface RefScope {
    branches: RefReach;
    tags: RefReach;
    /** Whether all that it lets in are protected, because the subject says so. Both reaches are `none` then. */
    protectedBySubject: boolean;
}

/** Which branches and Git tags of its projects a pattern on `sub` lets in. */
export function refScope(pattern: SubjectPattern): RefScope {
    const exact = exactSubject(pattern);
    if (exact !== undefined) return exactScope(exact);
    // Where it lets in subjects of known components, it was not written for newer ones.
    const order = componentOrders.slice(1).find((known) => letsAnyIn(pattern, { order: known }));
    const limits: SubjectLimits = order === undefined ? {} : { order };
    const fixed = fixedComponents(pattern);
    const reach = (type: "branch" | "tag"): RefReach => {
        const other = fixed.has("ref_type") && fixed.get("ref_type") !== type;
        return other ? { count: "none" } : reachOf(pattern, type, limits, fixed.get("ref"));
    };
    const branches = reach("branch");
    const tags = reach("tag");
    const protectedBySubject =
        branches.count === "none" &&
        tags.count === "none" &&
        letsAnyIn(pattern, { ...limits, required: ["ref_protected"] });
    return { branches, tags, protectedBySubject };
}

function exactScope(subject: string): RefScope {
    const values = new Map(parseSubject(subject)?.map(({ name, value }) => [name, value]));
    const ref = values.get("ref");
    const protectedBySubject = values.get("ref_protected") === "true";
    const reach = (type: "branch" | "tag"): RefReach =>
        ref !== undefined && values.get("ref_type") === type && !protectedBySubject
            ? { count: "one", prefix: ref, witness: subject }
            : { count: "none" };
    return { branches: reach("branch"), tags: reach("tag"), protectedBySubject };
}

/** `fixed`: the ref that every subject has, where that is known. */
function reachOf(
    pattern: SubjectPattern,
    type: "branch" | "tag",
    within: SubjectLimits,
    fixed: string | undefined,
): RefReach {
    const limits: SubjectLimits = {
        ...within,
        refTypes: [type],
        refProtected: ["false"],
        required: ["ref_type", "ref"],
    };
    const first = findSubject(pattern, limits);
    if (first === undefined) return { count: "none" };
    const name = refOf(first.subject);
    // Too intricate to be followed: nothing is known to be kept out.
    if (name === undefined) return { count: "any" };
    if (name === fixed) return { count: "one", prefix: name, witness: first.subject ?? "" };

    const strange = letsAnyIn(pattern, { ...limits, ref: exactly(strangeRef(pattern.all)) });
    const witness = findSubject(pattern, { ...limits, ref: anythingBut(name) });
    const shown = witness?.subject === undefined ? {} : { witness: witness.subject };
    if (strange) return { count: "any", ...shown };
    if (witness === undefined) return { count: "one", prefix: name, witness: first.subject ?? "" };
    return { count: "some", prefix: commonPrefix(pattern, limits, name), ...shown };
}

/** The longest beginning of `name` that every ref within the limits has. */
function commonPrefix(pattern: SubjectPattern, limits: SubjectLimits, name: string): string {
    const characters = Array.from(name);
    let least = 0;
    let most = characters.length;
    while (least < most) {
        const middle = Math.ceil((least + most) / 2);
        const other = { ...limits, ref: notBeginningWith(characters.slice(0, middle).join("")) };
        if (!letsAnyIn(pattern, other)) least = middle;
        else most = middle - 1;
    }
    return characters.slice(0, least).join("");
}

/**
 * A ref of a character that stands in none of the globs, longer than their `?` can reach: where it gets in, only a `*`
 * can have let it in, which takes any other ref of that length just as well.
 */
function strangeRef(globs: readonly Glob[]): string {
    const used = new Set(globs.flat());
    let character = 0x1c2;
    while (used.has(character)) character++;
    const length =
        1 + Math.max(...globs.map((glob) => glob.filter((token) => token === anyCharacter).length));
    return String.fromCodePoint(character).repeat(length);
}

function refOf(subject: string | undefined): string | undefined {
    return subject === undefined
        ? undefined
        : splitSubject(subject)?.find(({ name }) => name === "ref")?.value;
}

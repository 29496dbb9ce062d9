import { findSubjectComponent, splitSubject } from "../gitlab";
import {
    anyCharacter,
    anythingBut,
    componentOrders,
    exactly,
    isLiteral,
    isOnlyWildcards,
    literalGlob,
    notBeginningWith,
    textOf,
    type Glob,
    type SubjectLimits,
} from "../languages";
import { withClaim } from "./box";
import type { Witness } from "../finding";
import { isProven, type Found, type FoundToken, type Question, type Way } from "./way";

/** From nobody to everybody. */
export const reaches = ["nobody", "project", "projects", "groups", "instance", "anyone"] as const;

/**
 * How many a way lets in, from the narrowest on: `nobody`; jobs of one `project`, known by path or id, or of several
 * that conditions list by their ids; `projects` of one top-level group; projects of several top-level `groups`, so that
 * a stranger can own one; every project of the `instance`; `anyone`, without a token of that issuer.
 */
export type Reach = (typeof reaches)[number];

/** Which projects' jobs a way lets in. Each wider step has a token that shows it. */
export interface ProjectReach {
    reach: Exclude<Reach, "anyone">;
    /** Whether the question was too expensive to be followed to the end: `reach` is then the widest that is possible. */
    isUnproven?: true;
    /** The first component and its value in the subject of a token that gets in: `project_path`, `my-group/app`. */
    project?: { component: string; value: string };
    /** The top-level group that every project is in. */
    topGroup?: string;
    /** The group that every project is below: the longest path that all have in common. Only with `projects`. */
    group?: string;
    /** A token of another project than `project`: of a stranger where the reach is `groups` or `instance`. */
    found?: FoundToken;
}

/** How many refs of one type a way lets in. */
export interface RefReach {
    /** `none`, exactly `one`, `some` of them, or `any` that somebody may create. */
    count: "none" | "one" | "some" | "any";
    /** What all their names begin with; with `one` the name itself. */
    prefix?: string;
    /** A token with such a ref: with `some` of another ref than the one that was probably meant. */
    found?: FoundToken;
}

/** Which refs a way lets in, leaving out those that are surely protected. */
export interface RefsReach {
    branches: RefReach;
    tags: RefReach;
    /** Whether all that it lets in are protected, because the subject or another key says so. Both are `none` then. */
    isProtected: boolean;
}

/** The group that stands in examples for one that nobody named. */
const strangerGroup = "stranger";

const projectsKnown = new WeakMap<Way, ProjectReach>();
const refsKnown = new WeakMap<Way, RefsReach>();

/** Which projects' jobs a way lets in, after all of its conditions and every Deny. */
export function projectsOf(way: Way): ProjectReach {
    const known = projectsKnown.get(way) ?? measureProjects(way);
    projectsKnown.set(way, known);
    return known;
}

/** Which branches and Git tags of its projects a way lets in. Only of GitLab's own tokens. */
export function refsOf(way: Way): RefsReach {
    const known = refsKnown.get(way) ?? measureRefs(way);
    refsKnown.set(way, known);
    return known;
}

function measureProjects(way: Way): ProjectReach {
    const example = way.example;
    if (example === undefined) return { reach: "nobody" };
    if (!isProven(example)) return { reach: "instance", isUnproven: true };
    if (!way.space.isGitlab) return measureOther(way, example);
    const exact = exactSubject(way);
    const project = firstPart(exact ?? subjectOf(example.witness));
    if (project === undefined) return { reach: "instance", isUnproven: true };
    const topGroup = isPath(project) ? topGroupOf(project.value) : undefined;
    const inGroup = topGroup === undefined ? {} : { topGroup };
    if (exact !== undefined) return { reach: "project", project, ...inGroup };
    // Ids that conditions list one by one are what was meant, whatever the path.
    if (way.space.hasGitlabComKeys && way.exactValues("project_id") !== undefined)
        return { reach: "project", project, ...inGroup };
    if (fixedComponents(way).get(project.component) === project.value)
        return { reach: "project", project, ...inGroup };

    const isInside = way.space.hasGitlabComKeys && way.exactValues("namespace_id") !== undefined;
    if (!isInside) {
        const limits: SubjectLimits =
            topGroup === undefined
                ? { id: anythingBut(project.value) }
                : { path: notBeginningWith(`${topGroup}/`) };
        const stranger = way.find({ limits });
        if (stranger !== undefined) {
            const reach = way.find({ limits: { ...limits, path: exactly("zz-stranger/zz-app") } })
                ? "instance"
                : "groups";
            // Where the first token is a stranger's already, it reads best.
            const best = topGroup === strangerGroup && example.isCertain ? example : stranger;
            return { reach, project, ...shown(best) };
        }
    }
    if (topGroup === undefined) return { reach: "project", project };
    const second = way.find({ limits: { path: anythingBut(project.value) } });
    if (second === undefined) return { reach: "project", project, topGroup };
    return {
        reach: "projects",
        project,
        topGroup,
        group: commonGroup(way, project.value, topGroup),
        ...shown(second),
    };
}

/** Of another issuer nothing is known but whether its subject is one that was named. */
function measureOther(way: Way, { witness }: FoundToken): ProjectReach {
    const none = [literalGlob(subjectOf(witness))];
    const other = way.find({ confine: (box, reading) => withClaim(box, reading, "sub", { all: [], none }) });
    return other === undefined ? { reach: "project" } : { reach: "instance", ...shown(other) };
}

function shown(found: Found): Pick<ProjectReach, "found" | "isUnproven"> {
    return isProven(found) ? { found } : { isUnproven: true };
}

/** The longest path of groups that all projects are below, beginning with the top-level group. */
function commonGroup(way: Way, path: string, topGroup: string): string {
    let group = topGroup;
    for (const level of path.split("/").slice(1, -1)) {
        const deeper = `${group}/${level}`;
        if (way.find({ limits: { path: notBeginningWith(`${deeper}/`) } }) !== undefined) break;
        group = deeper;
    }
    return group;
}

/** The claim `sub` of a witness. */
export function subjectOf({ claims }: Witness): string {
    const { sub } = claims;
    return typeof sub === "string" ? sub : "";
}

function isPath({ component }: { component: string }): boolean {
    return findSubjectComponent(component)?.kind === "projectPath";
}

function firstPart(subject: string): { component: string; value: string } | undefined {
    const part = splitSubject(subject)?.[0];
    return part && { component: part.name, value: part.value };
}

/** The top-level group of a project's path. */
export function topGroupOf(path: string): string {
    const slash = path.indexOf("/");
    return slash < 0 ? path : path.slice(0, slash);
}

/** The one subject that a way is about; undefined where there may be others. */
function exactSubject(way: Way): string | undefined {
    if (!way.space.isGitlab) return undefined;
    for (const globs of subjectGlobs(way)) {
        const [only] = globs;
        if (globs.length === 1 && only !== undefined && isLiteral(only)) return textOf(only);
    }
    return undefined;
}

const noRefs: RefsReach = { branches: { count: "none" }, tags: { count: "none" }, isProtected: false };

/** The refs of the one subject that a way is about, where it gets in. */
function refsOfSubject(subject: string, example: FoundToken): RefsReach {
    const parts = new Map((splitSubject(subject) ?? []).map(({ name, value }) => [name, value] as const));
    const [type, ref, isProtected] = ["ref_type", "ref", "ref_protected"].map((name) => parts.get(name));
    if (ref === undefined || type === undefined || isProtected === "true")
        return { ...noRefs, isProtected: isProtected !== undefined };
    const one: RefReach = { count: "one", prefix: ref, found: example };
    return { ...noRefs, [type === "tag" ? "tags" : "branches"]: one };
}

function measureRefs(way: Way): RefsReach {
    const exact = exactSubject(way);
    if (exact !== undefined) {
        const { example } = way;
        return isProven(example) ? refsOfSubject(exact, example) : noRefs;
    }
    // Where it lets in subjects of known components, it was not written for newer ones.
    const order = componentOrders
        .slice(1)
        .find((known) => way.find({ limits: { order: known } }) !== undefined);
    const limits: SubjectLimits = order === undefined ? {} : { order };
    const fixed = fixedComponents(way);
    const reach = (type: "branch" | "tag"): RefReach => {
        const other = fixed.has("ref_type") && fixed.get("ref_type") !== type;
        return other ? { count: "none" } : refReach(way, type, limits, fixed.get("ref"));
    };
    const branches = reach("branch");
    const tags = reach("tag");
    const isProtected =
        branches.count === "none" &&
        tags.count === "none" &&
        way.find({ limits: { ...limits, required: ["ref_protected"] } }) !== undefined;
    return { branches, tags, isProtected };
}

/** `fixed`: the ref that every subject has, where that is known. */
function refReach(
    way: Way,
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
    const ask = (more: SubjectLimits): Found | undefined => {
        const question: Question = { limits: { ...limits, ...more } };
        return way.find(question);
    };
    const first = ask({});
    if (first === undefined) return { count: "none" };
    // Too intricate to be followed: nothing is known to be kept out.
    if (!isProven(first)) return { count: "any" };
    // Every token has it, so that none has to be made.
    if (fixed !== undefined) return { count: "one", prefix: fixed, found: first };
    const name = refOf(first.witness);
    if (name === undefined) return { count: "any" };

    const strange = ask({ ref: exactly(strangeRef(subjectGlobs(way).flat())) });
    if (strange !== undefined) return { count: "any", found: first };
    const another = ask({ ref: anythingBut(name) });
    if (another === undefined) return { count: "one", prefix: name, found: first };
    const prefix = commonPrefix(ask, name, writtenRef(way));
    return { count: "some", prefix, ...(isProven(another) && { found: another }) };
}

/** The longest beginning of `name` that every ref within the limits has; all have at least the beginning `written`. */
function commonPrefix(
    ask: (more: SubjectLimits) => Found | undefined,
    name: string,
    written: string,
): string {
    const characters = Array.from(name);
    let least = name.startsWith(written) ? Array.from(written).length : 0;
    let most = characters.length;
    while (least < most) {
        const middle = Math.ceil((least + most) / 2);
        const other = ask({ ref: notBeginningWith(characters.slice(0, middle).join("")) });
        if (other === undefined) least = middle;
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
        1 + Math.max(0, ...globs.map((glob) => glob.filter((token) => token === anyCharacter).length));
    return String.fromCodePoint(character).repeat(Math.min(length, 200));
}

function refOf(witness: Witness): string | undefined {
    return splitSubject(subjectOf(witness))?.find(({ name }) => name === "ref")?.value;
}

/** What the subject has to match: one glob of each list. */
export function subjectGlobs(way: Way): readonly (readonly Glob[])[] {
    return way.dimension("sub")?.single?.all ?? [];
}

/** Whether the conditions on the subject say nothing: there are none, or only wildcards. */
export function isVacuous(way: Way): boolean {
    return subjectGlobs(way).every((globs) => globs.some(isOnlyWildcards));
}

/**
 * The components that every subject has which a way lets in, with their one value: those that the literal beginning or
 * end of a pattern spells out. Names and values have no colon, so both can be told apart from either end of a subject.
 */
export function fixedComponents(way: Way): Map<string, string> {
    return new Map(singleGlobs(way).flatMap((glob) => [...atBeginning(glob), ...atEnd(glob)]));
}

/** What every ref begins with because a pattern spells it out; empty where none does. */
function writtenRef(way: Way): string {
    for (const glob of singleGlobs(way)) {
        // Names stand at even places, values at odd ones.
        const { pieces } = beginningOf(glob);
        if (pieces.length % 2 === 0 && pieces.at(-2) === "ref") return pieces.at(-1) ?? "";
    }
    return "";
}

/** The globs that every subject has to match, whatever else it matches. */
function singleGlobs(way: Way): Glob[] {
    return subjectGlobs(way).flatMap((globs) => (globs.length === 1 ? globs : []));
}

/** Whatever is not a plain character ends what is spelled out: wildcards, and letters of either case. */
function isOpen(token: number): boolean {
    return token < 0;
}

/** Names and values, in turn, that a glob spells out from its beginning; and whether that is all of it. */
function beginningOf(glob: Glob): { pieces: string[]; isWhole: boolean } {
    const end = glob.findIndex(isOpen);
    return { pieces: textOf(end < 0 ? glob : glob.slice(0, end)).split(":"), isWhole: end < 0 };
}

function atBeginning(glob: Glob): [string, string][] {
    const { pieces, isWhole } = beginningOf(glob);
    // What stands behind the last colon may go on.
    return pairs(isWhole ? pieces : pieces.slice(0, -1));
}

function atEnd(glob: Glob): [string, string][] {
    const start = glob.findLastIndex(isOpen);
    if (start < 0) return [];
    const pieces = textOf(glob.slice(start + 1))
        .split(":")
        .slice(1);
    return pairs(pieces.slice(pieces.length % 2));
}

function pairs(pieces: readonly string[]): [string, string][] {
    return pieces.flatMap((name, at): [string, string][] => {
        const value = pieces[at + 1];
        return at % 2 === 0 && value !== undefined ? [[name, value]] : [];
    });
}

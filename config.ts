import { readFileSync, statSync } from "node:fs";
import { isAbsolute, join, posix } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { isMap, isNode, LineCounter, parseDocument, type Document } from "yaml";
import { readFederationArgs, type GitLabFederationArgs } from "./components";
import { fileFinder, searchBounds } from "./trust/matchingFiles";
import { type Problem, nearestName } from "./trust/problem";

const namespace = "gitlab-aws-oidc";

/** How the engine passes each key: as a string, or as JSON. Whoever adds a key adds it here. */
export const configKeys: Record<keyof Required<GitLabFederationArgs> | "rolesFiles", "text" | "json"> = {
    gitlabUrl: "text",
    audience: "text",
    additionalAudiences: "json",
    previousIssuers: "json",
    useExistingProvider: "json",
    adoptProvider: "json",
    accountId: "text",
    partition: "text",
    thumbprints: "json",
    roleNamePrefix: "text",
    roleDefaults: "json",
    tags: "json",
    discovery: "json",
    roles: "json",
    rolesFiles: "json",
};

/**
 * The stack's config as arguments of a federation, with the roles of the files that `rolesFiles` names. Raises ArgsError,
 * which a program prints without a stack trace, with every mistake, its config path or its file and line, its value and
 * what to write instead; nothing has been registered by then.
 */
export function readConfig(): GitLabFederationArgs {
    const config = new pulumi.Config(namespace);
    const values: Record<string, unknown> = {};
    const problems: Problem[] = [];
    for (const fullKey of Object.keys(pulumi.runtime.allConfig())) {
        if (!fullKey.startsWith(`${namespace}:`)) continue;
        const key = fullKey.slice(namespace.length + 1);
        const text = config.get(key) ?? "";
        const form = (configKeys as Partial<Record<string, "text" | "json">>)[key];
        if (form === undefined) problems.push(unknownKey(key, text));
        else if (form === "text") values[key] = text;
        else {
            const parsed = parseJson(key, text);
            if (parsed.problem) problems.push(parsed.problem);
            else values[key] = parsed.value;
        }
    }
    const { rolesFiles, ...args } = values;
    const files =
        rolesFiles === undefined ? undefined : readRolesFiles(projectFolder(), rolesFiles, args["roles"]);
    if (files) args["roles"] = files.roles;
    return readFederationArgs(args, {
        what: `The config of stack "${pulumi.getStack()}"`,
        roleNamePrefix: `gitlab-${pulumi.getStack()}`,
        earlier: [...problems, ...(files?.problems ?? [])],
        ...(files && { locate: files.locate }),
    });
}

/** The folder of Pulumi.yaml. The program's own may be another; where no engine says which, that is what is left. */
function projectFolder(): string {
    const folder = pulumi.getRootDirectory();
    return isAbsolute(folder) ? folder : process.cwd();
}

function unknownKey(key: string, value: string): Problem {
    const known = Object.keys(configKeys);
    const nearest = nearestName(key, known);
    const meant = nearest === undefined ? "" : `Did you mean "${nearest}"? `;
    return {
        path: key,
        value,
        message: "is not a recognized key",
        fix: `${meant}Known: ${known.join(", ")}.`,
    };
}

function parseJson(key: string, text: string): { value?: unknown; problem?: Problem } {
    try {
        return { value: JSON.parse(text) as unknown };
    } catch {
        const fix = `Write it as YAML in Pulumi.${pulumi.getStack()}.yaml, or set it with: pulumi config set --path '${key}…' VALUE`;
        return { problem: { path: key, value: text, message: "is not an object, list or flag", fix } };
    }
}

/** What reading of a file may cost: one that is none of ours ends with a message. */
const bounds = { bytes: 1_048_576, aliases: 100 };

/** A file of roles that could be parsed. */
interface RolesFile {
    file: string;
    document: Document;
    /** `FILE:LINE` of an offset into the file. */
    place: (offset: number) => string;
}

/** The roles of a config's files together with its own, and how a problem of theirs is named. */
interface RolesOfFiles {
    roles: unknown;
    problems: Problem[];
    locate: (problem: Problem) => Problem;
}

/**
 * Reads the files that globs name, relative to the project's folder: YAML of role key to role, at most 1 MiB each. A key in
 * two places is a mistake, so that neither the order of the files nor that of the globs matters.
 */
function readRolesFiles(root: string, patterns: unknown, ownRoles: unknown): RolesOfFiles {
    const problems: Problem[] = [];
    const places = new Map<string, string>();
    // A path below "roles": a config without roles is then not reported as a mistake of its own.
    const report = (place: string, problem: Omit<Problem, "path">) => {
        const path = `roles.${JSON.stringify(place)}`;
        places.set(path, place);
        problems.push({ path, ...problem });
    };
    const own = isRecord(ownRoles) ? ownRoles : {};
    const roles = new Map<string, unknown>(Object.entries(own));
    const owners = new Map<string, RolesFile>();
    for (const file of matchingFiles(root, patterns, problems)) {
        const read = parseRolesFile(root, file, report);
        for (const [key, role] of Object.entries(read?.values ?? {})) {
            if (read === undefined) continue;
            const owner = owners.get(key);
            if (roles.has(key)) {
                const other = owner === undefined ? `roles.${key} of the config` : placeOf(owner, [key]);
                const message = `is a role key that ${other} has too`;
                const fix = "Give one of the two roles another key.";
                report(placeOf(read, [key]), { value: key, message, fix });
                continue;
            }
            roles.set(key, role);
            owners.set(key, read);
        }
    }
    const locate = (problem: Problem): Problem => {
        const known = places.get(problem.path);
        if (known !== undefined) return { ...problem, path: known };
        const [key, file] =
            [...owners].find(([each]) => isBelow(problem.path, `roles.${each}`)) ?? ([] as undefined[]);
        if (key === undefined || file === undefined) return problem;
        const inner = segmentsOf(problem.path.slice(`roles.${key}`.length));
        return { ...problem, path: `${placeOf(file, [key, ...inner])}: ${problem.path}` };
    };
    const merged = Object.fromEntries(roles);
    return { roles: isRecord(ownRoles) || ownRoles === undefined ? merged : ownRoles, problems, locate };
}

function parseRolesFile(
    root: string,
    file: string,
    report: (place: string, problem: Omit<Problem, "path">) => void,
): (RolesFile & { values: Record<string, unknown> }) | undefined {
    const path = join(root, file);
    let text: string;
    try {
        if (statSync(path).size > bounds.bytes) {
            const message = `has more than ${String(bounds.bytes)} bytes`;
            report(file, { message, fix: "Divide it into several files." });
            return undefined;
        }
        text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
    } catch (error) {
        const notText = error instanceof TypeError;
        const why = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
        const message = notText ? "is not encoded in UTF-8" : `cannot be read: ${why}`;
        report(file, { message, fix: notText ? "Save it as UTF-8." : "Check the file's permissions." });
        return undefined;
    }
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
    const place = (offset: number) => `${file}:${String(lines.linePos(offset).line)}`;
    for (const { pos, message } of document.errors) {
        report(place(pos[0]), { message: `is not valid YAML: ${message}`, fix: "Correct the line." });
    }
    if (document.errors.length > 0) return undefined;
    let values: unknown;
    try {
        values = document.toJS({ maxAliasCount: bounds.aliases });
    } catch (error) {
        const message = `cannot be expanded: ${error instanceof Error ? error.message : String(error)}`;
        report(file, { message, fix: "Write the roles without aliases." });
        return undefined;
    }
    if (!isMap(document.contents) || !isRecord(values)) {
        const fix = "Write each role under its key, as under roles: in the stack's config.";
        report(`${file}:1`, { message: "has no roles: it is not an object", fix });
        return undefined;
    }
    return { file, document, place, values };
}

/** `FILE:LINE` of what a path leads to, or of the last step on the way that exists. */
function placeOf({ document, place }: RolesFile, path: readonly (string | number)[]): string {
    for (let length = path.length; length > 0; length--) {
        const parent: unknown =
            length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
        const last = path[length - 1];
        // A key's own line, rather than that of its value, which may begin on the next.
        const key: unknown = isMap(parent)
            ? parent.items.find((pair) => isNode(pair.key) && String(pair.key) === String(last))?.key
            : document.getIn(path.slice(0, length), true);
        if (isNode(key) && key.range) return place(key.range[0]);
    }
    return place(0);
}

function segmentsOf(path: string): (string | number)[] {
    const step = /\.?([\w-]+)|\.?("(?:[^"\\]|\\.)*")|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g;
    return [...path.matchAll(step)].map(([, name, quoted, index, quotedIndex]) => {
        if (index !== undefined) return Number(index);
        return name ?? (JSON.parse(quoted ?? quotedIndex ?? '""') as string);
    });
}

function isBelow(path: string, outer: string): boolean {
    return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The files that globs name, relative to `root`, sorted, each once. */
function matchingFiles(root: string, patterns: unknown, problems: Problem[]): string[] {
    const list: unknown[] = Array.isArray(patterns) ? patterns : [];
    if (!Array.isArray(patterns)) {
        const fix = 'Write it as a list, such as ["roles/*.yaml"].';
        problems.push({ path: "rolesFiles", value: patterns, message: "is not a list", fix });
    }
    const find = fileFinder(root);
    const found = list.flatMap((pattern, index) => {
        const path = `rolesFiles[${String(index)}]`;
        const fix = 'Write a path of the project\'s folder, such as "roles/*.yaml".';
        if (typeof pattern !== "string" || pattern === "" || posix.isAbsolute(pattern)) {
            problems.push({ path, value: pattern, message: "is not a relative path", fix });
            return [];
        }
        const { files, isTooMany } = find(pattern);
        if (isTooMany) {
            const message = `leads to more than ${String(searchBounds.entries)} entries or ${String(searchBounds.files)} files`;
            problems.push({ path, value: pattern, message, fix: "Name a smaller folder." });
            return [];
        }
        if (files.length === 0) {
            problems.push({ path, value: pattern, message: `matches no file in ${root}`, fix });
        }
        return files;
    });
    return [...new Set(found)].sort();
}

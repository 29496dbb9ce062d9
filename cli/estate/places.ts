import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type Document, isMap, isNode, LineCounter, parseDocument } from "yaml";
import { fileFinder } from "../../trust/matchingFiles";
import type { Place } from "../report";
import { readTextFile } from "../terminal";
import { parseUrn, type PlannedResource } from "./plan";
import { completedPlan, type PlannedStack } from "./planStack";
import { trustedRoles } from "./roles";

/** A finding, as far as its place depends on it: the resource's URN, and a JSON path within it. */
export interface PlacedFinding {
    urn?: string;
    path?: string;
}

/** What a resource of these components comes from, where it comes from no role: the config's key. */
const keyOfComponent: Readonly<Record<string, string>> = {
    "gitlab-aws-oidc:index:IdentityProvider": "gitlabUrl",
    "gitlab-aws-oidc:index:DiscoveryMirror": "discovery",
};

/** The largest file of a config, in megabytes. */
const largestConfig = 8;

/**
 * Finds the line that somebody would edit to mend a finding, for one stack: the role's key in the stack's config or in the
 * files of `rolesFiles`, and within the role the key that the finding's path begins with; of the provider and the mirror
 * their keys; of everything else the line of the program that makes the resource. What cannot be found is line 1 of the
 * stack's file. Files are given relative to the repository's root, which is the nearest folder with `.git`, or else the
 * project's folder.
 */
export function stackPlaces(planned: PlannedStack): (finding: PlacedFinding) => Place {
    const { project, stackFile } = planned;
    const { resources } = completedPlan(planned);
    const root = repositoryRoot(project.directory);
    const place = (file: string, line: number): Place => ({ file: pathWithin(root, file), line });
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const keys = roleKeys(planned);
    const config = configFile(stackFile);
    const roles = [
        ...(config === undefined ? [] : [within(config, ["config", `${project.name}:roles`])]),
        ...(config === undefined ? [] : [within(config, ["config", "roles"])]),
        ...rolesFiles(planned).map((file) => within(file, [])),
    ].filter((file) => file !== undefined);

    const inConfig = (resource: PlannedResource, path: string): Place | undefined => {
        const key = keys.get(resource.urn);
        for (const file of key === undefined ? [] : roles) {
            const found = file.lineOf([key ?? ""]);
            if (found === undefined) continue;
            const [member = ""] = /^[A-Za-z]\w*/.exec(path) ?? [];
            return place(file.file, file.lineOf([key ?? "", member]) ?? found);
        }
        const component = parseUrn(resource.urn).typeChain.find((type) =>
            Object.hasOwn(keyOfComponent, type),
        );
        const configKey = component === undefined ? undefined : keyOfComponent[component];
        if (configKey === undefined || config === undefined) return undefined;
        const line =
            config.lineOf(["config", `${project.name}:${configKey}`]) ?? config.lineOf(["config", configKey]);
        return line === undefined ? undefined : place(config.file, line);
    };
    const inProgram = (resource: PlannedResource | undefined): Place | undefined => {
        for (let one = resource; one !== undefined; one = byUrn.get(one.parent ?? "")) {
            const { source } = one;
            if (source !== undefined && isOwnSource(source.file, project.directory))
                return place(source.file, source.line);
        }
        return undefined;
    };
    return ({ urn = "", path = "" }) => {
        const resource = byUrn.get(urn);
        const found = resource === undefined ? undefined : (inConfig(resource, path) ?? inProgram(resource));
        return found ?? place(stackFile, 1);
    };
}

/** The largest file of an account's roles, in megabytes. */
const largestInventory = 512;

/** Places in one file that holds a whole estate, such as `aws iam list-roles` printed: of each entry, by its ARN. It is read when first asked. */
export function filePlaces(file: string): (arn: string) => Place {
    let lines: Map<string, number> | undefined;
    const read = (): Map<string, number> => {
        const found = new Map<string, number>();
        readTextFile(file, largestInventory)
            .split("\n")
            .forEach((text, index) => {
                for (const [, arn = ""] of text.matchAll(/"Arn" *: *"([^"]+)"/g))
                    if (!found.has(arn)) found.set(arn, index + 1);
            });
        return found;
    };
    const path = pathWithin(repositoryRoot(process.cwd()), resolve(file));
    return (arn) => ({ file: path, line: (lines ??= read()).get(arn) ?? 1 });
}

/** The role key of each resource that belongs to a role: the role's own, and that of its siblings below one component. */
function roleKeys({ plan }: PlannedStack): ReadonlyMap<string, string> {
    const labels = new Map(trustedRoles(plan).map(({ urn, label }) => [urn, label]));
    const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    const ofParent = new Map<string, string>();
    for (const { urn, parent = "", type } of plan.resources) {
        const label = labels.get(urn);
        const owner = byUrn.get(parent);
        if (label !== undefined && owner?.type === "gitlab-aws-oidc:index:ProjectRole" && type !== owner.type)
            ofParent.set(owner.urn, label);
    }
    return new Map(
        plan.resources.flatMap(({ urn, parent = "" }): [string, string][] => {
            const key = labels.get(urn) ?? ofParent.get(urn) ?? ofParent.get(parent);
            return key === undefined ? [] : [[urn, key]];
        }),
    );
}

/** A YAML file in which a key's line can be asked for. */
interface KeyedFile {
    file: string;
    /** The line of the last key of a path, from 1; undefined where the path leads nowhere. */
    lineOf: (path: readonly string[]) => number | undefined;
}

/** The same file, seen from further in; undefined where the path leads nowhere. */
function within({ file, lineOf }: KeyedFile, path: readonly string[]): KeyedFile | undefined {
    if (path.length > 0 && lineOf(path) === undefined) return undefined;
    return { file, lineOf: (inner) => lineOf([...path, ...inner]) };
}

/** A file whose keys can be found; undefined where it is not readable as YAML, which others report. */
function configFile(file: string): KeyedFile | undefined {
    const lines = new LineCounter();
    let document: Document;
    try {
        document = parseDocument(readTextFile(file, largestConfig), {
            lineCounter: lines,
            prettyErrors: false,
            merge: true,
        });
    } catch {
        return undefined;
    }
    if (document.errors.length > 0) return undefined;
    return {
        file,
        lineOf(path) {
            const parent: unknown =
                path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
            if (!isMap(parent)) return undefined;
            const key = parent.items.find((pair) => String(pair.key) === path.at(-1))?.key;
            return isNode(key) && key.range ? lines.linePos(key.range[0]).line : undefined;
        },
    };
}

/** The files that the config's `rolesFiles` names, as the program reads them. */
function rolesFiles({ project, config }: PlannedStack): KeyedFile[] {
    let patterns: unknown;
    try {
        patterns = JSON.parse(config[`${project.name}:rolesFiles`] ?? "[]");
    } catch {
        return [];
    }
    const texts = (Array.isArray(patterns) ? patterns : []).filter((one) => typeof one === "string");
    const find = fileFinder(project.directory);
    const found = new Set(texts.flatMap((pattern) => find(pattern).files));
    return [...found].sort().flatMap((file) => configFile(join(project.directory, file)) ?? []);
}

/** Whether a file is part of the project itself, and not of a package that it uses, below it or elsewhere. */
function isOwnSource(file: string, directory: string): boolean {
    if (!isBelow(file, directory) || !existsSync(file)) return false;
    for (let folder = dirname(file); folder !== directory; folder = dirname(folder)) {
        if (folder === dirname(folder)) return false;
        if (["package.json", "Pulumi.yaml"].some((name) => existsSync(join(folder, name)))) return false;
    }
    return true;
}

function repositoryRoot(directory: string): string {
    for (let folder = resolve(directory); ; folder = dirname(folder)) {
        if (existsSync(join(folder, ".git"))) return folder;
        if (folder === dirname(folder)) return resolve(directory);
    }
}

function isBelow(file: string, folder: string): boolean {
    return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A file relative to a folder, with `/`; of one outside of it the name alone, since a report has no absolute paths. */
function pathWithin(folder: string, file: string): string {
    return isBelow(file, folder) ? relative(folder, file).split(sep).join("/") : basename(file);
}

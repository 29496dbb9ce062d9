import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { cliPage } from "../../cli/commands";
import { configKeys } from "../../config";
import { packPolicies } from "../../policy-pack/policies";
import { rules } from "../../trust/rules";
import type { ComponentSchema, SchemaProperty } from "../docs/componentSchema";

const root = join(__dirname, "../..");

/** Where the public surface is committed. */
export const surfaceFile = join(__dirname, "surface.json");

/** What others hold on to: an area (`config keys`, `policies`) to its members, a line each, sorted. */
export type Surface = Readonly<Record<string, readonly string[]>>;

/** The committed file: the surface as it is now, and that of the last release (version null: there was none). */
export interface SurfaceRecord {
    release: { version: string | null; surface: Surface };
    surface: Surface;
}

/** The committed record. */
export function readSurface(file: string = surfaceFile): SurfaceRecord {
    return JSON.parse(readFileSync(file, "utf8")) as SurfaceRecord;
}

/** The public surface as the code has it now; it runs the command, and takes some seconds. */
export function publicSurface(schema: ComponentSchema): Surface {
    const areas: Record<string, string[]> = {
        "config keys": Object.entries(configKeys).map(([key, form]) => `${key}: ${form}`),
        "stack outputs": stackOutputs(),
        components: Object.entries(schema.resources).flatMap(([token, component]) => [
            ...properties(`${token} input`, component.inputProperties, component.requiredInputs),
            ...properties(`${token} output`, component.properties),
        ]),
        arguments: Object.entries(schema.types).flatMap(([token, type]) =>
            properties(token, type.properties, type.required),
        ),
        policies: packPolicies.map(({ name, kind, level }) => {
            return `${name}: ${kind}, ${level}`;
        }),
        "policy config": packPolicies.flatMap(({ name, sdk }) =>
            Object.keys(sdk.configSchema?.properties ?? {}).map((key) => `${name}.${key}`),
        ),
        "finding codes": rules.flatMap(({ name, codes }) => codes.map((code) => `${name}: ${code}`)),
        commands: commands(cliPage()),
        "CI/CD components": ciComponents(),
        ...specimen(),
    };
    return Object.fromEntries(
        Object.entries(areas).map(([area, lines]) => [area, [...new Set(lines)].sort()]),
    );
}

function properties(
    prefix: string,
    found: Readonly<Record<string, SchemaProperty>>,
    required: readonly string[] = [],
): string[] {
    return Object.entries(found).map(([key, property]) => {
        const must = required.includes(key) ? " (required)" : "";
        return `${prefix} ${key}: ${typeName(property)}${must}`;
    });
}

function typeName({ type, $ref, items, additionalProperties, plain }: SchemaProperty): string {
    const inner = items ?? additionalProperties;
    const name = $ref ?? type ?? "any";
    const of = inner === undefined ? name : `${name} of ${typeName(inner)}`;
    return plain === true ? `plain ${of}` : of;
}

/** The keys of what `index.ts` exports. */
function stackOutputs(): string[] {
    const exported = readFileSync(join(root, "index.ts"), "utf8").split("export = {")[1] ?? "";
    return [...exported.matchAll(/^ {4}(?:(\w+):|\.\.\.\((\w+) &&)/gm)].map(([, key, optional]) => {
        return key ?? `${optional ?? ""} (optional)`;
    });
}

/** Each command of docs/cli.md with its arguments and options. */
function commands(page: string): string[] {
    return page.split(/^#{2,} /m).flatMap((section) => {
        const usage = /^`gitlab-aws-oidc ([^`]+)`$/m.exec(section)?.[1];
        if (usage === undefined) return [];
        const command = section.split("\n")[0] ?? "";
        const rows = [...section.matchAll(/^\| `(-[^`]+)` +\|/gm)].map(([, flags = ""]) => flags);
        return [usage.replace(" [OPTIONS]", ""), ...rows.map((flags) => `${command} ${flags}`)];
    });
}

/** The CI/CD components with their inputs; one without a default is required. */
function ciComponents(): string[] {
    const folder = join(root, "templates");
    const files = readdirSync(folder).filter((file) => file.endsWith(".yml"));
    return files.flatMap((file) => {
        const header = readFileSync(join(folder, file), "utf8").split("\n---\n")[0] ?? "";
        const { spec } = parse(header) as { spec: { inputs: Record<string, { default?: unknown }> } };
        return Object.entries(spec.inputs).map(
            ([name, input]) =>
                `${file.replace(".yml", "")} ${name}${input.default === undefined ? " (required)" : ""}`,
        );
    });
}

/** Names of resources and the form of JSON documents, from a stack of its own that nothing else changes. */
function specimen(): Record<string, string[]> {
    const run = (...args: string[]): unknown => {
        const command = join(root, "cli/bin/gitlab-aws-oidc.js");
        const folder = join(__dirname, "specimen");
        const all = [command, ...args, "--json", "--cwd", folder, "--timeout", "300"];
        const output = execFileSync(process.execPath, all, {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe"],
            maxBuffer: 64 << 20,
            env: { ...process.env, NODE_OPTIONS: "" },
        });
        return JSON.parse(output);
    };
    const preview = run("preview") as { resources: { type: string; name: string; parent?: string }[] };
    const documents = { preview, access: run("access"), snippet: run("snippet", "gitlab-dev-web") };
    return {
        "resource names": preview.resources
            .filter(({ type }) => type !== "pulumi:pulumi:Stack")
            .map(({ type, name }) => `${type} ${name}`),
        "JSON documents": Object.entries(documents).flatMap(([name, document]) => shape(document, name)),
    };
}

// What is below these is a resource's own, or keyed by what a stack calls its things.
const opaque = ["inputs", "outputs", "options", "calls", "messages", "counts"];

/** The paths of a JSON value, each with the type that is there: `access.roles[].role: string`. */
export function shape(value: unknown, path: string): string[] {
    if (Array.isArray(value)) return [`${path}: array`, ...value.flatMap((item) => shape(item, `${path}[]`))];
    if (typeof value !== "object" || value === null)
        return [`${path}: ${value === null ? "null" : typeof value}`];
    return [
        `${path}: object`,
        ...Object.entries(value).flatMap(([key, inner]) =>
            opaque.includes(key) ? [`${path}.${key}`] : shape(inner, `${path}.${key}`),
        ),
    ];
}

/** What a change of the surface demands of the next version. */
export type VersionStep = "none" | "feature" | "breaking";

/** What was added to a surface and what is gone from it, as `AREA: LINE`. */
export interface SurfaceChange {
    added: string[];
    removed: string[];
    step: VersionStep;
}

/**
 * Compares two surfaces. Something that is gone, or has become required, breaks programs, pipelines and scripts; anything
 * else that is new is a feature.
 */
export function compareSurfaces(before: Surface, now: Surface): SurfaceChange {
    const lines = (surface: Surface) =>
        Object.entries(surface).flatMap(([area, members]) => members.map((line) => `${area}: ${line}`));
    const [old, current] = [new Set(lines(before)), new Set(lines(now))];
    const added = [...current].filter((line) => !old.has(line));
    const removed = [...old].filter((line) => !current.has(line));
    // A new component or type brings its required arguments along.
    const owners = new Set([...old].map(ownerOf));
    const demanded = added.filter((line) => line.endsWith(" (required)") && owners.has(ownerOf(line)));
    const isBreaking = removed.length > 0 || demanded.length > 0;
    return { added, removed, step: isBreaking ? "breaking" : added.length > 0 ? "feature" : "none" };
}

// `components: TOKEN input key: type` belongs to TOKEN.
function ownerOf(line: string): string {
    const [area = "", rest = ""] = line.split(/: (.*)/);
    return `${area}: ${rest.split(" ")[0] ?? ""}`;
}

/**
 * The least version that may follow `before` with such a change: https://semver.org. Below 1.0.0 what breaks is a minor
 * step, and a feature a patch.
 */
export function leastVersion(before: string, step: VersionStep): string {
    const [major = 0, minor = 0, patch = 0] = before.split("-")[0]?.split(".").map(Number) ?? [];
    const steps = { breaking: 0, feature: 1, none: 2 };
    const at = Math.min(2, steps[step] + (major === 0 ? 1 : 0));
    const next = [major, minor, patch].map((part, index) =>
        index < at ? part : index === at ? part + 1 : 0,
    );
    return next.join(".");
}

/** What speaks against releasing the surface as `version`, with these entries in the changelog. A sentence each. */
export function surfaceProblems(
    { release, surface }: SurfaceRecord,
    version: string,
    entries: string,
): string[] {
    if (release.version === null) return [];
    const { added, removed, step } = compareSurfaces(release.surface, surface);
    const problems: string[] = [];
    const least = leastVersion(release.version, step);
    const parts = (text: string) => text.split("-")[0]?.split(".").map(Number) ?? [];
    const difference = parts(version).map((part, index) => part - (parts(least)[index] ?? 0));
    if ((difference.find((part) => part !== 0) ?? 0) < 0)
        problems.push(`After ${release.version} this is at least ${least}, not ${version}: ${step}.`);
    const sections = [...entries.matchAll(/^### (\w+)/gm)].map(([, name = ""]) => name);
    if (step === "breaking" && !sections.some((name) => ["Changed", "Removed", "Deprecated"].includes(name)))
        problems.push(
            `The changelog has no "### Changed" or "### Removed" for: ${removed.concat(added).join("; ")}.`,
        );
    if (step === "feature" && !sections.includes("Added"))
        problems.push(`The changelog has no "### Added" for: ${added.join("; ")}.`);
    return problems;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";

/** The folder of the components. */
export const templatesFolder = join(__dirname, "../../templates");

/** One input as a component's header declares it. */
export interface InputSpec {
    description?: string;
    default?: string | number | boolean;
    type?: "string" | "number" | "boolean" | "array";
    options?: string[];
}

/** A job, as far as the tests read it. */
export interface CiJob {
    image?: { name: string; entrypoint?: string[] } | string;
    stage?: string;
    when?: string;
    extends?: string | string[];
    resource_group?: string;
    environment?: { name: string };
    interruptible?: boolean;
    parallel?: { matrix: Record<string, string | string[]>[] };
    rules?: { if?: string; when?: string }[];
    id_tokens?: Record<string, { aud: string }>;
    variables?: Record<string, string>;
    before_script?: string[];
    script?: string[];
    artifacts?: {
        paths: string[];
        access?: string;
        expire_in?: string;
        when?: string;
        reports?: Record<string, string>;
    };
}

/** A component: its inputs, and the text below its header. */
export interface Component {
    inputs: Record<string, InputSpec>;
    body: string;
}

/** Reads templates/NAME.yml. */
export function readComponent(name: string): Component {
    const text = readFileSync(join(templatesFolder, `${name}.yml`), "utf8");
    const separator = text.indexOf("\n---\n");
    const { spec } = parse(text.slice(0, separator)) as { spec: { inputs: Record<string, InputSpec> } };
    return { inputs: spec.inputs, body: text.slice(separator + 5) };
}

/**
 * What GitLab makes of `include: component` with these inputs: the inputs put into the text, the YAML read, `extends`
 * merged. Throws for an input that is missing, unknown or none of the options, as GitLab does.
 * Source: https://docs.gitlab.com/ci/inputs/ and lib/gitlab/ci/config/interpolation of the GitLab repository.
 */
export function includeComponent(
    name: string,
    given: Readonly<Record<string, string | number | boolean | readonly string[]>>,
): Record<string, CiJob> {
    const { inputs, body } = readComponent(name);
    const unknown = Object.keys(given).filter((key) => !(key in inputs));
    if (unknown.length > 0) throw new Error(`unknown inputs: ${unknown.join(", ")}`);
    const text = body.replace(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, key: string) => {
        const spec = inputs[key];
        const value = given[key] ?? spec?.default;
        if (spec === undefined || value === undefined) throw new Error(`no value for the input ${key}`);
        if (spec.options !== undefined && !spec.options.includes(String(value)))
            throw new Error(`${key} is none of ${spec.options.join(", ")}`);
        return typeof value === "object" ? JSON.stringify(value) : String(value);
    });
    const jobs = Object.assign({}, ...parseAllDocuments(text).map((one) => one.toJS() as object)) as Record<
        string,
        CiJob
    >;
    return Object.fromEntries(Object.entries(jobs).map(([key, job]) => [key, extended(jobs, job)]));
}

/** A job with what it extends: maps are merged at every depth, everything else is replaced, as GitLab does. */
export function extended(jobs: Readonly<Record<string, CiJob>>, job: CiJob): CiJob {
    const { extends: parents = [], ...own } = job;
    const bases = (typeof parents === "string" ? [parents] : parents).map((parent) => {
        const inherited = jobs[parent];
        if (inherited === undefined) throw new Error(`there is no job ${parent} to extend`);
        return extended(jobs, inherited);
    });
    return [...bases, own].reduce<CiJob>((all, one) => merged(all, one), {});
}

function merged<T extends object>(base: T, own: T): T {
    const isMap = (value: unknown): value is object =>
        typeof value === "object" && value !== null && !Array.isArray(value);
    const result = { ...base };
    for (const key of Object.keys(own) as (keyof T)[]) {
        const [was, is] = [base[key], own[key]];
        result[key] = isMap(was) && isMap(is) ? merged(was, is) : is;
    }
    return result;
}

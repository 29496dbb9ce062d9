import fc from "fast-check";
import type { SubjectSelector } from "../../../trust/gitlab/selectSubjects";

/** What decides about a job, as GitLab knows it. */
export interface Job {
    project: string;
    projectId: string;
    namespaceId: string;
    refType: "branch" | "tag";
    ref: string;
    refProtected: boolean;
    pipelineSource: string;
    environment?: { isProtected: boolean; tier: string };
}

// Few values, so that jobs and selectors meet often.
const projects = ["g/p", "g/pq", "g/s/p", "h/p", "g-x/p"];
const ids = ["1", "11", "2"];
const refs = ["main", "main-evil", "release/1", "v1", "v$1", "v${x}", "a/b/c"];
const patterns = ["main", "main*", "release/*", "v?", "v$?", "v${x}", "*", "a/*c"];
const sources = ["push", "web", "merge_request_event"];
const tiers = ["production", "staging", "other"];

/** Some jobs. */
export const jobs: fc.Arbitrary<Job> = fc.record(
    {
        project: fc.constantFrom(...projects),
        projectId: fc.constantFrom(...ids),
        namespaceId: fc.constantFrom(...ids),
        refType: fc.constantFrom("branch", "tag"),
        ref: fc.constantFrom(...refs),
        refProtected: fc.boolean(),
        pipelineSource: fc.constantFrom(...sources),
        environment: fc.record({ isProtected: fc.boolean(), tier: fc.constantFrom(...tiers) }),
    },
    {
        requiredKeys: [
            "project",
            "projectId",
            "namespaceId",
            "refType",
            "ref",
            "refProtected",
            "pipelineSource",
        ],
    },
);

const someOf = (values: readonly string[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const place = fc.oneof(
    fc.record({ project: fc.constantFrom(...projects) }),
    fc.record({ group: fc.constantFrom("g", "g/s", "h") }),
);

/** A key that is there in one case of `freq` + 1. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>, freq: number) =>
    fc.option(arbitrary, { nil: undefined, freq });

const rest = fc
    .record({
        branches: rarely(someOf(patterns), 2),
        gitTags: rarely(someOf(patterns), 1),
        projectId: rarely(fc.constantFrom(...ids), 1),
        namespaceIds: rarely(someOf(ids), 1),
        protectedRefsOnly: rarely(fc.boolean(), 1),
        pipelineSources: rarely(someOf(sources), 1),
        deploymentTiers: rarely(someOf(tiers), 1),
        protectedEnvironmentsOnly: rarely(fc.boolean(), 1),
    })
    .map((keys) => Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined)));

const componentLists = [
    undefined,
    ["project_path", "ref", "ref_type"],
    ["project_id", "ref_type", "ref"],
    ["project_path", "ref_type", "ref", "ref_protected"],
    ["project_path", "deployment_tier", "ref_type", "ref", "environment_protected"],
    ["project_id", "environment_protected", "ref_type", "ref"],
];

/** One to three selectors with the same subject components; not all of them are valid for every issuer. */
export const selectors: fc.Arbitrary<SubjectSelector[]> = fc
    .constantFrom(...componentLists)
    .chain((subjectComponents) =>
        fc.array(
            fc.tuple(place, rest).map(([where, what]): SubjectSelector => ({
                ...where,
                ...what,
                ...(subjectComponents && { subjectComponents }),
            })),
            { minLength: 1, maxLength: 3 },
        ),
    );

/** Selectors, and a job that one of them may well mean: half of what it has is taken from a selector. */
export const selectorsWithJob: fc.Arbitrary<[SubjectSelector[], Job]> = selectors.chain((all) =>
    fc.tuple(
        fc.constant(all),
        fc
            .tuple(jobs, fc.constantFrom(...all), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
            .map(([job, selector, same]) => ({
                ...job,
                ...(same[0] && selector.project !== undefined && { project: selector.project }),
                ...(same[1] && selector.projectId !== undefined && { projectId: selector.projectId }),
                ...(same[2] && selector.namespaceIds && { namespaceId: selector.namespaceIds[0] ?? "" }),
                ...(same[3] && { refType: selector.branches ? ("branch" as const) : ("tag" as const) }),
                ...(same[4] && selector.protectedRefsOnly === true && { refProtected: true }),
            })),
    ),
);

/** Whether a selector means a job: what its documentation says, without policies and patterns of IAM. */
export function takes(selector: SubjectSelector, job: Job): boolean {
    const components = selector.subjectComponents ?? [];
    // A subject that begins with the id does not show the path.
    const inPlace =
        components[0] === "project_id" ||
        (selector.project === undefined
            ? job.project.startsWith(`${selector.group ?? ""}/`)
            : selector.project === job.project);
    const named = (job.refType === "branch" ? selector.branches : selector.gitTags) ?? [];
    const oneOf = (values: readonly string[] | undefined, value: string | undefined) =>
        values === undefined || (value !== undefined && values.includes(value));
    return (
        inPlace &&
        named.some((pattern) => globToRegExp(pattern).test(job.ref)) &&
        oneOf(selector.projectId === undefined ? undefined : [selector.projectId], job.projectId) &&
        oneOf(selector.namespaceIds, job.namespaceId) &&
        (selector.protectedRefsOnly !== true || job.refProtected) &&
        oneOf(selector.pipelineSources, job.pipelineSource) &&
        oneOf(selector.deploymentTiers, job.environment?.tier) &&
        (selector.protectedEnvironmentsOnly !== true || job.environment?.isProtected === true)
    );
}

function globToRegExp(glob: string): RegExp {
    const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "s");
}

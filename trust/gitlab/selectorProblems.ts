import { type Problem, atPath } from "../problem";
import { gitlabComIssuer } from "./issuer";
import { groupPathProblems, projectPathProblems, refProblems } from "./names";
import type { SubjectSelector } from "./selectSubjects";
import {
    defaultSubjectComponents,
    deploymentTiers,
    findSubjectComponent,
    isComponentValue,
    subjectComponents,
} from "./subjects";

/**
 * The values that GitLab puts into the claims which gitlab.com's condition keys test. A value outside its list would
 * never match. Sources: https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable,
 * https://docs.gitlab.com/ci/secrets/id_token_authentication/ and lib/gitlab/access.rb of GitLab. Read 2026-11.
 */
const claimValues = {
    pipeline_source: [
        "push",
        "web",
        "schedule",
        "api",
        "trigger",
        "pipeline",
        "parent_pipeline",
        "merge_request_event",
        "external",
        "external_pull_request_event",
        "chat",
        "webide",
        "ondemand_dast_scan",
        "ondemand_dast_validation",
        "security_orchestration_policy",
        "container_registry_push",
        "duo_workflow",
        "pipeline_execution_policy_schedule",
    ],
    runner_environment: ["gitlab-hosted", "self-hosted"],
    user_access_level: ["guest", "planner", "reporter", "developer", "maintainer", "owner"],
} as const;

/**
 * What is wrong with a selector for jobs of an issuer, given as host and path. Everything that could not become a
 * condition is a problem: nothing that a person asked for is dropped silently.
 */
export function selectorProblems(selector: SubjectSelector, issuer: string): Problem[] {
    const components = selector.subjectComponents ?? defaultSubjectComponents;
    return [
        ...projectProblems(selector),
        ...subjectComponentProblems(selector),
        ...refListProblems(selector),
        ...idProblems(selector),
        ...valueProblems("pipelineSources", selector.pipelineSources, claimValues.pipeline_source),
        ...valueProblems("runnerEnvironments", selector.runnerEnvironments, claimValues.runner_environment),
        ...valueProblems("userAccessLevels", selector.userAccessLevels, claimValues.user_access_level),
        ...valueProblems("deploymentTiers", selector.deploymentTiers, deploymentTiers),
        ...restrictions.flatMap((restriction) => unsupported(selector, restriction, components, issuer)),
    ];
}

function projectProblems({ project, group }: SubjectSelector): Problem[] {
    if (project !== undefined && group !== undefined) {
        return [
            {
                path: "group",
                value: group,
                message: 'stands beside "project"',
                fix: "Keep one of the two; use two subjects for both.",
            },
        ];
    }
    if (project !== undefined) return atPath("project", projectPathProblems(project));
    if (group !== undefined) return atPath("group", groupPathProblems(group));
    return [
        {
            path: "project",
            message: "is missing",
            fix: 'Write the project\'s path, such as "my-group/my-project", or name a "group".',
        },
    ];
}

function refListProblems({ branches, gitTags }: SubjectSelector): Problem[] {
    if (!branches?.length && !gitTags?.length) {
        return [
            {
                path: "branches",
                ...(branches && { value: branches }),
                message: "no branch and no Git tag is named, so no job would match",
                fix: 'Name at least one under "branches" or "gitTags", such as ["main"]; ["*"] takes every one.',
            },
        ];
    }
    const each = (key: string, refs: string[] = []) =>
        refs.flatMap((ref, index) => atPath(`${key}[${String(index)}]`, refProblems(ref)));
    return [...each("branches", branches), ...each("gitTags", gitTags)];
}

function idProblems({ projectId, namespaceIds }: SubjectSelector): Problem[] {
    const ids = [
        ...(projectId === undefined ? [] : [["projectId", projectId] as const]),
        ...(namespaceIds ?? []).map((id, index) => [`namespaceIds[${String(index)}]`, id] as const),
    ];
    const wrong = ids.filter(([, id]) => !isComponentValue("id", id));
    const problems = wrong.map(([path, value]) => ({
        path,
        value,
        message: "is not a GitLab ID",
        fix: "Write the number that the project's or group's page shows, such as \"12345\".",
    }));
    return [...problems, ...emptyListProblems("namespaceIds", namespaceIds)];
}

function valueProblems(path: string, values: string[] | undefined, known: readonly string[]): Problem[] {
    const wrong = (values ?? []).flatMap((value, index) =>
        known.includes(value)
            ? []
            : [
                  {
                      path: `${path}[${String(index)}]`,
                      value,
                      message: "is not a value that GitLab sends",
                      fix: `Use one of: ${known.join(", ")}.`,
                  },
              ],
    );
    return [...wrong, ...emptyListProblems(path, values)];
}

function emptyListProblems(path: string, values: readonly string[] | undefined): Problem[] {
    if (values?.length !== 0) return [];
    return [
        {
            path,
            value: values,
            message: "is an empty list, which no job could satisfy",
            fix: "Name at least one value, or leave the key out.",
        },
    ];
}

/** What a selector can restrict beyond project and ref: by which component, or else by which key of gitlab.com. */
interface Restriction {
    property: keyof SubjectSelector;
    component?: string;
    key?: string;
}

const restrictions: readonly Restriction[] = [
    { property: "projectId", component: "project_id", key: "project_id" },
    { property: "namespaceIds", key: "namespace_id" },
    { property: "protectedRefsOnly", component: "ref_protected", key: "ref_protected" },
    { property: "pipelineSources", key: "pipeline_source" },
    { property: "runnerEnvironments", key: "runner_environment" },
    { property: "userAccessLevels", key: "user_access_level" },
    { property: "deploymentTiers", component: "deployment_tier" },
    { property: "protectedEnvironmentsOnly", component: "environment_protected" },
];

function unsupported(
    selector: SubjectSelector,
    { property, component, key }: Restriction,
    components: readonly string[],
    issuer: string,
): Problem[] {
    const value = selector[property];
    if (value === undefined || value === false) return [];
    if (component !== undefined && components.includes(component)) return [];
    if (key !== undefined && issuer === gitlabComIssuer) return [];
    const first = component !== undefined && findSubjectComponent(component)?.first === true;
    const wanted = first ? [component, ...components.slice(1)] : [...components, component];
    const fix =
        component === undefined
            ? "Leave it out; only tokens of https://gitlab.com offer it to AWS."
            : `Set the GitLab project's ci_id_token_sub_claim_components and "subjectComponents" here to ${JSON.stringify(wanted)}, or leave it out.`;
    const where =
        key === undefined
            ? "no issuer offers AWS such a condition key"
            : `the issuer ${issuer} offers AWS no such condition key`;
    return [
        {
            path: property,
            value,
            message: `cannot be checked: ${where}, and the subject does not contain it`,
            fix,
        },
    ];
}

/** The components that a role can be written for: the whole table but the family whose release is not confirmed. */
const usableComponents = subjectComponents.filter(({ since }) => !since.includes("not confirmed"));

/**
 * What is wrong with the components that a selector declares. The list must begin with the project and hold ref type
 * and ref: without them every ref has the same subject.
 */
function subjectComponentProblems(selector: SubjectSelector): Problem[] {
    const components = selector.subjectComponents;
    if (components === undefined) return [];
    const problems: Problem[] = [];
    const report = (path: string, value: unknown, message: string, fix: string) => {
        problems.push({ path, value, message, fix });
    };
    const others = usableComponents.filter(({ first }) => !first).map(({ name }) => name);
    components.forEach((name, index) => {
        const path = `subjectComponents[${String(index)}]`;
        const component = usableComponents.find((candidate) => candidate.name === name);
        if (components.indexOf(name) !== index) {
            report(path, name, "is listed twice", "Name each component once, in the project's order.");
        } else if (component === undefined) {
            const known = findSubjectComponent(name);
            const why = known
                ? "is not confirmed to be in a GitLab release"
                : "is not a component of GitLab's subject";
            report(path, name, why, `Use: ${usableComponents.map((each) => each.name).join(", ")}.`);
        } else if (component.first !== (index === 0)) {
            const message = component.first ? "must be the first component" : "cannot be the first component";
            report(
                path,
                name,
                message,
                `Begin with "project_path" or "project_id", then any of: ${others.join(", ")}.`,
            );
        }
    });
    const missing = ["ref_type", "ref"].filter((name) => !components.includes(name));
    if (missing.length > 0) {
        report(
            "subjectComponents",
            components,
            `has no ${missing.join(" and no ")}: every branch and tag of the project would have the same subject`,
            `Use at least ${JSON.stringify([components[0] ?? "project_path", ...defaultSubjectComponents.slice(1)])}, here and in the GitLab project.`,
        );
    }
    if (components[0] === "project_id") {
        if (selector.projectId === undefined) {
            report(
                "projectId",
                undefined,
                "is missing; the subject begins with it",
                'Write the project\'s id, such as "12345".',
            );
        }
        if (selector.group !== undefined) {
            report(
                "group",
                selector.group,
                "cannot be seen in a subject that begins with project_id",
                'Name one "project", or use project_path as the first component.',
            );
        }
    }
    return problems;
}

import { gitlabComIssuer } from "../issuer/issuerUrl";
import { atPath, type Problem } from "../problem";
import { claimValues } from "./claimValues";
import { groupPathProblems, projectPathProblems } from "./projectPath";
import { refProblems } from "./refName";
import {
    defaultSubjectComponents,
    deploymentTiers,
    findSubjectComponent,
    isComponentValue,
} from "./subjectComponents";
import { subjectComponentProblems } from "./subjectComponentProblems";
import type { SubjectSelector } from "./subjectSelector";

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
        message: "is no id of GitLab",
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
                      message: "is no value that GitLab sends",
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

import * as gitlab from "@pulumi/gitlab";
import * as pulumi from "@pulumi/pulumi";
import { type ProjectSettings, roleVariable } from "./projectSettings";

const config = new pulumi.Config();
const federation = new pulumi.StackReference(config.require("federationStack"));
const roleArns = federation.requireOutput("roleArns");
const projects = config.requireObject<Record<string, ProjectSettings>>("projects");

function arnOf(roleKey: string): pulumi.Output<string> {
    return roleArns.apply((arns: Record<string, string>) => {
        const arn = arns[roleKey];
        if (arn === undefined)
            throw new pulumi.RunError(
                `roleKeys has "${roleKey}", which is no role of the federation stack; it has: ${Object.keys(arns).join(", ")}.`,
            );
        return arn;
    });
}

/**
 * Sets what the project's subjects are made of. The project is imported first (see the README); one that was not is refused
 * by GitLab, because its path is taken. It stays when this stack is destroyed.
 */
function setSubject(project: string, subjectComponents: string[]): void {
    const slash = project.lastIndexOf("/");
    const name = project.slice(slash + 1);
    const namespaceId = gitlab.getGroupOutput({ fullPath: project.slice(0, slash) }).groupId;
    new gitlab.Project(
        project,
        { name, path: name, namespaceId, ciIdTokenSubClaimComponents: subjectComponents },
        { protect: true, retainOnDelete: true },
    );
}

for (const [project, { roleKeys, subjectComponents }] of Object.entries(projects)) {
    // Role ARNs and audiences are no secrets: the trust policy is what decides.
    const variables: [string, pulumi.Input<string>][] = [
        ["AWS_AUDIENCE", federation.requireOutput("audience")],
        ...roleKeys.map((key): [string, pulumi.Input<string>] => [roleVariable(key), arnOf(key)]),
    ];
    for (const [key, value] of variables)
        new gitlab.ProjectVariable(`${project}:${key}`, {
            project,
            key,
            value,
            protected: false,
            masked: false,
        });
    if (subjectComponents !== undefined) setSubject(project, subjectComponents);
}

/** What to write in `.gitlab-ci.yml` for each role key: a CI/CD variable of the project. */
export const roleVariables = Object.fromEntries(
    Object.values(projects).flatMap(({ roleKeys }) => roleKeys.map((key) => [key, `$${roleVariable(key)}`])),
);

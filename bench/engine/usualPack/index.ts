import * as aws from "@pulumi/aws";
import { PolicyPack, validateResourceOfType } from "@pulumi/policy";

// The usual way: a policy for each question, by the provider's classes.

interface Document {
    Statement: { Condition?: Record<string, Record<string, string | string[]>> }[];
}

const conditions = (policy: unknown): Record<string, string | string[]>[] =>
    typeof policy === "string"
        ? (JSON.parse(policy) as Document).Statement.flatMap(({ Condition = {} }) => Object.values(Condition))
        : [];

new PolicyPack("usual", {
    policies: [
        {
            name: "role-audience",
            description: "A role tests the audience.",
            enforcementLevel: "mandatory",
            validateResource: validateResourceOfType(aws.iam.Role, (role, _, report) => {
                if (!conditions(role.assumeRolePolicy).some((keys) => "gitlab.com:aud" in keys))
                    report("No test of the audience.");
            }),
        },
        {
            name: "role-subject",
            description: "A role tests the subject.",
            enforcementLevel: "mandatory",
            validateResource: validateResourceOfType(aws.iam.Role, (role, _, report) => {
                const subjects = conditions(role.assumeRolePolicy).flatMap(
                    (keys) => keys["gitlab.com:sub"] ?? [],
                );
                if (subjects.length === 0 || subjects.some((subject) => subject.startsWith("project_path:*")))
                    report("Any project can assume the role.");
            }),
        },
        {
            name: "provider-audience",
            description: "A provider registers an audience.",
            enforcementLevel: "mandatory",
            validateResource: validateResourceOfType(aws.iam.OpenIdConnectProvider, (provider, _, report) => {
                if (provider.clientIdLists.length === 0) report("No audience.");
            }),
        },
    ],
});

import { allow, failing, passing, role, roleForSeveral, roleForSubject } from "./exampleResources";
import { administratorAccess, everything, readOneBucket } from "./permissionDocuments";
import type { ExampleRole, PolicyExample } from "./policyExample";

const boundary = { permissionsBoundary: "arn:aws:iam::123456789012:policy/ci-boundary" };
const group = "project_path:acme/*:ref_type:branch:ref:main";
const oneRef: ExampleRole = {
    ...roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main"),
    ...boundary,
};
const anyRef: ExampleRole = {
    ...roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:*"),
    ...boundary,
};
const severalProjects: ExampleRole = { ...roleForSeveral("StringLike", group), ...boundary };
const noCondition: ExampleRole = { ...role(allow(undefined)), ...boundary };
const reportedOnSeveral = ["trust-project-identity", "trust-subject-projects"];
const allowance = {
    issuer: "https://gitlab.com",
    pattern: group,
    reason: "The account is the group's sandbox.",
};

/** Cases of `role-exposure`. */
export const roleExposureExamples: PolicyExample[] = [
    passing("an administrator, for one project on one branch", {
        ...oneRef,
        managedPolicyArns: [administratorAccess],
    }),
    {
        ...passing("any branch, with few permissions", {
            ...anyRef,
            inlinePolicies: { read: readOneBucket },
        }),
        alsoReportedBy: ["trust-subject-refs"],
    },
    passing("any branch, where it must be protected", {
        ...roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:*", {
            "gitlab.com:ref_protected": "true",
        }),
        ...boundary,
        managedPolicyArns: [administratorAccess],
    }),
    passing(
        "an administrator beside it, for another role",
        { ...oneRef, roleName: "deploy" },
        {
            kind: "attachment",
            name: "admin",
            role: { roleName: "someone-else" },
            policy: { arn: administratorAccess },
        },
    ),
    passing("an administrator for GitHub: another issuer is left alone", {
        ...role(
            allow(
                { StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/web:*" } },
                {
                    Principal: {
                        Federated:
                            "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
                    },
                },
            ),
        ),
        managedPolicyArns: [administratorAccess],
    }),
    {
        ...passing("a group that the config allows by its text", {
            ...severalProjects,
            managedPolicyArns: [administratorAccess],
        }),
        config: { "role-exposure": { allowedSubjects: [allowance] } },
        alsoReportedBy: reportedOnSeveral,
    },
    {
        ...failing("an administrator for any ref", { ...anyRef, managedPolicyArns: [administratorAccess] }),
        alsoReportedBy: ["trust-subject-refs"],
    },
    {
        ...failing("everything, by an inline policy, for a group", {
            ...severalProjects,
            inlinePolicies: { all: everything },
        }),
        alsoReportedBy: reportedOnSeveral,
    },
    {
        ...failing("everything, by a policy of its own, without any condition", noCondition, {
            kind: "role-policy",
            name: "all",
            role: "deploy",
            document: everything,
        }),
        alsoReportedBy: ["trust-audience", "trust-subject-required"],
    },
    {
        ...failing(
            "an administrator, attached by name",
            { ...anyRef, roleName: "gitlab-deploy" },
            {
                kind: "attachment",
                name: "admin",
                role: { roleName: "gitlab-deploy" },
                policy: { arn: administratorAccess },
            },
        ),
        alsoReportedBy: ["trust-subject-refs"],
    },
    {
        ...failing(
            "a policy of the stack that allows everything, attached before either has a name",
            anyRef,
            { kind: "managed-policy", name: "all", document: everything },
            { kind: "attachment", name: "attach-all", role: "deploy", policy: { from: "all" } },
        ),
        alsoReportedBy: ["trust-subject-refs"],
    },
];

import type { ExposedTo } from "../../trust/finding";
import { describeWitness } from "../../trust/admission";
import {
    administratorAccess,
    allowing,
    allow,
    type CaseRole,
    everything,
    failing,
    passing,
    type PolicyCase,
    readOneBucket,
    role,
    roleForSeveral,
    roleForSubject,
} from "../cases";
import {
    allowanceFinder,
    type AllowedSubject,
    allowedSubjectsKey,
    allowedViolation,
    analyzeRole,
    type Exposure,
    exposuresIn,
    StackPermissions,
    rolesOf,
    stackPolicy,
    trustedRoles,
    type Violation,
} from "../engine";

/** The config of `role-exposure`. */
export interface RoleExposureConfig {
    allowedSubjects: AllowedSubject[];
}

/** A role that may do everything, and that more jobs can assume than one project's on a named ref. */
export const roleExposure = stackPolicy<RoleExposureConfig>({
    name: "role-exposure",
    displayName: "No administrator for everybody",
    finds: "a role that may do everything, or make itself do so, and that outsiders, several projects or any ref can assume",
    description:
        "A role that may do everything, or make itself do so, is assumed by named projects on named refs only, never by outsiders, several projects or any ref.",
    level: "mandatory",
    severity: "high",
    effect: "open",
    remediationSteps:
        "Name the projects and their protected refs one by one, or give the role only the permissions that its jobs use. A role that many may assume and one that may do everything are best two roles.",
    tags: ["trust-policy", "permissions"],
    config: { allowedSubjects: allowedSubjectsKey },
    otherFinders: [{ tool: "TrustEdge", share: "as its model: exposure times permissions" }],
    cases,
    *check(resources, { config: { allowedSubjects }, organisation }) {
        const permissions = new StackPermissions(resources);
        for (const { resource, role } of rolesOf(resources)) {
            const words = permissions.powersOf(resource);
            if (words.length === 0) continue;
            const exposures = exposuresIn(analyzeRole(role, organisation)?.findings ?? []);
            const allowanceOf = allowanceFinder(allowedSubjects, role, organisation);
            const open = exposures.filter(({ finding }) => allowanceOf(finding) === undefined);
            const [exposure, ...others] = open.length > 0 ? open : exposures;
            if (!exposure) continue;
            const violation = violationFor(exposure, others.length, words);
            const allowance = allowanceOf(exposure.finding);
            yield {
                subject: { noun: trustedRoles.noun, name: resource.name },
                urn: resource.urn,
                violation: allowance ? allowedViolation(violation, allowance) : violation,
            };
        }
    },
});

const whoGetsIn: Record<ExposedTo, string> = {
    outsiders: "lets outsiders in",
    projects: "lets more than one project in",
    refs: "lets any ref in, or more refs than one",
};

function violationFor({ finding, to }: Exposure, others: number, words: readonly string[]): Violation {
    const { path, value, witness, rule } = finding;
    const more = others > 0 ? ` (and ${String(others)} more such finding${others > 1 ? "s" : ""})` : "";
    return {
        effect: "open",
        severity: to === "outsiders" ? "critical" : "high",
        path,
        ...(value !== undefined && { value }),
        message: `${whoGetsIn[to]}${more}, and the role may do everything: ${words.join(", ")}`,
        fix: `Name projects and protected refs, as ${rule} says, or replace the permissions by those that the jobs use.`,
        ...(witness !== undefined && { witness: describeWitness(witness) }),
    };
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const boundary = { permissionsBoundary: "arn:aws:iam::123456789012:policy/ci-boundary" };
    const group = "project_path:acme/*:ref_type:branch:ref:main";
    const oneRef: CaseRole = {
        ...roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main"),
        ...boundary,
    };
    const anyRef: CaseRole = {
        ...roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:*"),
        ...boundary,
    };
    const severalProjects: CaseRole = { ...roleForSeveral("StringLike", group), ...boundary };
    const noCondition: CaseRole = { ...role(allow(undefined)), ...boundary };
    const reportedOnSeveral = ["trust-project-identity", "trust-subject-projects"];
    const allowance = {
        issuer: "https://gitlab.com",
        pattern: group,
        reason: "The account is the group's sandbox.",
    };

    return [
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
            ...passing("a group that the config allows by a pattern", {
                ...severalProjects,
                managedPolicyArns: [administratorAccess],
            }),
            config: { "role-exposure": { allowedSubjects: [allowance] } },
            alsoReportedBy: reportedOnSeveral,
        },
        ...lessThanEverything.map(([title, document]) => ({
            ...passing(`any branch, with ${title}`, { ...anyRef, inlinePolicies: { ci: document } }),
            alsoReportedBy: ["trust-subject-refs"],
        })),
        ...waysToEverything.map(([title, document]) => ({
            ...failing(`${title}, for any ref`, { ...anyRef, inlinePolicies: { ci: document } }),
            alsoReportedBy: ["trust-subject-refs"],
        })),
        ...[
            "IAMFullAccess",
            "PowerUserAccess",
            "AWSLambda_FullAccess",
            "AmazonECS_FullAccess",
            "AmazonSageMakerFullAccess",
            "AmazonElasticMapReduceFullAccess",
        ].map((name) => ({
            ...failing(`AWS's ${name}, for any ref`, {
                ...anyRef,
                managedPolicyArns: [`arn:aws:iam::aws:policy/${name}`],
            }),
            alsoReportedBy: ["trust-subject-refs"],
        })),
        {
            ...failing("a way to everything in two policies, for any ref", {
                ...anyRef,
                inlinePolicies: {
                    run: allowing("ec2:RunInstances", "*"),
                    pass: allowing("iam:PassRole", "arn:aws:iam::123456789012:role/*"),
                },
            }),
            alsoReportedBy: ["trust-subject-refs"],
        },
        {
            ...failing("an administrator for any ref", {
                ...anyRef,
                managedPolicyArns: [administratorAccess],
            }),
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
}

/** Permission policies by which a role does everything, or makes itself do so. */
const waysToEverything: readonly [title: string, document: unknown][] = [
    ["every action by ?*", allowing("?*", "*")],
    ["every action by *:*", allowing("*:*", "arn:aws:*:*:*:*")],
    [
        "all actions but one",
        {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", NotAction: "s3:DeleteBucket", Resource: "*" }],
        },
    ],
    [
        "all actions but IAM's",
        { Version: "2012-10-17", Statement: [{ Effect: "Allow", NotAction: ["iam:*"], Resource: "*" }] },
    ],
    [
        "all resources but one",
        {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::a" }],
        },
    ],
    [
        "everything, on any session",
        allowing("*", "*", { Condition: { StringLike: { "aws:PrincipalArn": "*" } } }),
    ],
    ["everything, over TLS", allowing("*", "*", { Condition: { Bool: { "aws:SecureTransport": "true" } } })],
    [
        "everything, from everywhere",
        allowing("*", "*", { Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }),
    ],
    [
        "everything, until 2099",
        allowing("*", "*", { Condition: { DateLessThan: { "aws:CurrentTime": "2099-01-01" } } }),
    ],
    [
        "everything, for all tags that nobody sends",
        allowing("*", "*", { Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } } }),
    ],
    [
        "everything, if a key exists that does not",
        allowing("*", "*", { Condition: { StringEqualsIfExists: { "aws:PrincipalTag/team": "web" } } }),
    ],
    [
        "everything, in the own account",
        allowing("*", "*", { Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } } }),
    ],
    ["iam:*", allowing("iam:*", "*")],
    ["IAM's writing actions", allowing(["iam:Put*", "iam:Attach*"], "arn:aws:iam::123456789012:role/*")],
    ["new versions of any policy", allowing("iam:CreatePolicyVersion", "arn:aws:iam::*:policy/*")],
    ["any role's trust policy", allowing("iam:UpdateAssumeRolePolicy", "arn:*:iam::*:role/*")],
    ["any role", allowing("sts:AssumeRole", "*")],
    [
        "all actions but those of IAM, STS and organisations",
        {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", NotAction: ["iam:*", "sts:*", "organizations:*"], Resource: "*" }],
        },
    ],
    [
        "everything, for the audience of the role's own tokens",
        allowing("*", "*", { Condition: { StringEquals: { "gitlab.com:aud": "https://gitlab.com" } } }),
    ],
    [
        "everything, for the role's own provider",
        allowing("*", "*", {
            Condition: {
                StringEquals: {
                    "aws:FederatedProvider": "arn:aws:iam::123456789012:oidc-provider/gitlab.com",
                },
            },
        }),
    ],
    [
        "everything, for every subject",
        allowing("*", "*", { Condition: { StringLike: { "gitlab.com:sub": "project_path:*" } } }),
    ],
    [
        "everything, since 1970",
        allowing("*", "*", { Condition: { NumericGreaterThan: { "aws:EpochTime": "0" } } }),
    ],
    [
        "any role passed to a changed stack",
        allowing(["iam:PassRole", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"], "*"),
    ],
    [
        "any role passed to a project of CodeBuild",
        allowing(["iam:PassRole", "codebuild:UpdateProject", "codebuild:StartBuild*"], "*"),
    ],
    [
        "any role passed to a task",
        allowing(["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:StartTask"], "*"),
    ],
    [
        "any role passed to a job of Glue",
        allowing(["iam:Pass*", "glue:UpdateJob", "glue:CreateTrigger"], "*"),
    ],
    ["any role passed to a running function", allowing(["iam:PassRole", "lambda:UpdateFunction*"], "*")],
    ["any role passed to a fleet", allowing(["iam:PassRole", "ec2:Create*"], "*")],
    [
        "any role passed to a machine, and a command there",
        allowing(["iam:PassRole", "ec2:AssociateIamInstanceProfile", "ssm:SendCommand"], "*"),
    ],
    ["any role passed to EMR", allowing(["iam:PassRole", "elasticmapreduce:RunJobFlow"], "*")],
    ["any role passed to an interpreter", allowing(["iam:PassRole", "bedrock-agentcore:*"], "*")],
    ["any role passed to a rule", allowing(["iam:PassRole", "events:Put*"], "*")],
    ["a key of any user", allowing("iam:CreateAccessKey", "*")],
    [
        "any role passed to CloudFormation",
        allowing(["iam:PassRole", "cloudformation:*"], "*", {
            Condition: { StringEqualsIfExists: { "iam:PassedToService": "cloudformation.amazonaws.com" } },
        }),
    ],
];

/** Permission policies that leave a role within its task. */
const lessThanEverything: readonly [title: string, document: unknown][] = [
    ["all of one service", allowing("s3:*", "*")],
    [
        "roles of one prefix",
        allowing(["iam:CreateRole", "iam:PutRolePolicy"], "arn:aws:iam::123456789012:role/app-*"),
    ],
    ["roles of one path", allowing("sts:AssumeRole", "arn:aws:iam::123456789012:role/deploy/*")],
    ["IAM's reading actions", allowing(["iam:Get*", "iam:List*"], "*")],
    [
        "a role for one service and no code in it",
        allowing(["iam:PassRole", "lambda:UpdateFunctionCode"], "*"),
    ],
    [
        "a role passed to another service than it may use",
        {
            Version: "2012-10-17",
            Statement: [
                ...allowing("iam:PassRole", "*", {
                    Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
                }).Statement,
                ...allowing(["lambda:CreateFunction", "lambda:InvokeFunction"], "*").Statement,
            ],
        },
    ],
    [
        "policies that must keep a boundary",
        allowing(["iam:PutRolePolicy", "iam:AttachRolePolicy"], "*", {
            Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/b" } },
        }),
    ],
    [
        "everything that bears a tag",
        allowing("*", "*", { Condition: { StringEquals: { "aws:ResourceTag/team": "web" } } }),
    ],
    [
        "everything, for one subject",
        allowing("*", "*", {
            Condition: {
                StringEquals: { "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:main" },
            },
        }),
    ],
    [
        "everything from one network",
        allowing("*", "*", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }),
    ],
];

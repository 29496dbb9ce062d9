import { good, manyRefs, withRole, withSubject } from "./argsValues";

const policyArns = (start: number, end: number) =>
    Array.from({ length: end - start }, (_, at) => `arn:aws:iam::123456789012:policy/p${String(start + at)}`);

const statement = `{"Version":"2012-10-17","Statement":[]}`;

/** Roles that a federation refuses: what is wrong, the value, where the one problem is, and what it says. */
export const wrongRoles: [string, object, string, RegExp][] = [
    ["a role key with capitals", { roles: { Web: good } }, "roles.Web", /not a role key/],
    [
        "a role name that is too long",
        { roleNamePrefix: "p".repeat(62), roles: { web: good } },
        "roles.web",
        /66 characters/,
    ],
    [
        "names that differ in case only",
        { roles: { a: { ...good, name: "Web" }, b: { ...good, name: "web" } } },
        "roles.b.name",
        /is the name of role "a"/,
    ],
    [
        "a previous key that is still there",
        { roles: { a: { ...good, previousKeys: ["b"] }, b: good } },
        "roles.a.previousKeys[0]",
        /still the key/,
    ],
    [
        "several previous keys without a name",
        withRole({ previousKeys: ["a", "b"] }),
        "roles.web.name",
        /missing/,
    ],
    [
        "a previous key that is none",
        withRole({ previousKeys: ["Old Key"] }),
        "roles.web.previousKeys[0]",
        /not a role key/,
    ],
    [
        "a previous key of two roles",
        { roles: { a: { ...good, previousKeys: ["old"] }, b: { ...good, previousKeys: ["old"] } } },
        "roles.b.previousKeys[0]",
        /previous key of "a"/,
    ],
    [
        "too many policies of both kinds together",
        withRole({ managedPolicyArns: policyArns(0, 13), managedPolicies: { ...policyArns(13, 26) } }),
        "roles.web.managedPolicyArns",
        /more policies/,
    ],
    ["no subjects", { roles: { web: {} } }, "roles.web.subjects", /missing/],
    ["an empty list of subjects", { roles: { web: { subjects: [] } } }, "roles.web.subjects", /nobody/],
    ["project and group", withSubject({ group: "g" }), "roles.web.subjects[0].group", /beside/],
    [
        "no ref",
        { roles: { web: { subjects: [{ project: "g/p" }] } } },
        "roles.web.subjects[0].branches",
        /no branch/,
    ],
    ["tags for gitTags", withSubject({ tags: ["v1"] }), "roles.web.subjects[0].tags", /not a recognized key/],
    [
        "an id that is none",
        withSubject({ projectId: "g/p" }),
        "roles.web.subjects[0].projectId",
        /not a GitLab ID/,
    ],
    [
        "an id below zero",
        withSubject({ projectId: -1 }),
        "roles.web.subjects[0].projectId",
        /not a GitLab ID/,
    ],
    [
        "an id that a number cannot hold",
        withSubject({ projectId: 2 ** 53 }),
        "roles.web.subjects[0].projectId",
        /not an id/,
    ],
    ["an empty list", withSubject({ namespaceIds: [] }), "roles.web.subjects[0].namespaceIds", /empty list/],
    [
        "a source that is none",
        withSubject({ pipelineSources: ["merge_request"] }),
        "roles.web.subjects[0].pipelineSources[0]",
        /not a value/,
    ],
    [
        "a tier without its component",
        withSubject({ deploymentTiers: ["production"] }),
        "roles.web.subjects[0].deploymentTiers",
        /cannot be checked/,
    ],
    [
        "components without ref",
        withSubject({ subjectComponents: ["project_path"] }),
        "roles.web.subjects[0].subjectComponents",
        /no ref_type and no ref/,
    ],
    [
        "a leading id without the id",
        withSubject({ subjectComponents: ["project_id", "ref_type", "ref"] }),
        "roles.web.subjects[0].projectId",
        /missing/,
    ],
    [
        "an unconfirmed component",
        withSubject({ subjectComponents: ["job_project_path", "ref_type", "ref"] }),
        "roles.web.subjects[0].subjectComponents[0]",
        /not confirmed/,
    ],
    [
        "the audience as a condition",
        withRole({ additionalConditions: { StringLike: { "gitlab.com:aud": "*" } } }),
        `roles.web.additionalConditions.StringLike["gitlab.com:aud"]`,
        /decided by/,
    ],
    [
        "a claim that is no key",
        withRole({ additionalConditions: { StringEquals: { "gitlab.com:ref": "main" } } }),
        `roles.web.additionalConditions.StringEquals["gitlab.com:ref"]`,
        /no condition key/,
    ],
    [
        "a key of another issuer",
        withRole({ additionalConditions: { StringEquals: { "gitlab.example.com:email": "x" } } }),
        `roles.web.additionalConditions.StringEquals["gitlab.example.com:email"]`,
        /does not exist/,
    ],
    [
        "an operator in the wrong case",
        withRole({ additionalConditions: { stringequals: { "aws:SourceIp": "1" } } }),
        "roles.web.additionalConditions.stringequals",
        /not an IAM condition operator/,
    ],
    [
        "a policy name for an ARN",
        withRole({ managedPolicyArns: ["ReadOnlyAccess"] }),
        "roles.web.managedPolicyArns[0]",
        /not a managed policy ARN/,
    ],
    [
        "a policy twice",
        withRole({ managedPolicyArns: ["arn:aws:iam::aws:policy/X", "arn:aws:iam::aws:policy/X"] }),
        "roles.web.managedPolicyArns[1]",
        /twice/,
    ],
    [
        "policies of two partitions",
        withRole({ managedPolicyArns: ["arn:aws:iam::aws:policy/X", "arn:aws-cn:iam::aws:policy/X"] }),
        "roles.web.managedPolicyArns[1]",
        /another partition/,
    ],
    [
        "an inline policy that is not valid JSON",
        withRole({ inlinePolicies: { a: "Version: 1" } }),
        "roles.web.inlinePolicies.a",
        /not valid JSON/,
    ],
    [
        "an inline policy as an object",
        withRole({ inlinePolicies: { a: { Version: 1 } } }),
        "roles.web.inlinePolicies.a",
        /not a string/,
    ],
    [
        "inline policies that are too long",
        withRole({ inlinePolicies: { a: statement.replace("[]", `["${"x".repeat(10300)}"]`) } }),
        "roles.web.inlinePolicies",
        /characters together/,
    ],
    [
        "a session of a minute",
        withRole({ maxSessionDuration: 60 }),
        "roles.web.maxSessionDuration",
        /not a session duration/,
    ],
    ["a path without slashes", withRole({ path: "ci" }), "roles.web.path", /not an IAM path/],
    ["a tag of AWS's own", withRole({ tags: { "aws:x": "y" } }), `roles.web.tags."aws:x"`, /AWS reserves/],
    [
        "a trust policy that is too long",
        withSubject({ branches: manyRefs }),
        "roles.web.subjects",
        /characters; the account's quota is 2048/,
    ],
];

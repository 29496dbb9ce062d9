import * as pulumi from "@pulumi/pulumi";
import { good, withRole, withSubject } from "./argsValues";

/** Arguments that a federation takes: what is particular, and the value. */
export const rightArgs: [string, object][] = [
    ["the least", { roles: { web: good } }],
    ["numbers as ids", withSubject({ projectId: 42, namespaceIds: [7] })],
    ["a relative-URL instance", { gitlabUrl: "https://host.example/gitlab", roles: { web: good } }],
    [
        "a condition on the address",
        withRole({ additionalConditions: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }),
    ],
    [
        "a key of gitlab.com",
        withRole({ additionalConditions: { StringEquals: { "gitlab.com:user_id": ["1"] } } }),
    ],
    [
        "a key newer than the table",
        withRole({ additionalConditions: { StringEquals: { "gitlab.com:new_key": ["1"] } } }),
    ],
    [
        "components that the project declares",
        withSubject({
            subjectComponents: ["project_path", "ref_type", "ref", "deployment_tier"],
            deploymentTiers: ["production"],
        }),
    ],
    [
        "an id that leads",
        withSubject({ projectId: "42", subjectComponents: ["project_id", "ref_type", "ref"] }),
    ],
    [
        "policies that are known later",
        withRole({
            permissionsBoundary: Promise.resolve("arn:aws:iam::123456789012:policy/boundary"),
            managedPolicies: {
                one: pulumi.output("arn:aws:iam::123456789012:policy/one"),
                other: pulumi.output("arn:aws:iam::123456789012:policy/other"),
            },
        }),
    ],
    ["an object without a prototype", Object.assign(Object.create(null) as object, { roles: { web: good } })],
    ["a larger quota", withRole({ trustPolicyLengthQuota: 8192 })],
    ["one renamed key", withRole({ previousKeys: ["old"] })],
    [
        "several renamed keys with a name",
        withRole({ previousKeys: ["old", "older"], name: "gitlab-dev-older" }),
    ],
    ["an audience of a team's own", { audience: "sts.amazonaws.com", roles: { web: good } }],
];

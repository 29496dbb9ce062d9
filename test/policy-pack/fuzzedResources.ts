import fc from "fast-check";
import {
    attachmentTypes,
    holderTypes,
    identityProviderTypes,
    managedPolicyTypes,
    mirrorTypes,
    rolePolicyTypes,
    roleTypes,
} from "../../trust/aws";
import type { AnalyzedResource } from "../../cli/pack";
import { unknownMarkers } from "../../trust/document";

const judgedTypes = [
    ...roleTypes.keys(),
    ...identityProviderTypes.keys(),
    ...attachmentTypes.keys(),
    ...managedPolicyTypes.keys(),
    ...rolePolicyTypes.keys(),
    ...holderTypes.keys(),
    ...Object.values(mirrorTypes).flat(),
];

const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
        "2012-10-17",
        "Allow",
        "sts:AssumeRoleWithWebIdentity",
        "arn:aws:iam::123456789012:oidc-provider/gitlab.com",
        "https://gitlab.com",
        "project_path:acme/*:ref_type:branch:ref:main",
        "*",
        "AWS::IAM::Role",
        '{"Resources": {"A": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [null, {"PolicyName": 1}]}}}}',
        "Resources: {A: {Type: !Ref B}, B: !Sub [x, 1]}",
        ...unknownMarkers.map(({ marker }) => marker),
    ),
);
/** Names of members: any, and those that mean something. */
export const memberNames = fc.oneof(
    fc.string(),
    fc.constantFrom(
        "Version",
        "Statement",
        "Effect",
        "Principal",
        "Federated",
        "Action",
        "Condition",
        "StringEquals",
        "StringLike",
        "gitlab.com:sub",
        "gitlab.com:aud",
        "__proto__",
        "constructor",
        "Resource",
        "name",
        "policy",
        "keys",
        "kty",
        "issuer",
        "jwks_uri",
        "typeName",
        "desiredState",
        "templateBody",
        "templateUrl",
        "properties",
        "type",
        "Resources",
        "Properties",
    ),
);
/** Any JSON value, of the texts that mean something to policies now and then. */
export const { value: anyValue } = fc.letrec((tie) => ({
    value: fc.oneof(
        { depthSize: "medium" },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(memberNames, tie("value"), { maxKeys: 5 }),
    ),
}));
/** A trust policy with GitLab's provider in it, and conditions of any kind. */
const nearlyPolicies = fc.record({
    Version: fc.constantFrom("2012-10-17", "2008-10-17"),
    Statement: fc.record({
        Effect: fc.constant("Allow"),
        Principal: fc.constant({ Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" }),
        Action: fc.constant("sts:AssumeRoleWithWebIdentity"),
        Condition: fc.dictionary(
            fc.constantFrom(
                "StringEquals",
                "StringLike",
                "ForAllValues:StringLike",
                "StringNotEquals",
                "Null",
            ),
            fc.dictionary(
                fc.oneof(fc.constantFrom("gitlab.com:sub", "gitlab.com:aud"), memberNames),
                anyValue,
                {
                    maxKeys: 3,
                },
            ),
            { maxKeys: 3 },
        ),
    }),
});
const input = fc.oneof(
    anyValue,
    anyValue.map((value) => JSON.stringify(value)),
    nearlyPolicies,
    nearlyPolicies.map((value) => JSON.stringify(value)),
);
/** Inputs that policies begin with, in most resources. */
const mainInputs = fc.option(
    fc.record({
        assumeRolePolicy: input,
        assumeRolePolicyDocument: input,
        url: fc.oneof(
            fc.constantFrom("https://gitlab.com/", "http://gitlab.com", "https://gitlab.com"),
            input,
        ),
        clientIdLists: input,
        clientIdList: input,
    }),
    { nil: {}, freq: 4 },
);

/** A resource of random shape: of a type that policies judge or of another, with inputs that mean something or nothing. */
export const fuzzedResources: fc.Arbitrary<AnalyzedResource> = fc.record({
    type: fc.oneof(
        fc.constantFrom(...roleTypes.keys(), ...identityProviderTypes.keys()),
        fc.constantFrom(...judgedTypes, "aws:s3/bucket:Bucket", "random:index/randomId:RandomId"),
    ),
    name: fc.string(),
    urn: fc.constant("urn:a"),
    props: fc
        .tuple(
            mainInputs,
            fc.dictionary(
                fc.oneof(
                    fc.constantFrom(
                        "assumeRolePolicy",
                        "assumeRolePolicyDocument",
                        "url",
                        "clientIdLists",
                        "clientIdList",
                        "managedPolicyArns",
                        "inlinePolicies",
                        "policies",
                        "permissionsBoundary",
                        "maxSessionDuration",
                        "policy",
                        "policyDocument",
                        "policyArn",
                        "role",
                        "roleName",
                        "roles",
                        "name",
                        "bucket",
                        "key",
                        "content",
                        "contentType",
                        "acl",
                        "forceDestroy",
                    ),
                    memberNames,
                ),
                input,
            ),
        )
        .map(([main, others]) => ({ ...main, ...others })),
});

import type { Pair } from "./pairs";

/** One document on which MiniStack and `evaluate` differ, with the page that settles it. */
export interface Disagreement {
    name: string;
    /** The document that settles it; or, where none does, what is missing. */
    settledBy: string;
    /** The document, a token, and the answer of `evaluate`. */
    specimen: Pair & { allowed: boolean };
}

const userGuide = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";

/** A policy with one Allow statement for gitlab.com and a condition, and a token of the project g/p on main. */
function specimen(
    condition: Record<string, Record<string, unknown>>,
    claims: Record<string, unknown> = {},
    principal: unknown = { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
): Pair {
    const statement = {
        Effect: "Allow",
        Principal: principal,
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition,
    };
    const token = {
        iss: "https://gitlab.com",
        aud: "https://gitlab.com",
        sub: "project_path:g/p:ref_type:branch:ref:main",
    };
    return { policy: { Version: "2012-10-17", Statement: [statement] }, claims: { ...token, ...claims } };
}

/**
 * Every known disagreement between MiniStack 1.5.33 and `evaluate`, one document each. The documents that are generated
 * are asked in words in which the two agree: see forMinistack.
 */
export const disagreements: readonly Disagreement[] = [
    {
        name: "MiniStack offers aud, sub and amr only, not the nine keys of gitlab.com, email and oaud",
        settledBy: `${userGuide}reference_policies_iam-condition-keys.html`,
        specimen: {
            ...specimen({ StringEquals: { "gitlab.com:project_id": "42" } }, { project_id: "42" }),
            allowed: true,
        },
    },
    {
        name: "MiniStack takes policy variables for plain text",
        settledBy: `${userGuide}reference_policies_variables.html`,
        specimen: {
            ...specimen({ StringEquals: { "gitlab.com:sub": "a${$}b" } }, { sub: "a$b" }),
            allowed: true,
        },
    },
    {
        name: "MiniStack turns a list of one audience into text, brackets included",
        settledBy: `${userGuide}reference_policies_condition-single-vs-multi-valued-context-keys.html`,
        specimen: {
            ...specimen({ StringEquals: { "gitlab.com:aud": "aws" } }, { aud: ["aws"] }),
            allowed: true,
        },
    },
    {
        name: "MiniStack compares aud where the token has an azp",
        settledBy: `${userGuide}reference_policies_iam-condition-keys.html`,
        specimen: {
            ...specimen({ StringEquals: { "gitlab.com:aud": "https://gitlab.com" } }, { azp: "another" }),
            allowed: false,
        },
    },
    {
        name: 'MiniStack takes "*" of AWS for principals with credentials only',
        settledBy: `${userGuide}reference_policies_elements_principal.html ("Principal": "*" and {"AWS": "*"} are the same)`,
        specimen: { ...specimen({}, {}, { AWS: "*" }), allowed: true },
    },
    {
        name: "MiniStack drops a slash at the end of iss",
        settledBy:
            "https://repost.aws/knowledge-center/iam-oidc-idp-federation (iss and provider URL are compared byte for byte)",
        specimen: { ...specimen({}, { iss: "https://gitlab.com/" }), allowed: false },
    },
    {
        name: "MiniStack takes a token without sub or aud",
        settledBy:
            "https://openid.net/specs/openid-connect-core-1_0.html#IDToken, and STS's error Missing a required claim: sub",
        specimen: { ...specimen({}, { sub: undefined }), allowed: false },
    },
    {
        name: "MiniStack gives a request without credentials an aws:PrincipalArn",
        settledBy: `${userGuide}reference_policies_condition-keys.html#condition-keys-principalarn (not for anonymous requests)`,
        specimen: {
            ...specimen({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:oidc-provider/*" } }),
            allowed: false,
        },
    },
    {
        name: "MiniStack looks at the first value of Null only",
        settledBy: `${userGuide}reference_policies_elements_condition_operators.html (values of one key are alternatives)`,
        specimen: { ...specimen({ Null: { "gitlab.com:sub": ["true", "false"] } }), allowed: true },
    },
    {
        name: "not analysed: an operator of another type on a key of type String",
        settledBy: "nothing: the key is documented as String, the comparison is not; it keeps nobody out",
        specimen: { ...specimen({ NumericEquals: { "gitlab.com:sub": 1 } }), allowed: true },
    },
];

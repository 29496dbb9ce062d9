import type { Decision } from "../../trust/decision";
import type { Pair } from "./pairs";

/** A reason for which MiniStack and `evaluate` may differ, with the document that settles it. */
export interface Disagreement {
    name: string;
    /** The document that settles it; or, where none does, what is missing. */
    settledBy: string;
    /** Whether it is the reason of a pair on which the two differ. */
    explains: (pair: Pair, decision: Decision) => boolean;
    /** A pair on which they differ for this reason, and the answer of `evaluate`. */
    specimen: Pair & { allowed: boolean };
}

const userGuide = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";

function keysOf(decision: Decision): string[] {
    return decision.statements.flatMap(({ conditions }) => conditions.map(({ key }) => key.toLowerCase()));
}

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

/** Every known disagreement between MiniStack 1.5.33 and `evaluate`. */
export const disagreements: readonly Disagreement[] = [
    {
        name: "MiniStack offers aud, sub and amr only, not the nine keys of gitlab.com, email and oaud",
        settledBy: `${userGuide}reference_policies_iam-condition-keys.html`,
        explains: (_, decision) =>
            keysOf(decision).some((key) =>
                /^gitlab\.com:(project_id|ref_protected)$|:(oaud|email)$/.test(key),
            ),
        specimen: {
            ...specimen({ StringEquals: { "gitlab.com:project_id": "42" } }, { project_id: "42" }),
            allowed: true,
        },
    },
    {
        name: "MiniStack takes policy variables for plain text",
        settledBy: `${userGuide}reference_policies_variables.html`,
        explains: ({ policy }) => JSON.stringify(policy).includes("${"),
        specimen: {
            ...specimen({ StringEquals: { "gitlab.com:sub": "a${$}b" } }, { sub: "a$b" }),
            allowed: true,
        },
    },
    {
        name: "MiniStack turns a list of one audience into text, brackets included",
        settledBy: `${userGuide}reference_policies_condition-single-vs-multi-valued-context-keys.html`,
        explains: ({ claims }, decision) =>
            Array.isArray(claims["aud"]) && keysOf(decision).some((key) => key.endsWith(":aud")),
        specimen: {
            ...specimen({ StringEquals: { "gitlab.com:aud": "aws" } }, { aud: ["aws"] }),
            allowed: true,
        },
    },
    {
        name: "MiniStack compares aud where the token has an azp",
        settledBy: `${userGuide}reference_policies_iam-condition-keys.html`,
        explains: ({ claims }) => claims["azp"] !== undefined,
        specimen: {
            ...specimen({ StringEquals: { "gitlab.com:aud": "https://gitlab.com" } }, { azp: "another" }),
            allowed: false,
        },
    },
    {
        name: 'MiniStack takes "*" of AWS for principals with credentials only',
        settledBy: `${userGuide}reference_policies_elements_principal.html ("Principal": "*" and {"AWS": "*"} are the same)`,
        explains: ({ policy }) => JSON.stringify(policy).includes('"AWS":"*"'),
        specimen: { ...specimen({}, {}, { AWS: "*" }), allowed: true },
    },
    {
        name: "MiniStack drops a slash at the end of iss",
        settledBy:
            "https://repost.aws/knowledge-center/iam-oidc-idp-federation (iss and provider URL are compared byte for byte)",
        explains: ({ claims }) => typeof claims["iss"] === "string" && claims["iss"].endsWith("/"),
        specimen: { ...specimen({}, { iss: "https://gitlab.com/" }), allowed: false },
    },
    {
        name: "MiniStack takes a token without sub or aud",
        settledBy:
            "https://openid.net/specs/openid-connect-core-1_0.html#IDToken, and STS's error Missing a required claim: sub",
        explains: ({ claims }) => claims["sub"] === undefined || claims["aud"] === undefined,
        specimen: { ...specimen({}, { sub: undefined }), allowed: false },
    },
    {
        name: "MiniStack gives a request without credentials an aws:PrincipalArn",
        settledBy: `${userGuide}reference_policies_condition-keys.html#condition-keys-principalarn (not for anonymous requests)`,
        explains: (_, decision) => keysOf(decision).includes("aws:principalarn"),
        specimen: {
            ...specimen({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:oidc-provider/*" } }),
            allowed: false,
        },
    },
    {
        name: "MiniStack looks at the first value of Null only",
        settledBy: `${userGuide}reference_policies_elements_condition_operators.html (values of one key are alternatives)`,
        explains: ({ policy }) => JSON.stringify(policy).includes('"Null"'),
        specimen: { ...specimen({ Null: { "gitlab.com:sub": ["true", "false"] } }), allowed: true },
    },
    {
        name: "not analysed: an operator of another type on a key of type String",
        settledBy: "nothing: the key is documented as String, the comparison is not; it keeps nobody out",
        explains: (_, decision) => decision.notAnalysed.length > 0,
        specimen: { ...specimen({ NumericEquals: { "gitlab.com:sub": 1 } }), allowed: true },
    },
];

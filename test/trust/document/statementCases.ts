import { policy, statement, text, type ReadabilityCase } from "./documentCases";

const long = "x".repeat(8200);

/** Statements, their elements, and the texts in them. */
export const statementCases: readonly ReadabilityCase[] = [
    ["an unknown element", { ...policy, Foo: 1 }, ["element-unknown closed Foo"]],
    [
        "a Resource",
        { ...policy, Statement: [{ ...statement, Resource: "*" }] },
        ["element-prohibited closed Statement[0].Resource"],
    ],
    [
        "a Sid with other characters than letters and digits",
        { ...policy, Statement: [{ ...statement, Sid: "let jobs in" }] },
        ["sid-invalid closed Statement[0].Sid"],
    ],
    [
        "a Sid that is not a string",
        { ...policy, Statement: [{ ...statement, Sid: 1 }] },
        ["sid-invalid closed Statement[0].Sid"],
    ],
    [
        "the Sid of another statement",
        {
            ...policy,
            Statement: [
                { ...statement, Sid: "A1" },
                { ...statement, Sid: "a1" },
                { ...statement, Sid: "A1" },
            ],
        },
        ["sid-duplicate closed Statement[2].Sid"],
    ],
    [
        "empty Sids, as the console writes them",
        {
            ...policy,
            Statement: [
                { ...statement, Sid: "" },
                { ...statement, Sid: "" },
            ],
        },
        [],
    ],
    [
        "principals with a wildcard in a part of them",
        {
            ...policy,
            Statement: [
                {
                    ...statement,
                    Principal: { AWS: ["*", "arn:aws:iam::*:root"], Service: "*.amazonaws.com" },
                },
            ],
        },
        [
            "principal-wildcard closed Statement[0].Principal.AWS[1]",
            "principal-wildcard closed Statement[0].Principal.Service",
        ],
    ],
    [
        "an effect in another case",
        { ...policy, Statement: [{ ...statement, Effect: "allow" }] },
        ["effect-invalid closed Statement[0].Effect"],
    ],
    [
        "a statement with nothing in it",
        { ...policy, Statement: [{}] },
        [
            "principal-invalid closed Statement[0]",
            "action-invalid closed Statement[0]",
            "effect-invalid closed Statement[0]",
        ],
    ],
    [
        "both Action and NotAction",
        { ...policy, Statement: [{ ...statement, NotAction: "sts:TagSession" }] },
        ["action-invalid closed Statement[0]"],
    ],
    [
        "a principal that is a plain text",
        { ...policy, Statement: [{ ...statement, Principal: "gitlab.com" }] },
        ["principal-invalid closed Statement[0].Principal"],
    ],
    [
        "a principal of an unknown kind, and one that is not a string",
        { ...policy, Statement: [{ ...statement, Principal: { OIDC: "x", Federated: [1] } }] },
        [
            "principal-invalid closed Statement[0].Principal.OIDC",
            "principal-invalid closed Statement[0].Principal.Federated[0]",
        ],
    ],
    [
        "an empty list of actions",
        { ...policy, Statement: [{ ...statement, Action: [] }] },
        ["action-invalid closed Statement[0].Action"],
    ],
    [
        "a condition that is a list",
        { ...policy, Statement: [{ ...statement, Condition: [] }] },
        ["condition-invalid closed Statement[0].Condition"],
    ],
    [
        "an operator that holds a text",
        { ...policy, Statement: [{ ...statement, Condition: { StringEquals: "x" } }] },
        ["condition-invalid closed Statement[0].Condition.StringEquals"],
    ],
    [
        "an operator that IAM does not have",
        {
            ...policy,
            Statement: [{ ...statement, Condition: { StringMatches: { "gitlab.com:sub": "x" } } }],
        },
        ["operator-unknown closed Statement[0].Condition.StringMatches"],
    ],
    [
        "a value that is null or an object",
        {
            ...policy,
            Statement: [{ ...statement, Condition: { StringEquals: { "gitlab.com:sub": [null, {}] } } }],
        },
        [
            'value-invalid closed Statement[0].Condition.StringEquals["gitlab.com:sub"][0]',
            'value-invalid closed Statement[0].Condition.StringEquals["gitlab.com:sub"][1]',
        ],
    ],
    [
        "a condition key twice, in two cases",
        {
            ...policy,
            Statement: [
                {
                    ...statement,
                    Condition: { StringLike: { "gitlab.com:sub": "a", "GitLab.com:Sub": "b" } },
                },
            ],
        },
        ['duplicate-condition-key mixed Statement[0].Condition.StringLike["GitLab.com:Sub"]'],
    ],
    [
        "a duplicate name",
        text.replace('"Version"', '"Version":"2008-10-17","Version"'),
        ["duplicate-name mixed Version"],
    ],
    [
        "a character beyond U+00FF",
        text.replace("ref:main", "ref:日本"),
        ['character-not-allowed closed Statement[0].Condition.StringEquals["gitlab.com:sub"]'],
    ],
    [
        "an unknown marker inside a longer text",
        text.replace('gitlab.com"', '04da6b54-80e4-46f7-96ec-b56ff0331ba9"'),
        ["unknown-marker mixed Statement[0].Principal.Federated"],
    ],
    [
        "an unknown marker in a name",
        {
            ...policy,
            Statement: [
                {
                    ...statement,
                    Condition: { StringEquals: { "04da6b54-80e4-46f7-96ec-b56ff0331ba9:sub": "x" } },
                },
            ],
        },
        [
            'unknown-marker mixed Statement[0].Condition.StringEquals["04da6b54-80e4-46f7-96ec-b56ff0331ba9:sub"]',
        ],
    ],
    [
        "an unknown marker as the whole text",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        ["document-not-json closed", "unknown-marker mixed"],
    ],
    [
        "more characters than any quota",
        {
            ...policy,
            Statement: [{ ...statement, Condition: { StringEquals: { "gitlab.com:sub": long } } }],
        },
        ["document-too-long closed"],
    ],
    ["a megabyte of brackets", "[".repeat(1e6), ["document-too-deep closed"]],
];

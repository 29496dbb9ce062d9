/** A statement that is right, to be changed by a case. */
export const statement = {
    Effect: "Allow",
    Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { "gitlab.com:sub": "project_path:g/p:ref_type:branch:ref:main" } },
};
/** A policy that is right. */
export const policy = { Version: "2012-10-17", Statement: [statement] };
/** The same policy as text. */
export const text = JSON.stringify(policy);

/** What it is, the document, and the findings that it gives: code, effect and path. */
export type ReadabilityCase = [what: string, document: unknown, findings: string[]];

/** Documents as a whole: text, encoding, version. */
export const documentCases: readonly ReadabilityCase[] = [
    ["a policy as text", text, []],
    ["a policy as an object", policy, []],
    ["one statement without a list", { ...policy, Statement: statement }, []],
    ["an Id and a Sid", { ...policy, Id: "x", Statement: [{ ...statement, Sid: "y" }] }, []],
    ["an empty text", " \n", ["document-empty closed"]],
    ["no JSON", "{'Version': 1}", ["document-not-json closed"]],
    [
        "an Output as text",
        "Calling [toString] on an [Output<T>] is not supported.",
        ["document-output-as-text closed"],
    ],
    ["YAML", 'Version: "2012-10-17"\nStatement:\n  - Effect: Allow', ["document-yaml closed"]],
    ["YAML after a marker", "---\nfoo: bar", ["document-yaml closed"]],
    ["URL-encoded JSON", encodeURIComponent(text), ["document-url-encoded closed"]],
    ["a byte-order mark", `\uFEFF${text}`, ["document-byte-order-mark closed"]],
    ["JSON inside a JSON text", JSON.stringify(text), ["document-double-encoded closed"]],
    ["a list", "[]", ["document-not-an-object closed"]],
    ["null", null, ["document-not-an-object closed"]],
    ["nothing", undefined, ["document-not-an-object closed"]],
    ["a number", 7, ["document-not-an-object closed"]],
    ["no statement", { Version: "2012-10-17" }, ["statement-missing closed Statement"]],
    ["an empty list of statements", { ...policy, Statement: [] }, ["statement-missing closed Statement"]],
    [
        "a statement that is a text",
        { ...policy, Statement: ["x"] },
        ["statement-not-an-object closed Statement[0]"],
    ],
    ["no Version", { Statement: [statement] }, ["version-missing none Version"]],
    ["the old Version", { ...policy, Version: "2008-10-17" }, ["version-old none Version"]],
    ["another Version", { ...policy, Version: "2020-01-01" }, ["version-unknown closed Version"]],
    ["a Version that is not a string", { ...policy, Version: 2012 }, ["version-unknown closed Version"]],
    [
        "the old Version with a policy variable",
        {
            Version: "2008-10-17",
            Statement: { ...statement, Condition: { StringEquals: { "gitlab.com:sub": "a${$}b" } } },
        },
        ["version-old mixed Version"],
    ],
    [
        "an element in another case",
        { Version: "2012-10-17", statement: [{ ...statement }] },
        ["element-case mixed statement"],
    ],
    ["an element twice, in two cases", { ...policy, statement: [] }, ["duplicate-name mixed statement"]],
];

import fc from "fast-check";
import { randomPattern, randomSubject } from "../languages/randomSubjects";

/** The issuers that random documents and tokens are about: two of GitLab's, and two of other services. */
export const issuers = [
    "gitlab.com",
    "gitlab.example.com",
    "accounts.google.com",
    "idp.example.org/tenant",
] as const;

export type Issuer = (typeof issuers)[number];

const account = "123456789012";

function arn(issuer: string, owner = account): string {
    return issuer === "accounts.google.com" ? issuer : `arn:aws:iam::${owner}:oidc-provider/${issuer}`;
}

/** Mostly few, so that statements meet: the same values, with small differences. */
export const commonSubjects = [
    "project_path:g/p:ref_type:branch:ref:main",
    "project_path:g/q:ref_type:branch:ref:main",
    "project_path:h/p:ref_type:tag:ref:v1",
    "project_path:g/p:ref_type:branch:ref:Main",
    "project_path:g/s/p:ref_type:branch:ref:release/1",
    "project_id:42:ref_type:branch:ref:main",
    "project_path:g/p:ref_type:branch:ref:main:ref_protected:true",
    "project_path:g/p:ref_protected:false",
];

const subjectValue = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...commonSubjects) },
    { weight: 2, arbitrary: randomSubject },
    { weight: 4, arbitrary: randomPattern },
    {
        weight: 4,
        arbitrary: fc.constantFrom(
            "project_path:g/*",
            "project_path:g/p:*",
            "project_path:*",
            "project_path:g/?:ref_type:branch:ref:*",
            "project_path:?/p:*",
            "project_path:*:ref:main",
            "*:ref_type:tag:*",
            "project_id:*",
            "project_id:4?:*",
            "*",
            "?*",
        ),
    },
    {
        weight: 1,
        arbitrary: fc.constantFrom(
            "",
            "x",
            "repo:x/y",
            "${gitlab.com:sub}",
            "${gitlab.example.com:sub}",
            "project_path:${gitlab.com:user_login}/p:*",
            "project_id:${gitlab.com:project_id}:*",
            "project_path:g/p:ref_type:branch:ref:a${$}b",
            "project_path:${aws:none, 'g'}/p:*",
            "project_path:${gitlab.com:ref}/p:*",
            "project_path:${",
            "project_path:\u00e4/p:*",
        ),
    },
);

const audience = fc.constantFrom(
    "https://gitlab.com",
    "https://gitlab.example.com",
    "sts.amazonaws.com",
    "https://GITLAB.com",
    "https://*",
    "*",
    "aws",
    "true",
    "${gitlab.com:sub}",
);
const identifier = fc.constantFrom("42", "43", "4*", "*", "1001", "x");
const word = fc.constantFrom(
    "true",
    "false",
    "TRUE",
    "developer",
    "owner",
    "push",
    "g",
    "*",
    "self-hosted",
    "?*",
);

const stringOperator = fc
    .tuple(
        fc.constantFrom("", "", "", "", "ForAnyValue:", "ForAllValues:"),
        fc.constantFrom(
            "StringEquals",
            "StringLike",
            "StringEquals",
            "StringLike",
            "StringNotEquals",
            "StringNotLike",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
        ),
        fc.constantFrom("", "", "", "IfExists"),
    )
    .map((parts) => parts.join(""));

const oneOrMany = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));

type Condition = readonly [operator: string, key: string, values: unknown];

const gitlabComKeys = [
    "namespace_id",
    "project_id",
    "user_id",
    "user_login",
    "user_access_level",
    "ref_protected",
    "pipeline_source",
    "runner_environment",
];
const deadKeys = ["ref", "project_path", "environment", "ref_type", "email", "amr", "oaud"];

const nullValue = fc.constantFrom<unknown>("true", "false", true, false, "TRUE", "no", "0", 0, 1);

function keysOf(issuer: Issuer): fc.Arbitrary<string> {
    return fc.oneof(
        { weight: 8, arbitrary: fc.constant(`${issuer}:sub`) },
        { weight: 4, arbitrary: fc.constant(`${issuer}:aud`) },
        { weight: 3, arbitrary: fc.constantFrom(...gitlabComKeys).map((name) => `${issuer}:${name}`) },
        { weight: 2, arbitrary: fc.constantFrom(...deadKeys).map((name) => `${issuer}:${name}`) },
        {
            weight: 1,
            arbitrary: fc.constantFrom(
                `${issuer}:SUB`,
                `https://${issuer}:sub`,
                `${issuer}/:sub`,
                `${issuer}:newer_key`,
                "other.example.net:sub",
                "sts:RoleSessionName",
                "sts:SourceIdentity",
                "aws:PrincipalArn",
                "aws:MultiFactorAuthPresent",
                "aws:SourceVpc",
                "aws:RequestTag/team",
            ),
        },
    );
}

function valueFor(key: string): fc.Arbitrary<unknown> {
    const name = key.slice(key.lastIndexOf(":") + 1).toLowerCase();
    if (name === "sub") return subjectValue;
    if (name === "aud" || name === "oaud") return audience;
    if (name.endsWith("_id")) return identifier;
    return word;
}

/** Comparisons of the request's keys, with borders that lie side by side. */
const ofRequest = fc.oneof(
    fc.tuple(
        fc.constantFrom("IpAddress", "NotIpAddress", "IpAddressIfExists", "NotIpAddressIfExists"),
        fc.constant("aws:SourceIp"),
        oneOrMany(
            fc.constantFrom("10.0.0.0/8", "10.0.0.0/9", "203.0.113.7", "0.0.0.0/0", "2001:db8::/32", "::/0"),
        ),
    ),
    fc.tuple(
        fc.constantFrom(
            "DateGreaterThan",
            "DateLessThan",
            "DateEquals",
            "DateNotEquals",
            "DateLessThanEquals",
        ),
        fc.constant("aws:CurrentTime"),
        fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2027-01-01"),
    ),
    fc.tuple(
        fc.constantFrom("NumericGreaterThan", "NumericLessThan", "NumericEquals", "NumericNotEquals"),
        fc.constant("aws:EpochTime"),
        fc.constantFrom<unknown>("5", 6, "5.5", "1800000000"),
    ),
    fc.tuple(
        fc.constantFrom("Bool", "BoolIfExists"),
        fc.constant("aws:SecureTransport"),
        fc.constantFrom<unknown>("true", false),
    ),
    fc.tuple(
        stringOperator,
        fc.constant("aws:SourceVpc"),
        oneOrMany(fc.constantFrom("vpc-1", "vpc-2", "vpc-*", "vpc-?", "*")),
    ),
    fc.tuple(fc.constant("Null"), fc.constantFrom("aws:SourceVpc", "aws:SourceIp"), nullValue),
);

function conditionOf(issuer: Issuer): fc.Arbitrary<Condition> {
    const strings = fc
        .tuple(stringOperator, keysOf(issuer))
        .chain(([operator, key]) =>
            fc.tuple(fc.constant(operator), fc.constant(key), oneOrMany(valueFor(key))),
        );
    return fc.oneof(
        { weight: 14, arbitrary: strings },
        {
            weight: 2,
            arbitrary: fc.tuple(
                fc.constant("Null"),
                keysOf(issuer),
                fc.oneof(oneOrMany(nullValue), fc.constant([])),
            ),
        },
        {
            weight: 1,
            arbitrary: fc.tuple(
                fc.constantFrom("Bool", "BoolIfExists", "ForAnyValue:Bool", "ForAllValues:Bool"),
                fc
                    .constantFrom("ref_protected", "aud", "sub", "user_login")
                    .map((name) => `${issuer}:${name}`),
                oneOrMany(fc.constantFrom<unknown>("true", "false", true, "True", "x")),
            ),
        },
        {
            weight: 1,
            arbitrary: fc.tuple(
                fc.constantFrom("NumericEquals", "ArnLike", "DateGreaterThan", "IpAddress", "BinaryEquals"),
                keysOf(issuer),
                identifier,
            ),
        },
        { weight: 2, arbitrary: ofRequest },
    );
}

const principal = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...issuers).map((one) => ({ Federated: arn(one) })) },
    { weight: 8, arbitrary: fc.constant({ Federated: arn("gitlab.com") }) },
    { weight: 2, arbitrary: fc.constant({ Federated: [arn("gitlab.com"), arn("gitlab.example.com")] }) },
    {
        weight: 3,
        arbitrary: fc.constantFrom<unknown>(
            "*",
            { AWS: "*" },
            { Federated: "*" },
            { AWS: account, Federated: arn("gitlab.com") },
            { Service: "ec2.amazonaws.com" },
            { Federated: arn("gitlab.com", "999999999999") },
        ),
    },
);

const action = fc.oneof(
    { weight: 10, arbitrary: fc.constant<unknown>({ Action: "sts:AssumeRoleWithWebIdentity" }) },
    {
        weight: 4,
        arbitrary: fc.constantFrom<unknown>(
            { Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] },
            { Action: "sts:*" },
            { Action: "*" },
            { Action: "STS:assumerolewith*" },
            { Action: ["sts:AssumeRole?ithWebIdentity", "sts:SetSourceIdentity"] },
            { NotAction: "sts:AssumeRole" },
            { NotAction: "sts:*" },
            { Action: "sts:AssumeRole" },
            { Action: "sts:TagSession" },
        ),
    },
);

function merged(conditions: readonly Condition[]): Record<string, Record<string, unknown>> {
    const element: Record<string, Record<string, unknown>> = {};
    for (const [operator, key, values] of conditions)
        element[operator] = { ...element[operator], [key]: values };
    return element;
}

const statement = fc.constantFrom<Issuer>("gitlab.com", "gitlab.com", ...issuers).chain((issuer) =>
    fc
        .record({
            effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
            principal: fc.oneof(
                { weight: 6, arbitrary: fc.constant({ Principal: { Federated: arn(issuer) } }) },
                { weight: 3, arbitrary: principal.map((one) => ({ Principal: one })) },
                { weight: 1, arbitrary: principal.map((one) => ({ NotPrincipal: one })) },
            ),
            action,
            conditions: fc.array(conditionOf(issuer), { maxLength: 4 }),
        })
        .map(({ effect, principal, action, conditions }) => ({
            Effect: effect,
            ...principal,
            ...(action as object),
            ...(conditions.length > 0 && { Condition: merged(conditions) }),
        })),
);

/** Trust policies that leave nothing out. Some of them are refused by IAM. */
export const randomDocument = fc
    .tuple(
        fc.constantFrom("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"),
        fc.array(statement, { minLength: 1, maxLength: 4 }),
    )
    .map(([Version, Statement]) => ({ Version, Statement }));

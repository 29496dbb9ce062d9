import fc from "fast-check";
import { randomPattern, randomSubject } from "../languages/randomSubjects";

const stringOperator = fc.constantFrom(
    "StringEquals",
    "StringLike",
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "ForAnyValue:StringLike",
    "ForAllValues:StringEquals",
    "ForAllValues:StringNotLike",
    "ForAnyValue:StringNotEquals",
    "StringLikeIfExists",
    "StringNotEqualsIgnoreCase",
);
const subjectValue = fc.oneof(
    { weight: 4, arbitrary: randomSubject },
    { weight: 4, arbitrary: randomPattern },
    {
        weight: 1,
        arbitrary: fc.constantFrom(
            "*",
            "",
            "project_path:*",
            "project_path:g/*",
            "project_path:g*:*",
            "${gitlab.com:sub}",
            "repo:x/y",
            "project_path:${x}/y",
        ),
    },
);
const oneOrMany = <Value>(value: fc.Arbitrary<Value>) =>
    fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));

const condition = fc.oneof(
    {
        weight: 6,
        arbitrary: fc.tuple(
            stringOperator,
            fc.constantFrom("gitlab.com:sub", "gitlab.com:sub", "GitLab.com:Sub"),
            oneOrMany(subjectValue),
        ),
    },
    {
        weight: 2,
        arbitrary: fc.tuple(
            stringOperator,
            fc.constant("gitlab.com:aud"),
            oneOrMany(fc.constantFrom("https://gitlab.com", "x", "*")),
        ),
    },
    {
        weight: 1,
        arbitrary: fc.tuple(
            stringOperator,
            fc.constantFrom("gitlab.com:project_id", "gitlab.com:namespace_id"),
            oneOrMany(fc.constantFrom("42", "4*", "*")),
        ),
    },
    {
        weight: 1,
        arbitrary: fc.tuple(
            fc.constant("Null"),
            fc.constantFrom("gitlab.com:sub", "gitlab.com:ref"),
            fc.constantFrom("true", "false"),
        ),
    },
    {
        weight: 1,
        arbitrary: fc.tuple(
            stringOperator,
            fc.constantFrom(
                "gitlab.com:ref",
                "gitlab.example.com:sub",
                "https://gitlab.com:sub",
                "aws:SourceIp",
            ),
            fc.constant("x"),
        ),
    },
);

const statement = fc
    .tuple(
        fc.array(condition, { maxLength: 3 }),
        fc.constantFrom<"Allow" | "Deny">("Allow", "Allow", "Allow", "Allow", "Deny"),
        fc.constantFrom(
            "sts:AssumeRoleWithWebIdentity",
            "sts:AssumeRoleWithWebIdentity",
            "sts:*",
            "sts:AssumeRole",
        ),
    )
    .map(([conditions, effect, action]) => {
        const merged: Record<string, Record<string, unknown>> = {};
        for (const [operator, key, value] of conditions)
            merged[operator] = { ...merged[operator], [key]: value };
        return {
            Effect: effect,
            Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
            Action: action,
            Condition: merged,
        };
    });

/** Trust policies for gitlab.com as nobody should write them, and some that are fine. */
export const randomPolicy = fc
    .array(statement, { minLength: 1, maxLength: 3 })
    .map((statements) => ({ Version: "2012-10-17", Statement: statements }));

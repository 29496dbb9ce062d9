import fc from "fast-check";
import { conditionOperators } from "../../trust/conditions";
import { ministackAccountId } from "./ministack";

/** A trust policy and a token, to be decided by two judges. */
export interface Pair {
    policy: Record<string, unknown>;
    claims: Record<string, unknown>;
}

const issuers = [
    "gitlab.com",
    "gitlab.example.com",
    "example.com/gitlab",
    "mirror.s3.eu-north-1.amazonaws.com",
];
const audiences = ["https://gitlab.com", "sts.amazonaws.com", "https://GitLab.com", "aws"];
const paths = ["g/p", "g/p-evil", "g/sub/p", "G/p", "h/p", "group/project.x", "a.b-c/d_e"];
const refs = ["main", "Main", "main-evil", "release/1", "v1.0", "a$b", "feature/x_y", "1"];

const subject = fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom("branch", "tag"), fc.constantFrom(...refs))
    .map(([path, type, ref]) => `project_path:${path}:ref_type:${type}:ref:${ref}`);

/** A subject, changed a little: pieces become `*` or `?`, the case changes, something is added or cut off. */
const nearSubject = fc
    .tuple(
        subject,
        fc.array(fc.tuple(fc.nat(60), fc.nat(12), fc.constantFrom("*", "?", "**", "?*", "", "x")), {
            maxLength: 3,
        }),
    )
    .map(([text, edits]) =>
        edits.reduce(
            (left, [at, length, piece]) => left.slice(0, at) + piece + left.slice(at + length),
            text,
        ),
    );

const anyValue = fc.oneof(
    { weight: 4, arbitrary: nearSubject },
    { weight: 3, arbitrary: subject },
    { weight: 2, arbitrary: fc.constantFrom(...audiences) },
    {
        weight: 1,
        arbitrary: fc.constantFrom(
            "*",
            "?*",
            "",
            "project_path:*",
            "*:ref:main",
            "42",
            "${gitlab.com:sub}",
            "project_path:g/p:ref_type:branch:ref:a${$}b",
            "project_path:${example.com/gitlab:none, 'g'}/p:*",
            "project_id:${gitlab.com:project_id}",
            "project_path:g/p*:ref:${gitlab.com:ref_protected}",
        ),
    },
);

const stringOperators = [...conditionOperators]
    .filter(([, { kind }]) => kind === "string")
    .map(([name]) => name);
const stringOperator = fc
    .tuple(
        fc.constantFrom("", "", "", "ForAnyValue:", "ForAllValues:"),
        fc.constantFrom(...stringOperators),
        fc.constantFrom("", "", "", "IfExists"),
    )
    .map((parts) => parts.join(""));

/** Keys that the token has, in several spellings, keys of other issuers, claims that are no keys. */
function keyOf(issuer: string): fc.Arbitrary<string> {
    return fc.oneof(
        { weight: 6, arbitrary: fc.constant(`${issuer}:sub`) },
        { weight: 4, arbitrary: fc.constant(`${issuer}:aud`) },
        { weight: 1, arbitrary: fc.constantFrom(`${issuer}:SUB`, `${issuer.toUpperCase()}:Aud`) },
        {
            weight: 1,
            arbitrary: fc.constantFrom(
                ...["ref", "project_path", "email", "amr"].map((name) => `${issuer}:${name}`),
            ),
        },
        {
            weight: 1,
            arbitrary: fc.constantFrom("gitlab.org:sub", `https://${issuer}:sub`, `${issuer}/:sub`, "sub"),
        },
        {
            weight: 1,
            arbitrary: fc.constantFrom("project_id", "ref_protected").map((name) => `${issuer}:${name}`),
        },
    );
}

function blockOf(issuer: string): fc.Arbitrary<[operator: string, key: string, values: unknown]> {
    const values = fc.oneof(anyValue, fc.array(anyValue, { minLength: 1, maxLength: 3 }));
    const booleans = fc.constantFrom("true", "false", true, false);
    // What a request to MiniStack from this machine has; `requestKeys` says the same to the other judge.
    const ofRequest = fc.constantFrom<[string, string, unknown]>(
        ["IpAddress", "aws:SourceIp", "127.0.0.0/8"],
        ["IpAddress", "aws:SourceIp", ["10.0.0.0/8", "127.0.0.1"]],
        ["NotIpAddress", "aws:SourceIp", "127.0.0.0/30"],
        ["NotIpAddress", "aws:SourceIp", "::/0"],
        ["Bool", "aws:SecureTransport", "true"],
        ["BoolIfExists", "aws:SecureTransport", "false"],
        ["DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"],
        ["DateLessThan", "aws:CurrentTime", "2020-01-01"],
        ["NumericGreaterThanEquals", "aws:EpochTime", "1577836800"],
        ["NumericLessThan", "aws:EpochTime", 1577836800],
        ["NumericEquals", "aws:MultiFactorAuthAge", 1],
        ["BoolIfExists", "aws:MultiFactorAuthPresent", "true"],
        ["Bool", "aws:MultiFactorAuthPresent", "true"],
    );
    return fc.oneof(
        { weight: 10, arbitrary: fc.tuple(stringOperator, keyOf(issuer), values) },
        {
            weight: 2,
            arbitrary: fc.tuple(
                fc.constant("Null"),
                keyOf(issuer),
                fc.oneof(booleans, fc.array(booleans, { minLength: 1, maxLength: 2 })),
            ),
        },
        { weight: 1, arbitrary: ofRequest },
    );
}

function conditionOf(issuer: string): fc.Arbitrary<Record<string, Record<string, unknown>>> {
    return fc.array(blockOf(issuer), { minLength: 0, maxLength: 3 }).map((blocks) => {
        const condition: Record<string, Record<string, unknown>> = {};
        for (const [operator, key, values] of blocks) (condition[operator] ??= {})[key] = values;
        return condition;
    });
}

function principalOf(issuer: string): fc.Arbitrary<unknown> {
    const arn = (host: string): string => `arn:aws:iam::${ministackAccountId}:oidc-provider/${host}`;
    return fc.oneof(
        {
            weight: 12,
            arbitrary: fc.constantFrom(
                { Federated: arn(issuer) },
                { Federated: [arn("other.example"), arn(issuer)] },
            ),
        },
        {
            weight: 1,
            arbitrary: fc.constantFrom(
                "*",
                { AWS: "*" },
                { AWS: ["*", ministackAccountId], Federated: arn("gitlab.org") },
                { Federated: arn("gitlab.org") },
                { Federated: arn(`${issuer}/`) },
            ),
        },
        {
            weight: 1,
            arbitrary: fc.constantFrom({ Service: "ec2.amazonaws.com" }, { AWS: ministackAccountId }),
        },
    );
}

function statementOf(issuer: string): fc.Arbitrary<Record<string, unknown>> {
    const action = fc.oneof(
        {
            weight: 8,
            arbitrary: fc.constantFrom<unknown>("sts:AssumeRoleWithWebIdentity", [
                "sts:AssumeRoleWithWebIdentity",
            ]),
        },
        {
            weight: 1,
            arbitrary: fc.constantFrom<unknown>("sts:*", "STS:assumerolewith*", [
                "sts:TagSession",
                "sts:AssumeRole?ithWebIdentity",
            ]),
        },
        { weight: 1, arbitrary: fc.constantFrom<unknown>("sts:AssumeRole", "sts:AssumeRoleWithSAML") },
    );
    return fc.record({
        Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
        Principal: principalOf(issuer),
        Action: action,
        Condition: conditionOf(issuer),
    });
}

const policyAndIssuer = fc.constantFrom(...issuers).chain((issuer) =>
    fc.record({
        issuer: fc.constant(issuer),
        policy: fc
            .oneof(fc.array(statementOf(issuer), { minLength: 1, maxLength: 3 }), statementOf(issuer))
            .map((Statement): Record<string, unknown> => ({ Version: "2012-10-17", Statement })),
    }),
);

function valuesIn(value: unknown): string[] {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(valuesIn) : [];
}

/** Policies alone. */
export const policies = policyAndIssuer.map(({ policy }) => policy);

/** Policies, and for each three tokens; one of them has a subject that the policy nearly or wholly names. */
export const pairs: fc.Arbitrary<Pair[]> = policyAndIssuer.chain(({ issuer, policy }) => {
    const named = valuesIn(policy)
        .filter((text) => text.startsWith("project_"))
        .map((text) => text.replaceAll(/[*?]/g, "p"));
    const subjects = named.length === 0 ? subject : fc.oneof(subject, fc.constantFrom(...named));
    const claims = fc.record({
        iss: fc.constant(`https://${issuer}`),
        sub: subjects,
        aud: fc.oneof(
            fc.constantFrom(...audiences),
            fc.constantFrom(...audiences).map((one) => [one]),
        ),
        project_id: fc.constant("42"),
        ref_protected: fc.constantFrom("true", "false"),
        ref: fc.constant("main"),
    });
    return fc
        .array(claims, { minLength: 3, maxLength: 3 })
        .map((list) => list.map((one) => ({ policy, claims: one })));
});

import { admissionOf, projectsOf, refsOf } from "../trust/admission";
import { readTrustDocument } from "../trust/document";

const arn = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";
const sub = "gitlab.com:sub";

type Condition = Record<string, Record<string, unknown>>;

function statement(condition: Condition, effect: "Allow" | "Deny" = "Allow"): Record<string, unknown> {
    return {
        Effect: effect,
        Principal: { Federated: arn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition,
    };
}

function policy(...statements: Record<string, unknown>[]): Record<string, unknown> {
    return { Version: "2012-10-17", Statement: statements };
}

function many<Value>(count: number, make: (index: number) => Value): Value[] {
    return Array.from({ length: count }, (_, index) => make(index));
}

const letters = "abcdefghijklmnopqrstuvwxyz";
const stars = (count: number, between = (index: number): string => letters.charAt(index % 26)): string =>
    many(count, (index) => `*${between(index)}`).join("");

/** Documents that ask for as much work as their length allows, by what makes them expensive. */
export const worstDocuments: Readonly<Record<string, () => unknown>> = {
    "six operators with two patterns each": () => {
        const operators = ["StringLike", "ForAnyValue:StringLike", "ForAllValues:StringLike"].flatMap(
            (name) => [name, `${name}IfExists`],
        );
        return policy(
            statement(
                Object.fromEntries(
                    operators.map((operator, index) => [
                        operator,
                        {
                            [sub]: many(
                                2,
                                (which) => `*${letters.charAt(index)}*${letters.charAt(index + which)}?*`,
                            ),
                        },
                    ]),
                ),
            ),
        );
    },
    "many operators with many patterns each": () =>
        policy(
            statement(
                Object.fromEntries(
                    [
                        "StringLike",
                        "StringLikeIfExists",
                        "ForAnyValue:StringLike",
                        "ForAllValues:StringLike",
                    ].map((operator, index) => [
                        operator,
                        {
                            [sub]: many(
                                20,
                                (which) =>
                                    `project_path:*${stars(3, (at) => letters.charAt(at * 3 + index + which))}*`,
                            ),
                        },
                    ]),
                ),
            ),
        ),
    "one pattern of thousands of stars": () => policy(statement({ StringLike: { [sub]: stars(4096) } })),
    "a star and a long run of question marks": () =>
        policy(statement({ StringLike: { [sub]: `*a${"?".repeat(8190)}` } })),
    "exclusions with long runs of question marks": () =>
        policy(
            statement({
                StringLike: { [sub]: "project_path:*" },
                StringNotLike: { [sub]: many(12, (index) => `*${letters.charAt(index)}${"?".repeat(60)}`) },
                StringNotLikeIfExists: {
                    [sub]: many(12, (index) => `*${letters.charAt(index)}*${"?".repeat(40)}b*`),
                },
            }),
        ),
    "three long exclusions": () =>
        policy(
            statement({
                StringLike: { [sub]: "project_path:g/*" },
                StringNotLike: {
                    [sub]: many(
                        3,
                        (index) => `*${letters.charAt(index)}${"?a".repeat(40)}*b${"?".repeat(20)}`,
                    ),
                },
            }),
        ),
    "a hundred exclusions": () =>
        policy(
            statement({
                StringLike: { [sub]: "project_path:*" },
                StringNotLike: {
                    [sub]: many(
                        100,
                        (index) => `project_path:*${letters.charAt(index % 26)}${String(index)}*:ref:*`,
                    ),
                },
            }),
        ),
    "an exclusion for each letter": () =>
        policy(
            statement({
                StringLike: { [sub]: "project_path:*" },
                StringNotLike: {
                    [sub]: [...`${letters}${letters.toUpperCase()}0123456789`].map(
                        (letter) => `project_path:${letter}*`,
                    ),
                },
            }),
        ),
    "Denies over many keys": () =>
        policy(
            statement({ StringLike: { [sub]: "project_path:*" } }),
            ...many(40, (index) =>
                statement(
                    {
                        StringLike: { [sub]: `*${letters.charAt(index % 26)}*` },
                        StringEquals: {
                            "gitlab.com:user_login": `u${String(index)}`,
                            "gitlab.com:pipeline_source": "push",
                        },
                        StringNotEquals: { "gitlab.com:namespace_id": String(index) },
                    },
                    "Deny",
                ),
            ),
        ),
    "Denies that leave nothing": () =>
        policy(
            statement({ StringLike: { [sub]: "project_path:g*:*" } }),
            ...many(60, (index) =>
                statement(
                    {
                        StringLike: {
                            [sub]: `*${letters.charAt(index % 26)}*:*`,
                            "gitlab.com:aud": `*${letters.charAt(index % 24)}*`,
                        },
                    },
                    "Deny",
                ),
            ),
        ),
    "thousands of exact values": () =>
        policy(
            statement({
                StringEquals: {
                    [sub]: many(3000, (index) => `project_path:g/p${String(index)}:ref_type:branch:ref:main`),
                },
            }),
        ),
    "hundreds of patterns": () =>
        policy(
            statement({
                StringLike: {
                    [sub]: many(400, (index) => `project_path:g${String(index)}*:ref_type:*:ref:r*`),
                },
            }),
        ),
    "thousands of statements": () =>
        policy(
            ...many(2000, (index) =>
                statement({
                    StringEquals: { [sub]: `project_path:g/p${String(index)}:ref_type:branch:ref:main` },
                }),
            ),
        ),
    "thousands of Denies": () =>
        policy(
            statement({ StringLike: { [sub]: "project_path:g/*" } }),
            ...many(2000, (index) =>
                statement({ StringLike: { [sub]: `project_path:g/${String(index)}*` } }, "Deny"),
            ),
        ),
    "a thousand Denies that are hit": () =>
        policy(
            statement({ StringLike: { [sub]: "project_path:*" } }),
            ...many(1000, (index) =>
                statement({ StringLike: { [sub]: `*${"?".repeat(index % 90)}:ref:*` } }, "Deny"),
            ),
        ),
    "thousands of values that relate keys": () =>
        policy(
            statement({
                StringLike: {
                    [sub]: many(
                        1000,
                        (index) => `project_path:\${gitlab.com:user_login}/p${String(index)}:*`,
                    ),
                },
            }),
        ),
    "lists of audiences": () =>
        policy(
            statement({
                StringLike: { [sub]: "project_path:g/*" },
                "ForAnyValue:StringLike": {
                    "gitlab.com:aud": many(100, (index) => `*${letters.charAt(index % 26)}*${String(index)}`),
                },
                "ForAllValues:StringNotLike": {
                    "gitlab.com:aud": many(
                        100,
                        (index) => `*${letters.charAt(index % 26)}?${String(index)}*`,
                    ),
                },
                "ForAnyValue:StringNotLike": {
                    "gitlab.com:aud": many(100, (index) => `?${letters.charAt(index % 26)}*`),
                },
            }),
        ),
    "ids by pattern": () =>
        policy(
            statement({
                StringLike: {
                    [sub]: "project_id:*",
                    "gitlab.com:project_id": many(60, (index) => `*${String(index)}*${"?".repeat(index)}`),
                },
                StringNotLike: {
                    "gitlab.com:project_id": many(
                        60,
                        (index) => `*${String(index + 3)}?*${"?".repeat(index)}1`,
                    ),
                },
            }),
        ),
    "thousands of addresses": () =>
        policy(
            statement({
                StringLike: { [sub]: "project_path:g/*" },
                NotIpAddress: {
                    "aws:SourceIp": many(
                        1200,
                        (index) => `10.${String(index % 250)}.${String(Math.floor(index / 250))}.0/24`,
                    ),
                },
                IpAddress: {
                    "aws:SourceIp": many(
                        600,
                        (index) => `10.${String(index % 250)}.${String(Math.floor(index / 250))}.0/25`,
                    ),
                },
            }),
        ),
    "many conditions on one value": () =>
        policy(
            statement({ StringLike: { [sub]: "*" } }),
            ...many(200, (index) => statement({ StringNotEquals: { [sub]: `x${String(index)}` } }, "Deny")),
        ),
    "many issuers": () =>
        policy(
            ...many(200, (index) => ({
                ...statement({
                    StringLike: { [`gitlab${String(index)}.example.com:sub`]: "project_path:g*:*" },
                }),
                Principal: {
                    Federated: `arn:aws:iam::123456789012:oidc-provider/gitlab${String(index)}.example.com`,
                },
            })),
        ),
    "everybody of many issuers": () =>
        policy(
            ...many(64, (index) => ({
                ...statement({
                    StringLikeIfExists: { [`gitlab${String(index)}.example.com:sub`]: "project_path:g*:*" },
                }),
                Principal: "*",
            })),
        ),
};

/** The work that one document costs: all ways, their reach, and the differences from itself and from another one. */
export function measure(document: unknown): { ways: number; unproven: number; milliseconds: number } {
    const before = process.cpuUsage();
    const read = readTrustDocument(JSON.stringify(document));
    const admission = admissionOf(read);
    let unproven = 0;
    for (const way of admission.ways) {
        if (projectsOf(way).isUnproven === true) unproven++;
        refsOf(way);
    }
    void admission.reach;
    admission.minus(
        admissionOf(readTrustDocument(policy(statement({ StringLike: { [sub]: "project_path:h/*" } })))),
    );
    admission.minus(admissionOf(read));
    const { user, system } = process.cpuUsage(before);
    return { ways: admission.ways.length, unproven, milliseconds: (user + system) / 1000 };
}

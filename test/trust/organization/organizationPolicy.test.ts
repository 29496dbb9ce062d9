import assert from "node:assert/strict";
import { readOrganizationPolicy, type OrganizationPolicyKind } from "../../../trust/organization";

const ofService = { Effect: "Deny", Action: "sts:AssumeRoleWithWebIdentity", Resource: "*" };
const deny = { ...ofService, Principal: "*" };
const document = (...statements: unknown[]) => ({ Version: "2012-10-17", Statement: statements });
const long = (length: number) => ({
    ...deny,
    Condition: { StringLike: { "gitlab.com:sub": "x".repeat(length) } },
});

const cases: [title: string, content: unknown, kind: OrganizationPolicyKind, mistakes: string[]][] = [
    ["a Deny for every principal", document(deny), "resource-control", []],
    ["the same as text", JSON.stringify(document(deny)), "resource-control", []],
    ["a Deny without principal", document(ofService), "service-control", []],
    [
        "AWS's own policy that allows everything",
        document({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }),
        "resource-control",
        [],
    ],
    ["an Allow", document(deny, { ...deny, Effect: "Allow" }), "resource-control", ["Statement[1].Effect"]],
    [
        "a named principal",
        document({ ...deny, Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
        "resource-control",
        ["Statement[0].Principal.AWS"],
    ],
    [
        "every action of every service",
        document({ ...deny, Action: "*" }),
        "resource-control",
        ["Statement[0].Action"],
    ],
    [
        "the same among others",
        document({ ...deny, Action: ["sts:*", "*"] }),
        "resource-control",
        ["Statement[0].Action[1]"],
    ],
    ["every action of a service", document({ ...deny, Action: "sts:*" }), "resource-control", []],
    [
        "every action, without principal",
        document({ Effect: "Deny", Action: "*", Resource: "*" }),
        "service-control",
        [],
    ],
    ["an old version", { ...document(deny), Version: "2008-10-17" }, "resource-control", ["Version"]],
    ["no version", { Statement: [deny] }, "resource-control", ["Version"]],
    ["no JSON", "{", "service-control", [""]],
    [
        "a statement without Resource",
        document({ Effect: "Deny", Action: "sts:*" }),
        "service-control",
        ["Statement[0]"],
    ],
    [
        "5,121 characters",
        JSON.stringify(document(long(5121 - JSON.stringify(document(long(0))).length))),
        "resource-control",
        [""],
    ],
    [
        "5,120 characters",
        JSON.stringify(document(long(5120 - JSON.stringify(document(long(0))).length))),
        "resource-control",
        [],
    ],
    [
        "9,000 characters without principal",
        JSON.stringify(document({ ...ofService, Condition: long(8800).Condition })),
        "service-control",
        [],
    ],
];

describe("an organization's policy", () => {
    for (const [title, content, kind, mistakes] of cases) {
        it(`${title}: ${kind}, ${mistakes.length === 0 ? "which AWS takes" : "which AWS refuses"}`, () => {
            const read = readOrganizationPolicy("x", content);
            assert.equal(read.kind, kind);
            assert.deepEqual(
                read.mistakes.map(({ path }) => path),
                mistakes,
            );
        });
    }

    it("has the kind that the caller knows, and is refused where it is written as the other", () => {
        const { kind, mistakes } = readOrganizationPolicy("x", document(deny), { kind: "service-control" });
        assert.equal(kind, "service-control");
        assert.deepEqual(
            mistakes.map(({ path }) => path),
            ["Statement[0].Principal"],
        );
    });
});

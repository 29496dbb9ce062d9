import assert from "node:assert/strict";
import { allowsEverything } from "../../../policy-pack/engine/permissions";

const allow = (members: Record<string, unknown>) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*", ...members }],
});

describe("allowsEverything", () => {
    const everything: [string, unknown][] = [
        ["* on *", allow({})],
        ["as text", JSON.stringify(allow({}))],
        ["a single statement without a list", { Statement: allow({}).Statement[0] }],
        [
            "lists with more in them",
            allow({ Action: ["s3:GetObject", "*"], Resource: ["arn:aws:s3:::a", "*"] }),
        ],
        ["the longer spelling", allow({ Action: "*:*" })],
        ["an ARN that leaves everything open", allow({ Resource: "arn:aws:*:*:*:*" })],
        ["any ARN", allow({ Resource: "arn:*" })],
        [
            "another letter case of the elements",
            { statement: [{ effect: "Allow", action: "*", resource: "*" }] },
        ],
        [
            "within some regions",
            allow({ Condition: { StringEquals: { "aws:RequestedRegion": ["eu-west-1"] } } }),
        ],
        ["beside a Deny", { Statement: [...allow({ Effect: "Deny" }).Statement, ...allow({}).Statement] }],
    ];
    for (const [title, document] of everything) {
        it(`finds it: ${title}`, () => {
            assert.equal(allowsEverything(document), true);
        });
    }

    const less: [string, unknown][] = [
        ["one service", allow({ Action: "iam:*" })],
        ["one bucket", allow({ Resource: "arn:aws:s3:::*" })],
        ["one account's resources of a service", allow({ Resource: "arn:aws:iam::123456789012:*" })],
        ["a Deny", allow({ Effect: "Deny" })],
        ["all but some actions", allow({ Action: undefined, NotAction: ["iam:*"] })],
        ["resources by tag", allow({ Condition: { StringEquals: { "aws:ResourceTag/team": "a" } } })],
        ["no statement", { Version: "2012-10-17" }],
        ["no JSON", "{"],
        ["nothing", undefined],
        ["a list", [allow({})]],
        ["names from a prototype", JSON.parse('{"__proto__":{"Statement":{"Effect":"Allow"}}}')],
    ];
    for (const [title, document] of less) {
        it(`lets it pass: ${title}`, () => {
            assert.equal(allowsEverything(document), false);
        });
    }
});

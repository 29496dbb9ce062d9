import assert from "node:assert/strict";
import { powersOf } from "../../../policy-pack/engine/escalations";
import { readPermissionDocument } from "../../../policy-pack/engine/permissionDocument";

const allow = (members: Record<string, unknown>) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*", ...members }],
});

const powers = (document: unknown) => powersOf(readPermissionDocument(document)).map(({ kind }) => kind);

describe("the powers of a permission policy", () => {
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
            assert.deepEqual(powers(document), ["everything"]);
        });
    }

    const less: [string, unknown][] = [
        ["one service", allow({ Action: "s3:*" })],
        ["one bucket", allow({ Resource: "arn:aws:s3:::*" })],
        ["one account's resources of a service", allow({ Resource: "arn:aws:sqs:*:123456789012:*" })],
        ["a Deny", allow({ Effect: "Deny" })],
        ["all but everything", allow({ Action: undefined, NotAction: ["*"] })],
        ["a statement whose resource is unknown", allow({ Resource: undefined })],
        [
            "a statement with an unknown condition",
            allow({ Condition: { StringEquals: { "aws:x": undefined } } }),
        ],
        ["a statement with an unknown among its actions", allow({ Action: ["*", undefined] })],
        ["resources by tag", allow({ Condition: { StringEquals: { "aws:ResourceTag/team": "a" } } })],
        ["no statement", { Version: "2012-10-17" }],
        ["no JSON", "{"],
        ["nothing", undefined],
        ["a list", [allow({})]],
        ["names from a prototype", JSON.parse('{"__proto__":{"Statement":{"Effect":"Allow"}}}')],
    ];
    for (const [title, document] of less) {
        it(`lets it pass: ${title}`, () => {
            assert.deepEqual(powers(document), []);
        });
    }
});

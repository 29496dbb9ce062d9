import assert from "node:assert/strict";
import { readTrustDocument } from "../../../trust/document";
import { policy, statement } from "./documentCases";

const without = (name: string): object =>
    Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name));
const withList = (...statements: unknown[]): object => ({ ...policy, Statement: statements });

/** What a preview hands over: unknown members left out, unknown elements undefined; and the statements that stay. */
const cases: [what: string, document: unknown, unknownPaths: string[], statements: [number, string[]][]][] = [
    ["the whole document", undefined, [""], []],
    ["the list of statements", { Version: "2012-10-17" }, ["Statement"], []],
    ["the version", { Statement: [statement] }, ["Version"], [[0, []]]],
    ["one statement of two", withList(undefined, statement), ["Statement[0]"], [[1, []]]],
    [
        "a provider",
        withList({ ...statement, Principal: {} }, statement),
        ["Statement[0].Principal.Federated"],
        [
            [0, ["Statement[0].Principal.Federated"]],
            [1, []],
        ],
    ],
    ...["Principal", "Action", "Condition"].map((name): [string, unknown, string[], [number, string[]][]] => [
        `the element ${name}`,
        withList(without(name)),
        [`Statement[0].${name}`],
        [[0, [`Statement[0].${name}`]]],
    ]),
    ["the effect", withList(without("Effect"), statement), ["Statement[0].Effect"], [[1, []]]],
    [
        "one action of a list",
        withList({ ...statement, Action: ["sts:AssumeRoleWithWebIdentity", undefined] }),
        ["Statement[0].Action[1]"],
        [[0, ["Statement[0].Action[1]"]]],
    ],
    [
        "one value of a condition",
        withList({ ...statement, Condition: { StringEquals: { "gitlab.com:sub": ["a", undefined] } } }),
        ['Statement[0].Condition.StringEquals["gitlab.com:sub"][1]'],
        [[0, ['Statement[0].Condition.StringEquals["gitlab.com:sub"][1]']]],
    ],
];

describe("a document that is known in part", () => {
    for (const [what, document, unknownPaths, statements] of cases) {
        it(`${what}: nothing is said of it, and the rest stays`, () => {
            const read = readTrustDocument(document, { unknownPaths });
            assert.deepEqual(
                read.findings.map(({ code, path }) => `${code} ${path}`),
                [],
            );
            assert.equal(read.refusal, undefined);
            assert.deepEqual(
                read.statements.map(({ index, partlyUnknown }) => [index, partlyUnknown]),
                statements,
            );
            assert.deepEqual(read.partlyUnknown, unknownPaths);
            // The same value without that knowledge is judged for what it lacks, where something is lacking.
            if (what !== "the element Condition" && what !== "the version")
                assert.equal(readTrustDocument(document).refusal?.effect, "closed");
        });
    }

    it("still says what is wrong beside the unknown part", () => {
        const { findings, refusal } = readTrustDocument(
            withList({ ...without("Principal"), Action: [] }, { ...statement, Effect: "allow" }),
            { unknownPaths: ["Statement[0].Principal"] },
        );
        assert.deepEqual(
            findings.map(({ code, path, statement: index }) => [code, path, index]),
            [
                ["action-invalid", "Statement[0].Action", 0],
                ["effect-invalid", "Statement[1].Effect", 1],
            ],
        );
        assert.equal(refusal?.code, "action-invalid");
    });

    it("does not take a path for another one that begins alike", () => {
        const eleven = Array.from({ length: 11 }, (_, index) =>
            index === 10 ? { ...statement, Action: [] } : statement,
        );
        const { findings } = readTrustDocument(withList(...eleven), { unknownPaths: ["Statement[1]"] });
        assert.deepEqual(
            findings.map(({ statement: index }) => index),
            [10],
        );
    });
});

describe("a finding", () => {
    it("names its statement, also of a document without a list, and is plain data", () => {
        const wrong = { ...statement, Action: [], Foo: 1 };
        for (const Statement of [wrong, [statement, wrong]]) {
            const { findings } = readTrustDocument({ ...policy, Bar: 1, Statement });
            const index = Array.isArray(Statement) ? 1 : 0;
            assert.deepEqual(
                findings.map((finding) => [finding.code, finding.statement]),
                [
                    ["element-unknown", undefined],
                    ["element-unknown", index],
                    ["action-invalid", index],
                ],
            );
            assert.deepEqual(JSON.parse(JSON.stringify(findings)), findings);
        }
    });
});

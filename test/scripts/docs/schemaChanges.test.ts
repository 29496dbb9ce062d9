import assert from "node:assert/strict";
import type { ComponentSchema } from "../../../scripts/docs/componentSchema";
import { breakingChanges } from "../../../scripts/docs/schemaChanges";

const token = "p:index:C";

function schema(): ComponentSchema {
    return {
        name: "p",
        version: "1.0.0",
        resources: {
            [token]: {
                inputProperties: {
                    url: { type: "string", plain: true },
                    account: { type: "string" },
                    names: { items: { type: "string" }, optional: true },
                },
                requiredInputs: ["account", "url"],
                properties: { arn: { type: "string" } },
                required: ["arn"],
            },
        },
        types: { "p:index:T": { properties: { path: { type: "string" } }, required: [] } },
    };
}

/** What is told when the schema is changed like this. */
function changesOf(
    change: (after: ComponentSchema, component: ComponentSchema["resources"][string]) => void,
) {
    const after = schema();
    const component = after.resources[token];
    assert.ok(component !== undefined);
    change(after, component);
    return breakingChanges(schema(), after);
}

describe("the changes of a schema that break programs", () => {
    it("are none where something is added, described or loosened", () => {
        assert.deepEqual(
            changesOf((after, component) => {
                component.inputProperties["more"] = { type: "string", optional: true };
                component.requiredInputs = ["url"];
                component.properties["more"] = { type: "string" };
                component.description = "new";
                after.types["p:index:U"] = { properties: {} };
            }),
            [],
        );
    });

    it("are told one by one", () => {
        const told = changesOf((after, component) => {
            component.inputProperties = {
                account: { type: "string", plain: true },
                names: { type: "string" },
                more: { type: "string" },
            };
            component.requiredInputs = ["account", "more"];
            component.required = [];
            after.types = {};
        });
        assert.deepEqual(told, [
            "url, argument of p:index:C, is gone",
            "names, argument of p:index:C, was list of string and is string",
            "p:index:C: the argument more is now required",
            "p:index:C: the argument account must now be known when the program runs",
            "p:index:C: the output arn may now be absent",
            "the type p:index:T is gone",
        ]);
        assert.deepEqual(
            changesOf((after) => {
                after.resources = {};
            }),
            ["p:index:C is gone"],
        );
    });
});

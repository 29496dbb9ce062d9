import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readFederationArgs } from "../../components";

interface Type {
    type?: string;
    $ref?: string;
    items?: Type;
    additionalProperties?: Type;
}

interface Schema {
    resources: Record<
        string,
        { inputProperties: Record<string, Type>; requiredInputs?: string[]; properties: object }
    >;
    types: Record<string, { properties: Record<string, Type>; required?: string[] }>;
}

const root = join(__dirname, "../..");
const schema = JSON.parse(readFileSync(join(root, "components/schema.json"), "utf8")) as Schema;
const program = parse(readFileSync(join(root, "examples/yaml/Pulumi.yaml"), "utf8")) as {
    resources: Record<string, { type: string; properties: Record<string, unknown> }>;
    outputs: Record<string, string>;
};

/** Where a value does not have the type that the schema gives it; Pulumi YAML refuses such a program. */
function mismatches(value: unknown, type: Type, path: string): string[] {
    if (type.$ref !== undefined) {
        const found = schema.types[type.$ref.replace("#/types/", "")];
        return found
            ? membersOf(value, found.properties, found.required ?? [], path)
            : [`${path}: no type ${type.$ref}`];
    }
    if (type.type === "array") {
        if (!Array.isArray(value)) return [`${path}: no list`];
        return value.flatMap((entry, index) =>
            mismatches(entry, type.items ?? {}, `${path}[${String(index)}]`),
        );
    }
    if (type.type === "object") {
        return Object.entries(value as object).flatMap(([key, entry]) =>
            mismatches(entry, type.additionalProperties ?? {}, `${path}.${key}`),
        );
    }
    return typeof value === (type.type === "integer" ? "number" : type.type)
        ? []
        : [`${path}: no ${type.type ?? "type"}`];
}

function membersOf(
    value: unknown,
    properties: Record<string, Type>,
    required: readonly string[],
    path: string,
): string[] {
    const members = value as Record<string, unknown>;
    return [
        ...required.filter((name) => !(name in members)).map((name) => `${path}.${name}: missing`),
        ...Object.entries(members).flatMap(([name, entry]) => {
            const type = properties[name];
            return type ? mismatches(entry, type, `${path}.${name}`) : [`${path}.${name}: unknown`];
        }),
    ];
}

describe("examples/yaml", () => {
    const { gitlab } = program.resources;
    const component = schema.resources["gitlab-aws-oidc:index:GitLabFederation"];

    it("gives the component what its schema takes, and what its checks take", () => {
        assert.equal(gitlab?.type, "gitlab-aws-oidc:GitLabFederation");
        assert.ok(component);
        assert.deepEqual(
            membersOf(gitlab.properties, component.inputProperties, component.requiredInputs ?? [], "gitlab"),
            [],
        );
        assert.ok(
            readFederationArgs(gitlab.properties, { what: "The example", roleNamePrefix: "gitlab-dev" }),
        );
    });

    it("would not pass with a misspelled key or a wrong type", () => {
        const inputs = component?.inputProperties ?? {};
        assert.deepEqual(membersOf({ role: {} }, inputs, ["roles"], "gitlab"), [
            "gitlab.roles: missing",
            "gitlab.role: unknown",
        ]);
        const roles = { web: { subjects: [{ project: 1 }] } };
        assert.deepEqual(membersOf({ roles }, inputs, [], "gitlab"), [
            "gitlab.roles.web.subjects[0].project: no string",
        ]);
    });

    it("takes outputs that the component has", () => {
        for (const reference of Object.values(program.outputs)) {
            const [, output = ""] = /^\$\{gitlab\.(\w+)\}$/.exec(reference) ?? [];
            assert.ok(output in (component?.properties ?? {}), reference);
        }
    });
});

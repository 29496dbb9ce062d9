import { type Problem, memberPath, nearestName } from "./problem";

/** The part of JSON schema that the pack's config uses. */
export interface ConfigSchema {
    type: "string" | "boolean" | "integer" | "array" | "object";
    description?: string;
    /** Least length of a string. */
    minLength?: number;
    /** Schema of each element of an array. */
    items?: ConfigSchema;
    /** Schemas of an object's members; others are refused. */
    properties?: Record<string, ConfigSchema>;
    /** Members that must be there. */
    required?: string[];
    additionalProperties?: false;
    default?: string | boolean | number | string[];
}

/** What is wrong with a value against its schema: wrong types, missing members, and members that nobody reads. */
export function schemaProblems(value: unknown, schema: ConfigSchema, path: string): Problem[] {
    const found = typeOf(value);
    if (found !== schema.type && !(schema.type === "integer" && Number.isInteger(value))) {
        const fix = `Write ${schema.type === "integer" ? "a whole number" : `a value of type ${schema.type}`}.`;
        return [{ path, value, message: `is of type ${found}, not ${schema.type}`, fix }];
    }
    if (typeof value === "string" && value.length < (schema.minLength ?? 0)) {
        return [{ path, value, message: "is empty", fix: "Write a text." }];
    }
    if (Array.isArray(value)) {
        const { items } = schema;
        return items ? value.flatMap((item, at) => schemaProblems(item, items, memberPath(path, at))) : [];
    }
    if (schema.type !== "object") return [];
    return memberProblems(
        value as Record<string, unknown>,
        schema.properties ?? {},
        schema.required ?? [],
        path,
    );
}

/** The same for the members of an object; each schema is given by its member's name. */
export function memberProblems(
    members: Record<string, unknown>,
    schemas: Record<string, ConfigSchema>,
    required: readonly string[],
    path: string,
): Problem[] {
    const names = Object.keys(schemas);
    const missing = required
        .filter((name) => members[name] === undefined)
        .map((name) => ({ path: memberPath(path, name), message: "is missing", fix: `Add "${name}".` }));
    const present = Object.keys(members).flatMap((name): Problem[] => {
        const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
        if (schema) return schemaProblems(members[name], schema, memberPath(path, name));
        const meant = nearestName(name, names);
        const fix = meant
            ? `Write "${meant}".`
            : names.length > 0
              ? `Known keys: ${names.join(", ")}.`
              : "Remove it.";
        return [{ path: memberPath(path, name), message: "is not a key that this policy reads", fix }];
    });
    return [...missing, ...present];
}

function typeOf(value: unknown): string {
    if (value === null) return "null";
    return Array.isArray(value) ? "array" : typeof value;
}

import type { ComponentSchema, SchemaProperty, SchemaType } from "./componentSchema";

/** Arguments or outputs, and which of them must be there. */
interface Members {
    properties: Record<string, SchemaProperty>;
    required: readonly string[];
}

/**
 * What a program that uses the components as `before` has them can no longer do with `after`: a component, argument or
 * output that is gone, one of another type, an argument that has become required or must now be known, an output that may
 * be absent. One sentence each; empty where every such program still works.
 */
export function breakingChanges(before: ComponentSchema, after: ComponentSchema): string[] {
    const resources = Object.entries(before.resources).flatMap(([token, old]) => {
        const now = after.resources[token];
        if (now === undefined) return [`${token} is gone`];
        return [
            ...narrowed(
                token,
                { properties: old.inputProperties, required: old.requiredInputs ?? [] },
                { properties: now.inputProperties, required: now.requiredInputs ?? [] },
            ),
            ...changed(`output of ${token}`, old.properties, now.properties),
            ...(old.required ?? [])
                .filter((name) => name in now.properties && !(now.required ?? []).includes(name))
                .map((name) => `${token}: the output ${name} may now be absent`),
        ];
    });
    const types = Object.entries(before.types).flatMap(([token, old]) => {
        const now = after.types[token];
        if (now === undefined) return [`the type ${token} is gone`];
        return narrowed(
            token,
            { properties: old.properties, required: old.required ?? [] },
            { properties: now.properties, required: now.required ?? [] },
        );
    });
    return [...resources, ...types];
}

function narrowed(token: string, before: Members, after: Members): string[] {
    const nowRequired = after.required.filter((name) => !before.required.includes(name));
    const nowPlain = Object.entries(before.properties).filter(
        ([name, { plain }]) => plain !== true && after.properties[name]?.plain === true,
    );
    return [
        ...changed(`argument of ${token}`, before.properties, after.properties),
        ...nowRequired.map((name) => `${token}: the argument ${name} is now required`),
        ...nowPlain.map(([name]) => `${token}: the argument ${name} must now be known when the program runs`),
    ];
}

function changed(
    what: string,
    before: Record<string, SchemaProperty>,
    after: Record<string, SchemaProperty>,
): string[] {
    return Object.entries(before).flatMap(([name, old]) => {
        const now = after[name];
        if (now === undefined) return [`${name}, ${what}, is gone`];
        return typeText(old) === typeText(now)
            ? []
            : [`${name}, ${what}, was ${typeText(old)} and is ${typeText(now)}`];
    });
}

/** A type in words: `list of string`, `object of FederatedRoleArgs`. */
export function typeText({ type, $ref, items, additionalProperties }: SchemaType): string {
    if ($ref !== undefined) return $ref.slice($ref.lastIndexOf(":") + 1);
    if (items !== undefined) return `list of ${typeText(items)}`;
    if (additionalProperties !== undefined) return `object of ${typeText(additionalProperties)}`;
    return type ?? "any";
}

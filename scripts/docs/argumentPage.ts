import type { ComponentSchema, SchemaProperty } from "./componentSchema";
import { typeText } from "./schemaChanges";

const introduction = `# Arguments

The arguments and outputs of the components, in every language; Python and Go spell the names their way. The stack config
\`gitlab-aws-oidc:KEY\` has the arguments of \`GitLabFederation\`.

*Known* says whether an argument must be known when the program runs, which is what keeps trust policies known at preview, or
may be an output of another resource.

This page is written from the components: \`npm run generate\`.
`;

/** docs/arguments.md: every argument and output, with the descriptions that stand in the code. */
export function argumentPage({ resources, types }: ComponentSchema): string {
    const sections = Object.entries(resources)
        .sort(([token]) => (token.endsWith(":GitLabFederation") ? -1 : 0))
        .map(([token, resource]) => {
            const outputs = Object.entries(resource.properties).map(
                ([name, property]) =>
                    `| \`${name}\` | ${linked(property)} | ${oneLine(property.description)} |`,
            );
            return [
                `## ${token.slice(token.lastIndexOf(":") + 1)}`,
                `\`${token}\``,
                ...described(resource.description),
                argumentTable(resource.inputProperties, resource.requiredInputs),
                ["| output | type | meaning |", "|---|---|---|", ...outputs].join("\n"),
            ].join("\n\n");
        });
    const objects = Object.entries(types).map(([token, { properties, required }]) =>
        [`## ${token.slice(token.lastIndexOf(":") + 1)}`, argumentTable(properties, required)].join("\n\n"),
    );
    return `${[introduction, ...sections, ...objects].join("\n\n")}\n`;
}

function argumentTable(properties: Record<string, SchemaProperty>, required: readonly string[] = []): string {
    const rows = Object.entries(properties).map(([name, property]) => {
        const known = property.plain === true ? "at once" : "Outputs too";
        const needed = required.includes(name) ? "yes" : "";
        return `| \`${name}\` | ${linked(property)} | ${needed} | ${known} | ${oneLine(property.description)} |`;
    });
    return ["| argument | type | required | known | meaning |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** A component's description: what it is in one paragraph, and its example as it stands in the code. */
function described(text = ""): string[] {
    const start = text.indexOf("```");
    if (start < 0) return [oneLine(text)];
    return [oneLine(text.slice(0, start)).trim(), text.slice(start).trim()];
}

function linked(property: SchemaProperty): string {
    return typeText(property).replace(/[A-Z]\w+/, (name) => `[${name}](#${name.toLowerCase()})`);
}

function oneLine(text = ""): string {
    return text.replace(/\s+/g, " ").replaceAll("|", "\\|");
}

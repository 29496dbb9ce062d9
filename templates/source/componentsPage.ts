import { parse } from "yaml";
import { componentsAddress, componentsRef } from "../../trust/project";

interface InputSpec {
    description?: string;
    default?: string | number | boolean;
    options?: string[];
}

const introduction = `# GitLab CI/CD components

Include one from a copy of this repository in your own top-level group, which is what \`${componentsAddress}\`
names: GitLab includes components of its own instance only. \`${componentsRef}\` is a branch or a tag of that copy.

\`\`\`yaml
include:
    - component: ${componentsAddress}/aws-credentials@${componentsRef}
      inputs:
          role-arn: arn:aws:iam::123456789012:role/gitlab/gitlab-dev-web-deploy
\`\`\`

An instance that mirrors no repositories can copy a file into its own project and \`include: local\` it: each stands alone. The
scripts are plain POSIX sh; the tests run them in dash, busybox and bash with the real AWS CLI.

This page is generated from the components: \`npm run generate\`.
`;

/** templates/README.md: each component with what it does and its inputs. Keys are the components' names, values their YAML. */
export function componentsPage(components: Readonly<Record<string, string>>): string {
    const sections = Object.entries(components).map(([name, text]) => {
        const header = text.split("\n---\n")[0] ?? "";
        const { spec } = parse(header) as { spec: { inputs: Record<string, InputSpec> } };
        const comment = header.split("\n").filter((line) => line.startsWith("#"));
        const rows = Object.entries(spec.inputs).map(
            ([key, input]) => `| \`${key}\` | ${fallback(input)} | ${meaning(input)} |`,
        );
        const about = comment.map((line) => line.replace(/^# ?/, "")).join("\n");
        return [
            `## ${name}`,
            fenced(about),
            ["| input | default | meaning |", "|---|---|---|", ...rows].join("\n"),
        ].join("\n\n");
    });
    return `${[introduction, ...sections].join("\n\n")}\n`;
}

function fallback(input: InputSpec): string {
    if (input.default === undefined) return "required";
    return input.default === "" ? "" : `\`${String(input.default)}\``;
}

function meaning({ description = "", options = [] }: InputSpec): string {
    const choice = options.length === 0 ? "" : ` One of ${options.map((one) => `\`${one}\``).join(", ")}.`;
    return description.replace(/\s+/g, " ").replaceAll("|", "\\|") + choice;
}

/** A comment's indented lines are an example. */
function fenced(text: string): string {
    return text.replace(/(?:^ {2,}.*\n|^\n(?= {2}))+/gm, (example) => {
        const lines = example.split("\n").map((line) => line.slice(2));
        return example.trim() === "" ? example : `\n\`\`\`yaml\n${lines.join("\n").trim()}\n\`\`\`\n\n`;
    });
}

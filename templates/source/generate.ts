import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { format, resolveConfig } from "prettier";
import { consoleLink, s3Sync } from "./awsScripts";
import { componentsPage } from "./componentsPage";
import { jobImages } from "./jobImages";
import { reviewStack } from "./previewScript";
import { driftPulumi, preparePulumi, previewPulumi, updatePulumi } from "./pulumiScripts";
import { assumeRole, becomeRole, checkRole, credentialProcess } from "./roleScripts";

/** The folder of the components. */
const folder = join(__dirname, "..");

/** The scripts that are part of components, each known there by its first line. They have no blank lines. */
const scripts: readonly string[] = [
    assumeRole,
    becomeRole,
    checkRole,
    consoleLink,
    credentialProcess,
    reviewStack,
    s3Sync,
    preparePulumi,
    previewPulumi,
    driftPulumi,
    updatePulumi,
    programScript("deployReport", "PULUMI_DEPLOY_PROGRAM"),
    programScript("reviewReport", "REVIEW_PROGRAM"),
];

/** A file of templates/ and the text that it must have. */
export interface GeneratedFile {
    file: string;
    text: string;
}

/** The files of templates/ as they have to be: the components with today's scripts and images, and the page about them. */
export async function generatedTemplates(): Promise<GeneratedFile[]> {
    const components = readdirSync(folder)
        .filter((name) => name.endsWith(".yml"))
        .map((name) => {
            const file = join(folder, name);
            return { name: name.slice(0, -".yml".length), file, text: filled(readFileSync(file, "utf8")) };
        });
    const page = join(folder, "README.md");
    const markdown = componentsPage(Object.fromEntries(components.map(({ name, text }) => [name, text])));
    return [
        ...components.map(({ file, text }) => ({ file, text })),
        { file: page, text: await format(markdown, { ...(await resolveConfig(page)), filepath: page }) },
    ];
}

/**
 * A script that writes a program of report/ into a file and leaves the file's name in a variable. A component is one file, so
 * the program is a copy in it, readable as it is: it is bundled, and not minified.
 */
function programScript(entry: string, variable: string): string {
    const { outputFiles } = buildSync({
        entryPoints: [join(__dirname, `report/${entry}.ts`)],
        bundle: true,
        write: false,
        platform: "node",
        target: "node20",
        format: "cjs",
        logLevel: "warning",
    });
    const program = (outputFiles[0]?.text ?? "")
        .split("\n")
        .filter((line) => line.trim() !== "")
        .join("\n");
    const end = "END_OF_PROGRAM";
    if (program.includes(end) || program.includes("$[["))
        throw new Error(`${entry} cannot be part of a component`);
    return `# Writes the program that makes the reports (${entry}).\n${variable}="$(mktemp)"\ncat > "$${variable}" << '${end}'\n${program}\n${end}\n`;
}

/**
 * A component's YAML with the project's own scripts and images in it: a block text whose first line is a script's first line
 * is replaced by that script, and an image of a known name gets the pinned version. Everything else stays as it is.
 */
function filled(yaml: string): string {
    const lines = yaml.split("\n");
    const result: string[] = [];
    for (let index = 0; index < lines.length; index++) {
        const line = lines[index] ?? "";
        result.push(withPinnedImage(line));
        if (!/^ *- \|$/.test(line)) continue;
        const next = lines[index + 1] ?? "";
        const indentation = next.slice(0, next.length - next.trimStart().length);
        const script = scripts.find((text) => text.split("\n", 1)[0] === next.trimStart());
        if (script === undefined) continue;
        result.push(
            ...script
                .trimEnd()
                .split("\n")
                .map((text) => indentation + text),
        );
        while (lines[index + 1]?.startsWith(indentation)) index++;
    }
    return result.join("\n");
}

function withPinnedImage(line: string): string {
    return Object.values(jobImages).reduce((text, image) => {
        const name = image.slice(0, image.lastIndexOf(":") + 1);
        const at = text.indexOf(` ${name}`);
        return at < 0 ? text : `${text.slice(0, at + 1)}${image}`;
    }, line);
}

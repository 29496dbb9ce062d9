import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { format, resolveConfig } from "prettier";
import { cliPage } from "../cli/commands";
import { generatedTemplates } from "../templates/source/generate";
import { policyPages } from "../policy-pack/docs/policyPages";
import { argumentPage } from "./docs/argumentPage";
import { inferSchema, schemaFile, schemaText, type ComponentSchema } from "./docs/componentSchema";
import { errorPage } from "./docs/errorPage";
import { writtenNames } from "./names";
import { publicSurface, readSurface, surfaceFile } from "./release/publicSurface";
import { project } from "../trust/project";

/** A file that is written from the code. */
export interface GeneratedFile {
    /** Its path. */
    file: string;
    /** Its content as it is committed, formatted as the repository's other files are. */
    text: string;
}

const root = join(__dirname, "..");

/** Every area's generated files; each area exports the function that makes its own. */
export async function generatedFiles(schema: ComponentSchema): Promise<GeneratedFile[]> {
    return [
        { file: schemaFile, text: await schemaText(schema) },
        await surfaceRecord(schema),
        await page("docs/arguments.md", argumentPage(schema)),
        await page("docs/errors.md", errorPage()),
        await page("docs/cli.md", cliPage()),
        ...[...(await policyPages())].map(([path, text]) => ({ file: join(root, path), text })),
        ...(await generatedTemplates()),
    ];
}

/** The files that are not what the code would write today, a line each; it takes some seconds. */
export async function staleFiles(): Promise<string[]> {
    const files = await generatedFiles(await inferSchema());
    const { npmScope, repository } = writtenNames();
    return [
        ...(npmScope === project.npmScope && repository === project.repository
            ? []
            : ["The names of trust/project.ts are not everywhere. Run: npm run generate"]),
        ...files
            .filter(({ file, text }) => !existsSync(file) || readFileSync(file, "utf8") !== text)
            .map(({ file }) => `${relative(root, file)} is stale. Run: npm run generate`),
    ];
}

/** The public surface as it is now, beside that of the last release. */
async function surfaceRecord(schema: ComponentSchema): Promise<GeneratedFile> {
    const record = { ...readSurface(), surface: publicSurface(schema) };
    const options = { ...(await resolveConfig(surfaceFile)), filepath: surfaceFile };
    return { file: surfaceFile, text: await format(JSON.stringify(record), options) };
}

async function page(path: string, markdown: string): Promise<GeneratedFile> {
    const file = join(root, path);
    return { file, text: await format(markdown, { ...(await resolveConfig(file)), filepath: file }) };
}

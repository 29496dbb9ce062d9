import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { argumentPage } from "./argumentPage";
import { cliPage } from "../../cli/commands";
import type { ComponentSchema } from "./componentSchema";
import { errorPage } from "./errorPage";

/** A page that is written from the code. */
export interface GeneratedPage {
    /** Its path. */
    file: string;
    /** Its text as it is committed: formatted as the repository's other Markdown is. */
    text: string;
}

const folder = join(__dirname, "../../docs");

/** The pages of docs/ that are written from the components' schema and from the table of AWS errors. */
export async function generatedDocs(schema: ComponentSchema): Promise<GeneratedPage[]> {
    const pages = { "arguments.md": argumentPage(schema), "errors.md": errorPage(), "cli.md": cliPage() };
    return Promise.all(
        Object.entries(pages).map(async ([name, markdown]) => {
            const file = join(folder, name);
            return { file, text: await format(markdown, { ...(await resolveConfig(file)), filepath: file }) };
        }),
    );
}

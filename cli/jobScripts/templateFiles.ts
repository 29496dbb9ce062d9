import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { filledTemplate } from "./filledTemplate";
import { templatesPage } from "./templatesPage";

const folder = join(__dirname, "../../templates");

/** The files of templates/ as they have to be: the components with today's scripts and images, and the page about them. */
export async function templateFiles(): Promise<{ file: string; text: string }[]> {
    const names = readdirSync(folder).filter((name) => name.endsWith(".yml"));
    const components = names.map((name) => {
        const file = join(folder, name);
        return {
            name: name.slice(0, -".yml".length),
            file,
            text: filledTemplate(readFileSync(file, "utf8")),
        };
    });
    const page = join(folder, "README.md");
    const markdown = templatesPage(Object.fromEntries(components.map(({ name, text }) => [name, text])));
    return [
        ...components.map(({ file, text }) => ({ file, text })),
        { file: page, text: await format(markdown, { ...(await resolveConfig(page)), filepath: page }) },
    ];
}

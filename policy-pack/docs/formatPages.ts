import { format, resolveConfig } from "prettier";
import { join } from "node:path";
import { policyPages } from "./policyPages";

/** Where the page belongs. */
export const pagesFile = join(__dirname, "..", "..", "docs", "policies.md");

/** The page as it is committed: formatted as the repository's other Markdown is. */
export async function formattedPages(): Promise<string> {
    const options = await resolveConfig(pagesFile);
    return format(policyPages(), { ...options, filepath: pagesFile });
}

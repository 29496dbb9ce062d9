import { writeFileSync } from "node:fs";
import { formattedPages, pagesFile } from "./formatPages";

// node -r ts-node/register/transpile-only policy-pack/docs/writePages.ts
void formattedPages().then((pages) => {
    writeFileSync(pagesFile, pages);
});

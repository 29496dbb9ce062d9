import { writeFileSync } from "node:fs";
import { templateFiles } from "./templateFiles";

// node -r ts-node/register/transpile-only cli/jobScripts/writeTemplates.ts
void templateFiles().then((files) => {
    for (const { file, text } of files) writeFileSync(file, text);
});

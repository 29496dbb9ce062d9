import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filledTemplate } from "./filledTemplate";

// node -r ts-node/register/transpile-only cli/jobScripts/writeTemplates.ts
const folder = join(__dirname, "../../templates");

readdirSync(folder)
    .filter((name) => name.endsWith(".yml"))
    .map((name) => join(folder, name))
    .forEach((file) => {
        writeFileSync(file, filledTemplate(readFileSync(file, "utf8")));
    });

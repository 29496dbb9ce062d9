import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { inferSchema, schemaFile, type ComponentSchema } from "./docs/componentSchema";
import { breakingChanges } from "./docs/schemaChanges";
import { generatedFiles, staleFiles } from "./generatedFiles";
import { writeNames } from "./names";

// npm run generate [-- --check | --breaking]: writes everything that is written from the code, or with --check only says
// what is stale. A change of the schema that breaks programs that use the components is written only with --breaking.
async function generate(): Promise<void> {
    if (process.argv.includes("--check")) {
        const stale = await staleFiles();
        stale.forEach((line) => console.error(line));
        process.exitCode = stale.length === 0 ? 0 : 1;
        return;
    }
    const renamed = writeNames();
    if (renamed.length > 0) {
        console.log(
            `${String(renamed.length)} files have the names of trust/project.ts now. Run: npm install`,
        );
        console.log("Then run once more: npm run generate");
        return;
    }
    const schema = await inferSchema();
    const before = existsSync(schemaFile)
        ? (JSON.parse(readFileSync(schemaFile, "utf8")) as ComponentSchema)
        : schema;
    const broken = breakingChanges(before, schema);
    if (broken.length > 0 && !process.argv.includes("--breaking")) {
        console.error(`Programs that use the components would break:\n- ${broken.join("\n- ")}`);
        console.error("If that is intended, note it in CHANGELOG.md and run: npm run generate -- --breaking");
        process.exitCode = 1;
        return;
    }
    for (const { file, text } of await generatedFiles(schema)) writeFileSync(file, text);
}

void generate();

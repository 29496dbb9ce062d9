import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type ComponentSchema, inferSchema, schemaFile, schemaText } from "./componentSchema";
import { generatedDocs } from "./generatedDocs";
import { breakingChanges } from "./schemaChanges";

// npm run docs [-- --breaking]: writes components/schema.json, docs/arguments.md and docs/errors.md. A change that breaks
// programs that use the components is only written where --breaking says that it is meant.
async function writeDocs(): Promise<void> {
    const schema = await inferSchema();
    const before = existsSync(schemaFile)
        ? (JSON.parse(readFileSync(schemaFile, "utf8")) as ComponentSchema)
        : schema;
    const broken = breakingChanges(before, schema);
    if (broken.length > 0 && !process.argv.includes("--breaking")) {
        console.error(`Programs that use the components would break:\n- ${broken.join("\n- ")}`);
        console.error("If that is meant, say so in CHANGELOG.md, and run: npm run docs -- --breaking");
        process.exitCode = 1;
        return;
    }
    writeFileSync(schemaFile, await schemaText(schema));
    for (const { file, text } of await generatedDocs(schema)) writeFileSync(file, text);
}

void writeDocs();

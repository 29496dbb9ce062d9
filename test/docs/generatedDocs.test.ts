import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type ComponentSchema, schemaFile } from "../../scripts/docs/componentSchema";
import { generatedDocs } from "../../scripts/docs/generatedDocs";
import { awsErrorGuides, awsErrors } from "../../trust/aws";

describe("the pages that are written from the code", () => {
    it("are what the code says today", async () => {
        const schema = JSON.parse(readFileSync(schemaFile, "utf8")) as ComponentSchema;
        for (const { file, text } of await generatedDocs(schema))
            assert.ok(
                readFileSync(file, "utf8") === text,
                `${basename(file)} is not fresh. Run: npm run docs`,
            );
    });

    it("explain every error that the code names, each with a cause and a fix", () => {
        const say = (make: (...values: never[]) => { code: string; message: string }) => {
            const { code, message } = (make as (...values: unknown[]) => { code: string; message: string })(
                "X",
                "X",
            );
            // What a caller fills in differs; the words around it do not.
            return `${code}: ${message.split("X")[0] ?? ""}`;
        };
        const explained = awsErrorGuides.map(({ error }) => `${error.code}: ${error.message}`);
        const missing = Object.values(awsErrors)
            .map(say)
            .filter((text) => !explained.some((known) => known.startsWith(text)));
        assert.deepEqual(missing, []);
        for (const { causes } of awsErrorGuides) {
            assert.ok(causes.length > 0);
            assert.ok(causes.every(({ cause, fix }) => cause !== "" && fix !== ""));
        }
    });
});

import assert from "node:assert/strict";
import { awsErrorGuides, awsErrors } from "../../trust/aws";

describe("the pages that are written from the code", () => {
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

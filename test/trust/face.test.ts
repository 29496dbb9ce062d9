import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as face from "../../trust";

describe("the face of trust/", () => {
    it("has these functions, and no more", () => {
        assert.deepEqual(Object.keys(face).sort(), [
            "admissionOf",
            "analyzeTrustPolicy",
            "audienceProblems",
            "awsErrorGuides",
            "buildTrustPolicy",
            "describeAccess",
            "evaluate",
            "explainSubject",
            "formatProblems",
            "parseIssuer",
            "parseSubject",
            "readTrustDocument",
            "selectorProblems",
        ]);
    });

    it("names everything one by one", () => {
        const text = readFileSync(join(__dirname, "../../trust/index.ts"), "utf8");
        assert.doesNotMatch(text, /export \*/);
    });
});

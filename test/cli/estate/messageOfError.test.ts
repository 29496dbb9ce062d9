import assert from "node:assert/strict";
import { InputPropertiesError, ResourceError, RunError } from "@pulumi/pulumi";
import { messageOfError } from "../../../cli/estate/loadProgram";

describe("what is told of a program's error", () => {
    it("is the message alone for errors that are meant for people", () => {
        assert.equal(messageOfError(new RunError("a\n-> b")), "a\n-> b");
        assert.equal(messageOfError(new ResourceError("a", undefined)), "a");
        const problems = { message: "Two mistakes", errors: [{ propertyPath: "url", reason: "no https" }] };
        assert.equal(messageOfError(new InputPropertiesError(problems)), "Two mistakes\n  url: no https");
    });

    it("is name, message and the program's own line for others, and no stack", () => {
        const error = new TypeError("x is no function");
        error.stack = [
            "TypeError: x is no function",
            "    at call (/app/node_modules/lib/index.js:1:1)",
            "    at Module._compile (node:internal/modules/cjs/loader:1:1)",
            "    at roles (/app/index.ts:12:3)",
            "    at /app/index.ts:20:1",
        ].join("\n");
        assert.equal(messageOfError(error), "TypeError: x is no function\n  at roles (/app/index.ts:12:3)");
    });

    it("names the missing module, not the files that asked for it", () => {
        const error = Object.assign(new Error("Cannot find module 'x'\nRequire stack:\n- /app/index.ts"), {
            code: "MODULE_NOT_FOUND",
        });
        assert.equal(messageOfError(error), "Cannot find module 'x'\nRun \"npm ci\" where the program is.");
    });

    it("has the place of a syntax error", () => {
        const error = new SyntaxError("Unexpected token");
        error.stack =
            "/app/index.ts:3\nlet = ;\n    ^\n\nSyntaxError: Unexpected token\n    at wrap (node:x:1:1)";
        assert.equal(messageOfError(error), "/app/index.ts:3\nlet = ;\n    ^\nSyntaxError: Unexpected token");
    });

    it("copes with anything that is thrown", () => {
        assert.equal(messageOfError("text"), 'The program threw "text".');
        assert.equal(messageOfError(undefined), "The program threw undefined.");
    });
});

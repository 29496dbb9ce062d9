import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordedParts } from "../../../cli/report";
import { reporterOf, type Violation } from "../../../policy-pack/engine/report";
import { violationRecordsVariable } from "../../../trust/finding";

const subject = { noun: "Role", name: "web" };
const violation: Violation = {
    code: "subject-missing",
    path: "Statement[0]",
    value: "glpat-abcdefghijklmnop",
    message: "is open",
    effect: "open",
    fix: "Close it.",
    witness: "project_path:a/b",
};

describe("the records of violations", () => {
    const folder = mkdtempSync(join(tmpdir(), "records-"));
    const file = join(folder, "violations");
    const said: string[] = [];
    const reporter = reporterOf("trust-x", (violation: unknown) => {
        said.push((violation as { message: string }).message);
    });

    afterEach(() => {
        Reflect.deleteProperty(process.env, violationRecordsVariable);
        rmSync(file, { force: true });
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    it("have the parts of what the engine is told, for the file's owner alone, and no token", () => {
        process.env[violationRecordsVariable] = file;
        reporter.violation(subject, violation, "urn:web");
        reporter.configProblems([{ path: "key", message: "is wrong", fix: "Mend it." }]);
        const text = readFileSync(file, "utf8");
        assert.equal(statSync(file).mode & 0o777, 0o600);
        assert.ok(!text.includes("abcdefgh"));
        const [message = "", other = ""] = said;
        const told = recordedParts(text)({ policy: "trust-x", level: "mandatory", urn: "urn:web", message });
        assert.deepEqual(
            [told.code, told.path, told.value, told.witness, told.fix],
            ["subject-missing", "Statement[0]", '"(not shown)"', "project_path:a/b", "Close it."],
        );
        assert.equal(told.headline, message.split("\n")[0]);
        const config = recordedParts(text)({ policy: "trust-x", level: "mandatory", message: other });
        assert.deepEqual([config.code, config.path], ["config", "key"]);
        const foreign = { policy: "another", level: "mandatory", message };
        assert.deepEqual(recordedParts(text)(foreign), foreign);
    });

    it("are written nowhere without the variable, and fail nothing where they cannot be written", () => {
        reporter.violation(subject, violation, "urn:web");
        assert.equal(existsSync(file), false);
        process.env[violationRecordsVariable] = join(folder, "missing", "violations");
        const before = said.length;
        reporter.violation(subject, violation, "urn:web");
        assert.equal(said.length, before + 1);
    });
});

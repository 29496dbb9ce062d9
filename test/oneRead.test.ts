import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mock } from "node:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessDocument, judgeRoles, readDocuments } from "../cli/commands/access/roleAccess";
import { policies } from "../policy-pack/policies";
import { allow, type CaseRole, role } from "../policy-pack/cases";
import { explainSubject } from "../trust/admission";
import * as reading from "../trust/document/readTrustDocument";
import { inProcess } from "./cli/inProcess";
import { caseStack } from "./policy-pack/caseStack";
import { runResourcePolicies, runStackPolicies } from "./policy-pack/runPolicies";

const subject = (name: string) => `project_path:acme/${name}:ref_type:branch:ref:main`;
const trusting = (name: string) =>
    allow({ StringEquals: { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:sub": subject(name) } });

describe("a trust policy", () => {
    const read = mock.method(reading, "readTrustDocument");
    let folder = "";
    before(() => (folder = mkdtempSync(join(tmpdir(), "one-read-"))));
    beforeEach(() => read.mock.resetCalls());
    after(() => {
        mock.restoreAll();
        rmSync(folder, { recursive: true });
    });

    const reads = () => read.mock.callCount();

    it("is read once by explain", async () => {
        const policy = join(folder, "policy.json");
        const claims = join(folder, "claims.json");
        const token = { iss: "https://gitlab.com", aud: "https://gitlab.com", sub: subject("one") };
        writeFileSync(policy, JSON.stringify({ Version: "2012-10-17", Statement: [trusting("one")] }));
        writeFileSync(claims, JSON.stringify(token));
        const { code } = await inProcess(["explain", policy, "--claims", claims]);
        assert.deepEqual([code, reads()], [0, 1]);
    });

    it("is read once by access, for the table, the document and the instances that it shows", () => {
        const roles = ["one", "two", "three"].map((name) => ({
            label: name,
            urn: name,
            trustPolicy: { Version: "2012-10-17", Statement: [trusting(name)] },
        }));
        const judged = judgeRoles(readDocuments(roles), {});
        assert.equal(accessDocument("the test", judged).roles.length, 3);
        assert.equal(reads(), 3);
    });

    it("is read once in a run of the pack, by all policies on resources and on the stack", () => {
        const roles = Array.from({ length: 40 }, (_, index): CaseRole => {
            const name = `role-${String(index)}`;
            return { ...role(trusting(name)), name };
        });
        const stack = caseStack(
            { title: "", passes: true, resources: roles },
            { providerPackage: "aws", secret: false },
        );
        for (const resource of stack) runResourcePolicies(policies, resource);
        runStackPolicies(policies, stack);
        assert.equal(reads(), roles.length);
    });

    it("is not made up to say what a subject means", () => {
        assert.match(explainSubject(subject("one")), /acme\/one/);
        assert.equal(reads(), 0);
    });
});

import assert from "node:assert/strict";
import { roleForSubject } from "../../../policy-pack/cases";
import { policies } from "../../../policy-pack/policies";
import { unknownMarkers } from "../../../trust/document";
import { caseStack } from "../caseStack";
import { runResourcePolicies } from "../runPolicies";

/** Which policies report a correct role of the account 123456789012 whose AWS provider has the given inputs. */
function reportedWith(props: Record<string, unknown>): string[] {
    const role = roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main");
    const example = { title: "", passes: false, resources: [role] };
    const [, resource] = caseStack(example, { providerPackage: "aws", secret: false });
    assert.ok(resource);
    const provider = { type: "pulumi:providers:aws", name: "aws", urn: "urn:provider", props };
    return runResourcePolicies(policies, { ...resource, provider }).map(({ policy }) => policy);
}

describe("the AWS provider of a role", () => {
    it("betrays an ARN of another partition", () => {
        assert.deepEqual(reportedWith({ region: "eu-west-1" }), []);
        assert.deepEqual(reportedWith({ region: "cn-north-1" }), ["trust-issuer-consistent"]);
    });

    it("betrays an ARN of another account", () => {
        assert.deepEqual(reportedWith({ allowedAccountIds: '["123456789012"]' }), []);
        assert.deepEqual(reportedWith({ allowedAccountIds: '["210987654321"]' }), [
            "trust-issuer-consistent",
        ]);
    });

    it("may be unknown itself", () => {
        for (const { marker } of unknownMarkers) assert.deepEqual(reportedWith({ region: marker }), []);
    });
});

import assert from "node:assert/strict";
import { policies } from "../../../policy-pack/policies";
import { provider } from "../../../policy-pack/cases";
import { type PolicyCase } from "../../../policy-pack/cases";
import { caseStack } from "../caseStack";
import { runResourcePolicies } from "../runPolicies";

const config = { "gitlab-issuers": { issuers: [{ url: "https://git.example.com" }] } };

function reportsOn(
    example: Pick<PolicyCase, "resources">,
    given: Record<string, Record<string, unknown>>,
): string[] {
    const [, resource] = caseStack(
        { title: "", passes: false, ...example },
        { providerPackage: "aws", secret: false },
    );
    assert.ok(resource);
    return runResourcePolicies(policies, resource, given).map(({ policy }) => policy);
}

describe("the organisation's settings", () => {
    const withoutAudience = { resources: [provider("https://git.example.com")] };

    it("reach the policies after gitlab-issuers within the same call", () => {
        assert.deepEqual(reportsOn(withoutAudience, config), ["provider-audience"]);
    });

    it("are those of the present config, not of an earlier one", () => {
        assert.deepEqual(reportsOn(withoutAudience, config), ["provider-audience"]);
        assert.deepEqual(reportsOn(withoutAudience, {}), []);
    });

    it("are handed on by the first policy of the pack", () => {
        assert.equal(policies[0]?.name, "gitlab-issuers");
    });
});

import fc from "fast-check";
import assert from "node:assert/strict";
import type { AnalyzedResource } from "../../cli/analyzer";
import { identityProviders } from "../../policy-pack/resources/identityProvider";
import { trustedRoles } from "../../policy-pack/resources/trustedRole";
import { policies } from "../../policy-pack/policies";
import { unknownMarkers } from "../../trust/policy/unknownMarkers";
import { propertyRuns } from "../propertyRuns";
import { runResourcePolicies, runStackPolicies } from "./runPolicies";

const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
        "2012-10-17",
        "Allow",
        "sts:AssumeRoleWithWebIdentity",
        "arn:aws:iam::123456789012:oidc-provider/gitlab.com",
        "https://gitlab.com",
        "project_path:acme/*:ref_type:branch:ref:main",
        "*",
        ...unknownMarkers.map(({ marker }) => marker),
    ),
);
const name = fc.oneof(
    fc.string(),
    fc.constantFrom(
        "Version",
        "Statement",
        "Effect",
        "Principal",
        "Federated",
        "Action",
        "Condition",
        "StringEquals",
        "StringLike",
        "gitlab.com:sub",
        "gitlab.com:aud",
        "__proto__",
        "constructor",
    ),
);
const { value: anything } = fc.letrec((tie) => ({
    value: fc.oneof(
        { depthSize: "medium" },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(name, tie("value"), { maxKeys: 5 }),
    ),
}));
const input = fc.oneof(
    anything,
    anything.map((value) => JSON.stringify(value)),
);
const resource = fc.record({
    type: fc.constantFrom(...trustedRoles.types, ...identityProviders.types, "aws:s3/bucket:Bucket"),
    name: fc.string(),
    urn: fc.constant("urn:a"),
    props: fc.dictionary(
        fc.oneof(
            fc.constantFrom(
                "assumeRolePolicy",
                "assumeRolePolicyDocument",
                "url",
                "clientIdLists",
                "clientIdList",
            ),
            name,
        ),
        input,
    ),
});

/** Settings of no use at all must not bring a policy down either. */
const config = fc.dictionary(
    fc.constantFrom(...policies.map((policy) => policy.name)),
    fc.dictionary(
        fc.oneof(
            fc.constantFrom("issuers", "allowedIssuers", "trailingSlashIssuers", "allowedSubjects"),
            name,
        ),
        anything,
    ),
);

describe("resources of any shape", () => {
    it("bring no policy down, whatever the config", () => {
        fc.assert(
            fc.property(resource, config, (shown: AnalyzedResource, given) => {
                const stack = [{ ...shown, type: "pulumi:pulumi:Stack", props: {} }, shown];
                const reports = [
                    ...stack.flatMap((each) => runResourcePolicies(policies, each, given)),
                    ...runStackPolicies(policies, stack, given),
                ];
                const failed = reports.filter(({ message }) => message.includes("WAS NOT CHECKED"));
                assert.deepEqual(failed, []);
            }),
            { numRuns: propertyRuns(500) },
        );
    });
});

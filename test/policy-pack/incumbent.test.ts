import assert from "node:assert/strict";
import { allow, role, roleForSubject, roleWith, selfManagedArn } from "../../policy-pack/cases";
import { type CaseRole } from "../../policy-pack/cases";
import { policies } from "../../policy-pack/policies";
import { caseStack } from "./caseStack";
import { runResourcePolicies } from "./runPolicies";

const exact = "project_path:acme/web:ref_type:branch:ref:main";
const guards = { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:project_id": "42" };
const safe = allow({ StringEquals: { ...guards, "gitlab.com:sub": exact } });
const open = allow({
    StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
    StringLike: { "gitlab.com:sub": "*" },
});
const lambda = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };

/**
 * What checkov's rule for OIDC roles passed (CKV_AWS_358 on the GitHub form of the same documents, measured 2026-11), and
 * one that no scanner was found to see: a principal and keys of different issuers.
 */
const missedByOthers: [title: string, document: CaseRole, policy: string][] = [
    ["a service's statement, then an open one", role(lambda, open), "trust-subject-required"],
    ["a safe statement, then an open one", role(safe, open), "trust-subject-required"],
    ["an exclusion alone", roleForSubject("StringNotEquals", exact), "trust-operators-effective"],
    ["a safe value, then a star", roleForSubject("StringLike", [exact, "*"]), "trust-subject-required"],
    [
        "a star under StringEquals",
        roleForSubject("StringEquals", "project_path:acme/web:*"),
        "trust-wildcards-need-stringlike",
    ],
    ["no condition at all", role(allow(undefined)), "trust-subject-required"],
    ["a text that is not valid JSON", roleWith("{"), "trust-policy-readable"],
    [
        "keys of another issuer than the principal's",
        role({ ...safe, Principal: { Federated: selfManagedArn } }),
        "trust-issuer-consistent",
    ],
];

describe("what an incumbent scanner passes", () => {
    for (const [title, document, policy] of missedByOthers) {
        it(`is caught: ${title}`, () => {
            const example = { title, passes: false, resources: [document] };
            const [, resource] = caseStack(example, { providerPackage: "aws", secret: false });
            assert.ok(resource);
            const mandatory = runResourcePolicies(policies, resource).filter(
                ({ level }) => level === "mandatory",
            );
            assert.ok(
                mandatory.some((report) => report.policy === policy),
                mandatory.map(({ message }) => message).join("\n"),
            );
        });
    }
});

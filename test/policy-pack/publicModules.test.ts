import assert from "node:assert/strict";
import { type CaseRole, type PolicyCase } from "../../policy-pack/cases";
import { policies } from "../../policy-pack/policies";
import { caseStack } from "./caseStack";
import { gitlabModules } from "./gitlabModules";
import { otherModules } from "./otherModules";
import { runResourcePolicies, runStackPolicies } from "./runPolicies";

/** Which policies report something, at which level, with a role in either provider package. */
function reported(...resources: PolicyCase["resources"]): string[] {
    const reports = (["aws", "aws-native"] as const).flatMap((providerPackage) => {
        const stack = caseStack({ title: "", passes: true, resources }, { providerPackage, secret: false });
        return [
            ...stack.flatMap((resource) => runResourcePolicies(policies, resource)),
            ...runStackPolicies(policies, stack),
        ];
    });
    return [...new Set(reports.map(({ policy, level }) => `${String(level)} ${policy}`))];
}

/** The provider that a role's trust policy names, if any. */
function providerOf({ document }: CaseRole): PolicyCase["resources"] {
    const [, issuer] = /oidc-provider\/([^"]+)"/.exec(JSON.stringify(document)) ?? [];
    return issuer === undefined
        ? []
        : [{ kind: "provider", name: "idp", url: `https://${issuer}`, audiences: audiencesIn(document) }];
}

function audiencesIn(document: unknown): string[] {
    const found = /:aud":"([^"]+)"/.exec(JSON.stringify(document));
    return [found?.[1] ?? "sts.amazonaws.com"];
}

describe("what public modules make for other identities", () => {
    for (const { source, role, advice = [] } of otherModules) {
        const expected = advice.map((policy) => `advisory ${policy}`);
        it(`is left alone: ${source}`, () => {
            assert.deepEqual(reported(...providerOf(role), role), expected);
        });

        it(`is left alone as an administrator with long sessions: ${source}`, () => {
            const admin = {
                ...role,
                managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
                maxSessionDuration: 43200,
            };
            assert.deepEqual(reported(admin), []);
        });

        const [provider] = providerOf(role);
        if (provider) {
            it(`is left alone before the provider exists: ${source}`, () => {
                const unknown = { ...role, unknownFrom: ["idp"] };
                assert.deepEqual(reported(provider, unknown), expected);
            });
        }
    }
});

describe("what public modules make for GitLab, where it is right", () => {
    for (const { source, role, advice = [] } of gitlabModules) {
        it(`gets advice at most: ${source}`, () => {
            const expected = advice.map((policy) => `advisory ${policy}`);
            assert.deepEqual(reported(...providerOf(role), role), expected);
        });
    }
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type AnalyzedResource, toStruct } from "../../cli/pack";
import { policies } from "../../policy-pack/policies";
import { unknownMarkers } from "../../trust/document";
import { propertyRuns } from "../propertyRuns";
import { anyValue, fuzzedResources, memberNames } from "./fuzzedResources";
import { packOfSuite } from "./packOfSuite";
import { runResourcePolicies, runStackPolicies } from "./runPolicies";

/** Settings of no use at all must not bring a policy down either. */
const config = fc.dictionary(
    fc.constantFrom(...policies.map((policy) => policy.name)),
    fc.dictionary(
        fc.oneof(
            fc.constantFrom("issuers", "allowedIssuers", "trailingSlashIssuers", "allowedSubjects"),
            memberNames,
        ),
        anyValue,
    ),
);

/** A resource as the SDK hands it on: with its members in the order of the wire, and without those called `__proto__`. */
function asItArrives(resource: AnalyzedResource): AnalyzedResource {
    const sent = toStruct(resource.props).serializeBinary();
    const text = JSON.stringify(Struct.deserializeBinary(sent).toJavaScript());
    const props = JSON.parse(text, (key, value: unknown) =>
        key === "__proto__" ? undefined : value,
    ) as Record<string, unknown>;
    return { ...resource, props };
}

// Names and an issuer of their own, so that nothing that is drawn can be part of it.
const issuer = "gitlab.fuzzed.example";
const trustPolicy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
        {
            Effect: "Allow",
            Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
                StringEquals: { [`${issuer}:aud`]: "aws" },
                StringLike: { [`${issuer}:sub`]: "project_path:acme/web:ref_type:branch:ref:*" },
            },
        },
    ],
});

/** A stack with one finding for each stack policy on roles. */
const faultyStack: AnalyzedResource[] = [
    faulty("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "idp", {
        url: `https://${issuer}`,
        clientIdLists: ["another"],
    }),
    faulty("aws:iam/role:Role", "open", {
        name: "fuzz-open",
        assumeRolePolicy: trustPolicy,
        managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    }),
    faulty("aws:iam/role:Role", "hidden", { assumeRolePolicy: unknownMarkers[0]?.marker }),
];

function faulty(type: string, name: string, props: Record<string, unknown>): AnalyzedResource {
    return { type, name, urn: `urn:pulumi:dev::acme::${type}::${name}`, props };
}

describe("resources of any shape", () => {
    it("bring no policy down, whatever the config", () => {
        fc.assert(
            fc.property(fuzzedResources, config, (shown: AnalyzedResource, given) => {
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

    describe("over the analyzer protocol", () => {
        const pack = packOfSuite();

        it("lose no policy's findings to another's: 2,000 have those that each policy makes alone", async () => {
            let found = 0;
            await fc.assert(
                fc.asyncProperty(fuzzedResources.map(asItArrives), async (shown) => {
                    const together = await pack().analyze(shown);
                    const alone = policies.flatMap((policy) => runResourcePolicies([policy], shown));
                    const texts = (reports: readonly { policy: string; message: string }[]) =>
                        reports.map(({ policy, message }) => `${policy} ${message}`);
                    assert.deepEqual(texts(together), texts(alone));
                    found += together.length;
                }),
                { numRuns: propertyRuns(2000) },
            );
            assert.ok(found > 500, `only ${String(found)} findings`);
        }).timeout(600_000);

        it("hide nothing of the rest of a stack, 100 at a time", async () => {
            const known = await pack().analyzeStack(faultyStack);
            assert.deepEqual(known.map(({ policy }) => policy).sort(), [
                "role-exposure",
                "role-permissions-bounded",
                "trust-audience-registered",
                "trust-policy-known",
            ]);
            const urns = faultyStack.map(({ urn }) => urn);
            await fc.assert(
                fc.asyncProperty(
                    fc.array(fuzzedResources, { minLength: 100, maxLength: 100 }),
                    async (shown) => {
                        const others = shown.map((each, at) => ({ ...each, urn: `urn:${String(at)}` }));
                        const diagnostics = await pack().analyzeStack([...others, ...faultyStack]);
                        const ours = diagnostics.filter(({ urn = "" }) => urns.includes(urn));
                        assert.deepEqual(ours, known);
                        const failed = diagnostics.filter(({ message }) =>
                            /WAS NOT CHECKED|can't run/.test(message),
                        );
                        assert.deepEqual(failed, []);
                    },
                ),
                { numRuns: Math.ceil(propertyRuns(2000) / 100) },
            );
        }).timeout(600_000);
    });
});

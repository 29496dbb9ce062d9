import assert from "node:assert/strict";
import type { AnalyzedResource } from "../../../cli/pack";
import { policies } from "../../../policy-pack/policies";
import { cloudFrontMirror, planMirror, s3Mirror } from "../../components/mirror/mirrorSpecimens";
import { isKnown, type RegisteredResource, valueOf } from "../../components/registerResources";
import { runResourcePolicies, runStackPolicies } from "../runPolicies";

/** What the program registers at preview, as the engine would show it to the pack. */
async function planned(discovery = s3Mirror): Promise<RegisteredResource[]> {
    const { resources, errors, built } = await planMirror(discovery);
    assert.deepEqual(errors, []);
    assert.ok(built && (await isKnown(built.issuer)) && (await valueOf(built.issuer)));
    return resources;
}

function reportedBy(resources: readonly RegisteredResource[]): string[] {
    const shown = resources.map(({ type, name, urn, inputs, protect, dependencies }): AnalyzedResource => ({
        type,
        name,
        urn,
        props: inputs,
        options: { protect },
        dependencies,
    }));
    const reports = [
        ...shown.flatMap((resource) => runResourcePolicies(policies, resource)),
        ...runStackPolicies(policies, shown),
    ];
    return [...new Set(reports.map(({ policy }) => policy))].sort();
}

/** The plan with one resource's inputs changed. */
function changed(
    resources: readonly RegisteredResource[],
    type: string,
    change: (inputs: Record<string, unknown>) => Record<string, unknown>,
    key?: string,
): RegisteredResource[] {
    let hits = 0;
    const weakened = resources.map((resource) => {
        if (!resource.type.endsWith(`:${type}`) || (key !== undefined && resource.inputs["key"] !== key))
            return resource;
        hits++;
        return { ...resource, inputs: { ...resource.inputs, ...change(resource.inputs) } };
    });
    assert.equal(hits, 1);
    return weakened;
}

/** The change of a policy to which a statement is added. */
const allowing = (statement: object) => (inputs: Record<string, unknown>) => {
    const policy = JSON.parse(String(inputs["policy"])) as { Statement: object[] };
    const added = [...policy.Statement, { Effect: "Allow", Principal: "*", ...statement }];
    return { policy: JSON.stringify({ ...policy, Statement: added }) };
};
const bucket = "arn:aws:s3:::acme-gitlab-oidc";
const [document, keys] = [".well-known/openid-configuration", "oauth/discovery/keys"];

describe("the pack on our own mirror", () => {
    for (const [mode, discovery] of [
        ["s3", s3Mirror],
        ["cloudfront", cloudFrontMirror],
    ] as const) {
        it(`has nothing against it in mode ${mode}, and everything is known`, async () => {
            const resources = await planned(discovery);
            // A marker of Pulumi's in the place of an input would be an unknown.
            const unknown = /04da6b54-80e4-46f7-96ec-b56ff0331ba9/;
            for (const { type, inputs } of resources.filter((each) =>
                /s3\/|OpenIdConnect|iam\/role:/.test(each.type),
            )) {
                assert.doesNotMatch(JSON.stringify(inputs), unknown, type);
            }
            assert.deepEqual(reportedBy(resources), []);
        });
    }

    const weakenings: [
        string,
        string,
        string,
        (inputs: Record<string, unknown>) => Record<string, unknown>,
        string?,
    ][] = [
        [
            "one more public key",
            "discovery-bucket-least-public",
            "BucketPolicy",
            allowing({ Action: "s3:GetObject", Resource: `${bucket}/notes.txt` }),
        ],
        [
            "a public list",
            "discovery-bucket-least-public",
            "BucketPolicy",
            allowing({ Action: "s3:ListBucket", Resource: bucket }),
        ],
        [
            "a public write",
            "discovery-bucket-write-protected",
            "BucketPolicy",
            allowing({ Action: "s3:PutObject", Resource: `${bucket}/${keys}` }),
        ],
        [
            "a foreign writer",
            "discovery-bucket-write-protected",
            "BucketPolicy",
            allowing({
                Principal: { AWS: "arn:aws:iam::999999999999:root" },
                Action: "s3:PutObject",
                Resource: `${bucket}/${keys}`,
            }),
        ],
        [
            "the ACL blocks off",
            "discovery-bucket-least-public",
            "BucketPublicAccessBlock",
            () => ({ blockPublicAcls: false, ignorePublicAcls: false }),
        ],
        [
            "all blocks on",
            "discovery-bucket-least-public",
            "BucketPublicAccessBlock",
            () => ({ blockPublicPolicy: true, restrictPublicBuckets: true }),
        ],
        [
            "KMS",
            "discovery-bucket-least-public",
            "BucketServerSideEncryptionConfiguration",
            () => ({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] }),
        ],
        [
            "access lists by whoever writes",
            "discovery-bucket-least-public",
            "BucketOwnershipControls",
            () => ({ rule: { objectOwnership: "ObjectWriter" } }),
        ],
        ["forceDestroy", "discovery-bucket-protected", "Bucket", () => ({ forceDestroy: true })],
        [
            "an issuer with a slash",
            "discovery-document-consistent",
            "BucketObjectv2",
            ({ content }) => ({ content: String(content).replace('amazonaws.com",', 'amazonaws.com/",') }),
            document,
        ],
        [
            "private members",
            "discovery-public-keys-only",
            "BucketObjectv2",
            ({ content }) => ({ content: String(content).replaceAll('"kid":', '"d": "AQAB", "kid":') }),
            keys,
        ],
        [
            "no content type",
            "discovery-document-consistent",
            "BucketObjectv2",
            () => ({ contentType: undefined }),
            keys,
        ],
    ];
    for (const [what, policy, type, change, key] of weakenings) {
        it(`finds ${what} by ${policy} alone`, async () => {
            assert.deepEqual(reportedBy(changed(await planned(), type, change, key)), [policy]);
        });
    }

    it("finds a provider with a slash or a bucket with dots by the provider's own policies", async () => {
        for (const [url, policy] of [
            ["https://acme-gitlab-oidc.s3.eu-north-1.amazonaws.com/", "provider-url-no-trailing-slash"],
            ["https://acme.gitlab.s3.eu-north-1.amazonaws.com", "provider-url-well-formed"],
        ]) {
            const resources = changed(await planned(), "OpenIdConnectProvider", () => ({ url }));
            assert.ok(reportedBy(resources).includes(policy ?? ""));
        }
    });

    it("finds that a throw-away stack's bucket is not protected", async () => {
        assert.deepEqual(reportedBy(await planned({ ...s3Mirror, allowDestroy: true })), [
            "discovery-bucket-protected",
        ]);
    });

    it("takes a publisher of the account, also where it is the only one that betrays the account", async () => {
        const discovery = { ...s3Mirror, publisherRoleArns: ["arn:aws:iam::123456789012:role/publisher"] };
        assert.deepEqual(reportedBy(await planned(discovery)), []);
    });
});

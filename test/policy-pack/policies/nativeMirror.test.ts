import assert from "node:assert/strict";
import type { AnalyzedResource } from "../../../cli/pack";
import { mirrorIssuer, rightPolicy } from "../../../policy-pack/cases/mirror";
import { policies } from "../../../policy-pack/policies";
import { unknownMarkers } from "../../../trust/document";
import { runStackPolicies } from "../runPolicies";

const resource = (type: string, props: Record<string, unknown>, protect = true): AnalyzedResource => ({
    type,
    name: type,
    urn: `urn:${type}`,
    props,
    options: { protect },
});
const flags = {
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: false,
    restrictPublicBuckets: false,
};

/** A mirror by `aws-native:`, which has no objects. */
function nativeMirror({
    bucket = {},
    policy = rightPolicy(),
    protect = true,
}: { bucket?: object; policy?: unknown; protect?: boolean } = {}): AnalyzedResource[] {
    return [
        resource("aws-native:iam:OidcProvider", { url: mirrorIssuer, clientIdList: ["aws"] }),
        resource(
            "aws-native:s3:Bucket",
            { bucketName: "acme-gitlab-oidc", publicAccessBlockConfiguration: flags, ...bucket },
            protect,
        ),
        resource("aws-native:s3:BucketPolicy", { bucket: "acme-gitlab-oidc", policyDocument: policy }),
    ];
}

const reportedBy = (resources: AnalyzedResource[]) =>
    [...new Set(runStackPolicies(policies, resources).map(({ policy }) => policy))].sort();

describe("the discovery policies on aws-native", () => {
    it("have nothing against a right mirror", () => {
        assert.deepEqual(reportedBy(nativeMirror()), []);
    });

    it("find what is wrong with one", () => {
        const off = { publicAccessBlockConfiguration: { ...flags, blockPublicAcls: false } };
        const kms = {
            bucketEncryption: {
                serverSideEncryptionConfiguration: [
                    { serverSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } },
                ],
            },
        };
        assert.deepEqual(reportedBy(nativeMirror({ bucket: off })), ["discovery-bucket-least-public"]);
        assert.deepEqual(reportedBy(nativeMirror({ bucket: kms })), ["discovery-bucket-least-public"]);
        assert.deepEqual(reportedBy(nativeMirror({ protect: false })), ["discovery-bucket-protected"]);
        const [read] = rightPolicy().Statement;
        const policy = {
            ...rightPolicy(),
            Statement: [{ ...read, Action: ["s3:GetObject", "s3:PutObject"] }],
        };
        assert.deepEqual(reportedBy(nativeMirror({ policy })), ["discovery-bucket-write-protected"]);
    });

    it("say nothing about what is unknown", () => {
        for (const { marker } of unknownMarkers) {
            assert.deepEqual(reportedBy(nativeMirror({ policy: marker })), [], marker);
            assert.deepEqual(
                reportedBy(nativeMirror({ bucket: { publicAccessBlockConfiguration: marker } })),
                [],
            );
        }
    });
});

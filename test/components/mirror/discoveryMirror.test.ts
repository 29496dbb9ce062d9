import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { bucketPolicy, readMirroredDocument } from "../../../trust/mirror";
import { isKnown, valueOf, type RegisteredResource } from "../registerResources";
import {
    cloudFrontMirror,
    gitlabUrl,
    instanceKeys,
    mirrorIssuer,
    only,
    planMirror,
    s3Mirror,
} from "./mirrorSpecimens";

const object = (resources: readonly RegisteredResource[], key: string) =>
    resources.find(({ inputs }) => inputs["key"] === key);
const inBucket = { bucket: "acme-gitlab-oidc", region: "eu-north-1" };

describe("DiscoveryMirror", () => {
    for (const preview of [true, false]) {
        it(`registers the bucket, who may read and write it, and the two documents (preview ${String(preview)})`, async () => {
            const { resources, errors, built } = await planMirror(
                s3Mirror,
                { tags: { team: "platform" } },
                preview,
            );
            assert.deepEqual(errors, []);
            const inMirror = resources.filter(({ urn }) => urn.includes("DiscoveryMirror$"));
            assert.deepEqual(inMirror.map(({ type, name }) => [type.replace(/^aws:.*:/, ""), name]).sort(), [
                ["Bucket", "gitlab:acme-gitlab-oidc.s3.eu-north-1.amazonaws.com"],
                [
                    "BucketObjectv2",
                    "gitlab:acme-gitlab-oidc.s3.eu-north-1.amazonaws.com:.well-known/openid-configuration",
                ],
                [
                    "BucketObjectv2",
                    "gitlab:acme-gitlab-oidc.s3.eu-north-1.amazonaws.com:oauth/discovery/keys",
                ],
                ["BucketOwnershipControls", "gitlab:acme-gitlab-oidc.s3.eu-north-1.amazonaws.com"],
                ["BucketPolicy", "gitlab:acme-gitlab-oidc.s3.eu-north-1.amazonaws.com"],
                ["BucketPublicAccessBlock", "gitlab:acme-gitlab-oidc.s3.eu-north-1.amazonaws.com"],
                [
                    "BucketServerSideEncryptionConfiguration",
                    "gitlab:acme-gitlab-oidc.s3.eu-north-1.amazonaws.com",
                ],
                ["BucketVersioning", "gitlab:acme-gitlab-oidc.s3.eu-north-1.amazonaws.com"],
            ]);
            assert.deepEqual(only(resources, "Bucket").inputs, { ...inBucket, tags: { team: "platform" } });
            assert.deepEqual(only(resources, "BucketOwnershipControls").inputs, {
                ...inBucket,
                rule: { objectOwnership: "BucketOwnerEnforced" },
            });
            assert.deepEqual(only(resources, "BucketVersioning").inputs, {
                ...inBucket,
                versioningConfiguration: { status: "Enabled" },
            });
            assert.deepEqual(only(resources, "BucketServerSideEncryptionConfiguration").inputs, {
                ...inBucket,
                rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
            });
            assert.deepEqual(only(resources, "BucketPublicAccessBlock").inputs, {
                ...inBucket,
                blockPublicAcls: true,
                ignorePublicAcls: true,
                blockPublicPolicy: false,
                restrictPublicBuckets: false,
            });
            const inputs = {
                mode: "s3",
                partition: "aws",
                accountId: "123456789012",
                publisherRoleArns: [],
            } as const;
            assert.deepEqual(only(resources, "BucketPolicy").inputs, {
                ...inBucket,
                policy: bucketPolicy({ ...inputs, bucket: inBucket.bucket }),
            });
            const served = {
                ...inBucket,
                contentType: "application/json",
                cacheControl: "public, max-age=300",
            };
            const keys = object(resources, "oauth/discovery/keys")?.inputs ?? {};
            const tag = (content: unknown) => createHash("md5").update(String(content)).digest("hex");
            assert.deepEqual(
                { ...keys, content: JSON.parse(String(keys["content"])) as unknown },
                {
                    ...served,
                    key: "oauth/discovery/keys",
                    content: instanceKeys,
                    etag: tag(keys["content"]),
                },
            );
            const document = object(resources, ".well-known/openid-configuration")?.inputs ?? {};
            assert.deepEqual(
                { ...document, content: undefined },
                {
                    ...served,
                    key: ".well-known/openid-configuration",
                    content: undefined,
                    etag: tag(document["content"]),
                },
            );
            assert.deepEqual(readMirroredDocument(document["content"], mirrorIssuer).problems, []);
            assert.ok(built?.discoveryBucketName && built.discoveryInstanceSettings);
            assert.equal(await valueOf(built.discoveryBucketName), "acme-gitlab-oidc");
            assert.ok(await isKnown(built.discoveryInstanceSettings));
            assert.equal(
                (await valueOf(built.discoveryInstanceSettings))["linuxPackage"]?.split("\n")[1],
                `gitlab_rails['ci_id_tokens_issuer_url'] = '${mirrorIssuer}'`,
            );
        });
    }

    it("outlives the stack, unless a throw-away stack says so", async () => {
        const inMirror = (resources: RegisteredResource[]) =>
            resources.filter(({ urn }) => urn.includes("DiscoveryMirror$"));
        const lasting = inMirror((await planMirror()).resources);
        assert.ok(
            lasting.length === 8 && lasting.every(({ protect, retainOnDelete }) => protect && retainOnDelete),
        );
        assert.equal(only(lasting, "Bucket").inputs["forceDestroy"], undefined);
        const throwAway = inMirror((await planMirror({ ...s3Mirror, allowDestroy: true })).resources);
        assert.ok(
            throwAway.length === 8 &&
                throwAway.every(({ protect, retainOnDelete }) => !protect && !retainOnDelete),
        );
        assert.equal(only(throwAway, "Bucket").inputs["forceDestroy"], true);
    });

    it("leaves the keys to sync when asked, with every input that would upload them again", async () => {
        const { resources } = await planMirror({ ...s3Mirror, keysManagedBySync: true });
        const keys = object(resources, "oauth/discovery/keys");
        const document = object(resources, ".well-known/openid-configuration");
        for (const input of ["content", "contentType", "cacheControl", "etag", "sourceHash", "metadata"]) {
            assert.ok(keys?.ignoreChanges.includes(input), input);
        }
        assert.deepEqual(document?.ignoreChanges, []);
        assert.deepEqual(object((await planMirror()).resources, "oauth/discovery/keys")?.ignoreChanges, []);
    });

    it("uses a name that nobody else can take, when asked", async () => {
        const discovery = { ...s3Mirror, accountRegional: true };
        const { resources, errors } = await planMirror(discovery, { accountId: "123456789012" });
        assert.deepEqual(errors, []);
        assert.deepEqual(only(resources, "Bucket").inputs, {
            bucket: "acme-gitlab-oidc-123456789012-eu-north-1-an",
            region: "eu-north-1",
            bucketNamespace: "account-regional",
        });
        assert.equal(
            only(resources, "OpenIdConnectProvider").inputs["url"],
            "https://acme-gitlab-oidc-123456789012-eu-north-1-an.s3.eu-north-1.amazonaws.com",
        );
    });

    it("keeps the bucket private behind CloudFront", async () => {
        const { resources, errors, built } = await planMirror(cloudFrontMirror);
        assert.deepEqual(errors, []);
        assert.deepEqual(only(resources, "BucketPublicAccessBlock").inputs, {
            ...inBucket,
            blockPublicAcls: true,
            ignorePublicAcls: true,
            blockPublicPolicy: true,
            restrictPublicBuckets: true,
        });
        const policy = JSON.parse(String(only(resources, "BucketPolicy").inputs["policy"])) as {
            Statement: { Effect: string; Principal: unknown }[];
        };
        assert.deepEqual(
            policy.Statement.filter(({ Effect }) => Effect === "Allow").map(({ Principal }) => Principal),
            [{ Service: "cloudfront.amazonaws.com" }],
        );
        assert.deepEqual(only(resources, "OriginAccessControl").inputs, {
            name: "acme-gitlab-oidc",
            description: `Reads the discovery documents of ${gitlabUrl}.`,
            originAccessControlOriginType: "s3",
            signingBehavior: "always",
            signingProtocol: "sigv4",
        });
        const distribution = only(resources, "Distribution");
        assert.deepEqual(distribution.inputs["aliases"], ["gitlab-oidc.example.com"]);
        const provider = only(resources, "OpenIdConnectProvider");
        assert.equal(provider.inputs["url"], "https://gitlab-oidc.example.com");
        const component = resources.find(({ urn }) => urn === provider.parent);
        assert.ok(component?.dependencies.includes(distribution.urn));
        assert.ok(built?.discoveryDistributionDomainName);
    });
});

import assert from "node:assert/strict";
import { GitLabFederation } from "../../../components";
import { registerResources, valueOf, type RegisteredResource } from "../registerResources";
import { problemsOf } from "../federationConfigs";
import { gitlabUrl, mirrorIssuer, only, planMirror, privateFederation, s3Mirror } from "./mirrorSpecimens";

const object = (resources: readonly RegisteredResource[], key: string) =>
    resources.find(({ inputs }) => inputs["key"] === key);

describe("GitLabFederation with a mirror", () => {
    it("is the issuer of provider and trust policies, while the audience stays the instance's address", async () => {
        const { resources, built } = await planMirror();
        const issuer = mirrorIssuer.slice("https://".length);
        assert.deepEqual(only(resources, "OpenIdConnectProvider").inputs, {
            url: mirrorIssuer,
            clientIdLists: [gitlabUrl],
        });
        const policy = String(only(resources, "iam/role:Role").inputs["assumeRolePolicy"]);
        assert.deepEqual(JSON.parse(policy), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            [`${issuer}:aud`]: gitlabUrl,
                            [`${issuer}:sub`]: "project_path:acme/web:ref_type:branch:ref:main",
                        },
                    },
                },
            ],
        });
        assert.ok(built);
        assert.equal(await valueOf(built.issuer), issuer);
        assert.equal(await valueOf(built.audience), gitlabUrl);
        assert.equal(await valueOf(built.providerArn), `arn:aws:iam::123456789012:oidc-provider/${issuer}`);
    });

    it("makes the provider only when both documents are readable, so that it also goes first", async () => {
        const { resources } = await planMirror();
        const provider = only(resources, "OpenIdConnectProvider");
        const component = resources.find(({ urn }) => urn === provider.parent);
        const awaited = resources
            .filter(({ urn }) => component?.dependencies.includes(urn))
            .map(({ type }) => type);
        for (const part of ["Bucket", "BucketPolicy", "BucketPublicAccessBlock", "BucketObjectv2"]) {
            assert.ok(
                awaited.some((type) => type.endsWith(`:${part}`)),
                part,
            );
        }
        assert.equal(awaited.filter((type) => type.endsWith(":BucketObjectv2")).length, 2);
        const policy = only(resources, "BucketPolicy");
        assert.ok(policy.dependencies.includes(only(resources, "BucketPublicAccessBlock").urn));
        const keys = object(resources, "oauth/discovery/keys");
        assert.ok(keys?.dependencies.includes(policy.urn));
        assert.ok(
            keys && object(resources, ".well-known/openid-configuration")?.dependencies.includes(keys.urn),
        );
    });

    it("registers nothing of the kind, and has no such outputs, for a public instance", async () => {
        const { resources, built } = await registerResources(
            () =>
                new GitLabFederation("gitlab", {
                    ...privateFederation(s3Mirror),
                    discovery: undefined,
                } as never),
        );
        assert.ok(resources.every(({ type }) => !/DiscoveryMirror|s3/.test(type)));
        assert.equal(built?.discoveryBucketName, undefined);
        assert.equal(built?.discoveryInstanceSettings, undefined);
    });
});

describe("a mirror in one update", () => {
    const oneStep = {
        ...s3Mirror,
        mode: "cloudfront",
        domainName: "gitlab-oidc.example.com",
        hostedZoneId: "Z0123456789ABCDEFGHIJ",
    };

    const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/made";
    const challenge = {
        resourceRecordName: `_made.${oneStep.domainName}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: "_value.acm-validations.aws.",
    };
    /** What AWS adds to the inputs of a resource. */
    const madeByAws: Record<string, object> = {
        "aws:acm/certificate:Certificate": { arn: certificateArn, domainValidationOptions: [challenge] },
        "aws:route53/record:Record": { fqdn: `_made.${oneStep.domainName}` },
        "aws:cloudfront/distribution:Distribution": {
            domainName: "d1.cloudfront.net",
            hostedZoneId: "Z2FDTNDATAQYW2",
        },
    };

    it("creates the certificate in us-east-1, its validation and the alias records", async () => {
        const { resources, errors } = await registerResources(
            () => new GitLabFederation("gitlab", privateFederation(oneStep)),
            { preview: false, stateOf: madeByAws },
        );
        assert.deepEqual(errors, []);
        const certificate = only(resources, "acm/certificate:Certificate");
        assert.deepEqual(certificate.inputs, {
            domainName: oneStep.domainName,
            validationMethod: "DNS",
            region: "us-east-1",
        });
        assert.deepEqual(only(resources, "CertificateValidation").inputs, {
            certificateArn,
            validationRecordFqdns: [`_made.${oneStep.domainName}`],
            region: "us-east-1",
        });
        assert.deepEqual(only(resources, "Distribution").inputs["viewerCertificate"], {
            acmCertificateArn: certificateArn,
            sslSupportMethod: "sni-only",
            minimumProtocolVersion: "TLSv1.2_2021",
        });
        const records = resources.filter(({ type }) => type === "aws:route53/record:Record");
        const alias = {
            name: oneStep.domainName,
            aliases: [{ name: "d1.cloudfront.net", zoneId: "Z2FDTNDATAQYW2", evaluateTargetHealth: false }],
        };
        const zoneId = oneStep.hostedZoneId;
        assert.deepEqual(
            Object.fromEntries(
                records.map(({ name, inputs }) => [name.slice(name.lastIndexOf(":") + 1), inputs]),
            ),
            {
                A: { zoneId, type: "A", ...alias },
                AAAA: { zoneId, type: "AAAA", ...alias },
                validation: {
                    zoneId,
                    name: `_made.${oneStep.domainName}.`,
                    type: "CNAME",
                    records: ["_value.acm-validations.aws."],
                    ttl: 300,
                    allowOverwrite: true,
                },
            },
        );
        for (const { protect, retainOnDelete } of records) assert.ok(protect && retainOnDelete);
        // The provider waits for everything of the mirror: IAM reads the issuer when the provider is created.
        const provider = only(resources, "OpenIdConnectProvider");
        const component = resources.find(({ urn }) => urn === provider.parent);
        for (const { urn } of records) assert.ok(component?.dependencies.includes(urn), urn);
    });
});

describe("a mirror in another partition", () => {
    const inRegion = (region: string, partition: string, more: object = {}) =>
        problemsOf({
            gitlabUrl,
            partition,
            discovery: { ...s3Mirror, region, ...more },
            roles: { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } },
        }).map(({ path }) => path);

    for (const [region, partition, host] of [
        ["us-gov-west-1", "aws-us-gov", "acme-gitlab-oidc.s3.us-gov-west-1.amazonaws.com"],
        ["cn-north-1", "aws-cn", "acme-gitlab-oidc.s3.cn-north-1.amazonaws.com.cn"],
    ] as const) {
        it(`has the hosts and ARNs of ${partition}`, async () => {
            const mirror = { ...s3Mirror, region };
            const { resources, errors } = await registerResources(
                () => new GitLabFederation("gitlab", privateFederation(mirror, { partition })),
                { answers: { "aws:index/getPartition:getPartition": () => ({ partition }) } },
            );
            assert.deepEqual(errors, []);
            assert.equal(only(resources, "OpenIdConnectProvider").inputs["url"], `https://${host}`);
            const policy = String(only(resources, "BucketPolicy").inputs["policy"]);
            assert.ok(
                policy.includes(`"arn:${partition}:s3:::acme-gitlab-oidc/`) && !policy.includes("arn:aws:"),
            );
            const trust = String(only(resources, "iam/role:Role").inputs["assumeRolePolicy"]);
            assert.ok(trust.includes(`"arn:${partition}:iam::123456789012:oidc-provider/${host}"`));
        });

        it(`refuses a distribution and a region of another partition in ${partition}`, () => {
            assert.deepEqual(inRegion(region, partition), []);
            assert.deepEqual(
                inRegion(region, partition, {
                    mode: "cloudfront",
                    domainName: "gitlab-oidc.example.com",
                    hostedZoneId: "Z1",
                }),
                ["discovery.mode"],
            );
            assert.deepEqual(inRegion("eu-north-1", partition), ["discovery.region"]);
        });
    }
});

import assert from "node:assert/strict";
import {
    bucketIssuerUrl,
    bucketNameProblems,
    bucketOfIssuer,
    fullBucketName,
    isAccountRegionalName,
} from "../../../trust/mirror/bucketName";
import { parseIssuer } from "../../../trust/gitlab";

describe("bucketNameProblems", () => {
    for (const name of ["abc", "acme-gitlab-oidc", "0-9", "a".repeat(63)]) {
        it(`takes ${name}`, () => {
            assert.deepEqual(bucketNameProblems(name, { accountRegional: false }), []);
        });
    }
    const refused = [
        "ab",
        "a".repeat(64),
        "acme.gitlab.oidc",
        "Acme",
        "acme_oidc",
        "-acme",
        "acme-",
        "xn--acme",
        "sthree-acme",
        "amzn-s3-demo-bucket",
        "acme-s3alias",
        "acme--ol-s3",
        "acme--x-s3",
        "acme--table-s3",
        "acme-123456789012-eu-north-1-an",
        "",
    ];
    for (const name of refused) {
        it(`refuses ${JSON.stringify(name)}`, () => {
            const problems = bucketNameProblems(name, { accountRegional: false });
            assert.equal(problems.length, 1);
            assert.ok(problems[0]?.fix);
        });
    }

    it("makes an account-regional name of the prefix, and counts all of it", () => {
        const name = fullBucketName({
            bucketName: "acme-oidc",
            accountRegional: true,
            accountId: "123456789012",
            region: "eu-north-1",
        });
        assert.equal(name, "acme-oidc-123456789012-eu-north-1-an");
        assert.ok(isAccountRegionalName(name) && !isAccountRegionalName("acme-oidc"));
        assert.deepEqual(bucketNameProblems(name, { accountRegional: true, region: "eu-north-1" }), []);
        assert.equal(bucketNameProblems(name, { accountRegional: true, region: "me-south-1" }).length, 1);
        assert.match(
            bucketNameProblems(`${"a".repeat(40)}${name}`, { accountRegional: true })[0]?.fix ?? "",
            /Shorten/,
        );
    });
});

describe("bucketIssuerUrl", () => {
    for (const [region, url] of [
        ["eu-north-1", "https://acme-oidc.s3.eu-north-1.amazonaws.com"],
        ["us-east-1", "https://acme-oidc.s3.us-east-1.amazonaws.com"],
        ["cn-north-1", "https://acme-oidc.s3.cn-north-1.amazonaws.com.cn"],
        ["us-gov-west-1", "https://acme-oidc.s3.us-gov-west-1.amazonaws.com"],
    ] as const) {
        it(`of a bucket in ${region} is a well-formed issuer that names it`, () => {
            const issuer = bucketIssuerUrl({ bucket: "acme-oidc", region });
            assert.equal(issuer, url);
            assert.deepEqual(parseIssuer(issuer).problems, []);
            assert.deepEqual(bucketOfIssuer(issuer.slice("https://".length)), {
                bucket: "acme-oidc",
                region,
            });
        });
    }

    it("is told from other hosts", () => {
        for (const host of [
            "gitlab.example.com",
            "s3.eu-north-1.amazonaws.com",
            "a.s3.eu-north-1.amazonaws.com.evil.com",
        ]) {
            assert.equal(bucketOfIssuer(host), undefined);
        }
    });
});

import assert from "node:assert/strict";
import { issuerHostAndPath, parseIssuer } from "../../../trust/gitlab/issuer";

describe("parseIssuer", () => {
    const right: [string, string][] = [
        ["https://gitlab.com", "gitlab.com"],
        ["https://gitlab.example.com", "gitlab.example.com"],
        ["https://host.example/gitlab", "host.example/gitlab"],
        ["https://host.example/a/b-c/d_e", "host.example/a/b-c/d_e"],
        ["https://example-oidc.s3.eu-north-1.amazonaws.com", "example-oidc.s3.eu-north-1.amazonaws.com"],
        [
            "https://example-oidc.s3.dualstack.eu-north-1.amazonaws.com",
            "example-oidc.s3.dualstack.eu-north-1.amazonaws.com",
        ],
        ["https://s3.eu-north-1.amazonaws.com/example.bucket", "s3.eu-north-1.amazonaws.com/example.bucket"],
        ["https://xn--bcher-kva.example", "xn--bcher-kva.example"],
    ];
    for (const [url, hostAndPath] of right) {
        it(`takes ${url}`, () => {
            const { issuer, problems } = parseIssuer(url);
            assert.deepEqual(problems, []);
            assert.equal(issuer?.url, url);
            assert.equal(issuer.hostAndPath, hostAndPath);
        });
    }

    const wrong: [string, string[]][] = [
        ["https://gitlab.com/", ["trailing-slash"]],
        ["http://gitlab.com", ["not-https"]],
        ["gitlab.com", ["not-https"]],
        ["HTTPS://gitlab.com", ["not-https"]],
        ["https://gitlab.com:443", ["port"]],
        ["https://gitlab.com:", ["port"]],
        ["https://GitLab.com", ["upper-case-host"]],
        ["https://gitlab.com?x=1", ["query"]],
        ["https://gitlab.com#x", ["fragment"]],
        ["https://me:secret@gitlab.com", ["user-info"]],
        [" https://gitlab.com", ["white-space"]],
        ["https://gitlab.com\n", ["white-space"]],
        ["https://gitlab.com/.well-known/openid-configuration", ["well-known-path"]],
        ["https://gitlab.com/oauth/discovery/keys", ["well-known-path"]],
        ["https://gitlab.example.com/undefined", ["leftover-path"]],
        ["https://gitlab.example.com/false", ["leftover-path"]],
        ["https://gitlab.example.com/${path}", ["path-characters"]],
        ["https://gitlab.example.com//x", ["path-characters"]],
        ["https://", ["no-host"]],
        ["", ["not-https", "no-host"]],
        ["https://bad_host.example", ["no-host"]],
        ["https://bucket.s3-website-us-east-1.amazonaws.com", ["website-endpoint"]],
        ["https://bucket.s3-website.eu-central-1.amazonaws.com", ["website-endpoint"]],
        ["https://my.bucket.s3.eu-north-1.amazonaws.com", ["dotted-bucket"]],
        [`https://${"a".repeat(60)}.example/${"b".repeat(200)}`, ["too-long"]],
        ["http://GitLab.com:80/", ["not-https", "port", "upper-case-host", "trailing-slash"]],
    ];
    for (const [url, codes] of wrong) {
        it(`says what is wrong with ${JSON.stringify(url)}`, () => {
            const { issuer, problems } = parseIssuer(url);
            assert.deepEqual(
                problems.map(({ code }) => code),
                codes,
            );
            assert.equal(issuer, undefined);
        });
    }

    it("never repeats a password in its advice", () => {
        const { problems } = parseIssuer("https://me:secret@gitlab.com");
        problems.forEach(({ fix, message }) => assert.doesNotMatch(fix + message, /secret/));
    });
});

describe("issuerHostAndPath", () => {
    it("finds one issuer in all the ways that it is written", () => {
        for (const text of [
            "gitlab.com",
            "https://gitlab.com",
            "https://GitLab.com/",
            "http://gitlab.com",
            "gitlab.com/",
        ]) {
            assert.equal(issuerHostAndPath(text), "gitlab.com");
        }
        assert.equal(issuerHostAndPath("https://Host.example/GitLab/"), "host.example/GitLab");
    });

    it("takes no longer for a million slashes than for anything else", () => {
        // In quadratic time each would take minutes, and the test would run out of its own.
        const slashes = `https://gitlab.com${"/".repeat(1_000_000)}`;
        assert.equal(issuerHostAndPath(slashes), "gitlab.com");
        assert.ok(parseIssuer(`${slashes}x`).problems.length > 0);
        assert.ok(parseIssuer(slashes).problems.length > 0);
    });
});

import assert from "node:assert/strict";
import { type Discovery, GitLabFederation, type GitLabFederationArgs } from "../../../components";
import { keySetText } from "../../../trust/mirror";
import { someKey } from "../../trust/mirror/keyArbitraries";
import { registerResources, type RegisteredResource } from "../registerResources";

/** The private instance of these tests. */
export const gitlabUrl = "https://gitlab.internal.example.com";

/** The issuer of its mirror in mode `s3`. */
export const mirrorIssuer = "https://acme-gitlab-oidc.s3.eu-north-1.amazonaws.com";

/** The keys that the instance publishes. */
export const instanceKeys = { keys: [someKey("user"), someKey("ci", 2)] };

/** A mirror in mode `s3`. */
export const s3Mirror: Discovery = {
    mode: "s3",
    bucketName: "acme-gitlab-oidc",
    region: "eu-north-1",
    jwks: keySetText(instanceKeys),
};

/** A mirror behind CloudFront. */
export const cloudFrontMirror: Discovery = {
    ...s3Mirror,
    mode: "cloudfront",
    domainName: "gitlab-oidc.example.com",
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000",
};

/** A federation of the private instance with one role. */
export function privateFederation(discovery: Discovery, more: object = {}): GitLabFederationArgs {
    return {
        gitlabUrl,
        discovery,
        roles: { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } },
        ...more,
    };
}

/** What a stack with that federation registers. */
export function planMirror(discovery = s3Mirror, more: object = {}, preview = true) {
    return registerResources(() => new GitLabFederation("gitlab", privateFederation(discovery, more)), {
        preview,
    });
}

/** The one resource of a type, given as the end of its token: `BucketPolicy`, `iam/role:Role`. */
export function only(resources: readonly RegisteredResource[], type: string): RegisteredResource {
    const found = resources.filter((each) => each.type.endsWith(type.includes(":") ? type : `:${type}`));
    const [resource] = found;
    assert.ok(resource !== undefined && found.length === 1, `${String(found.length)} of ${type}`);
    return resource;
}

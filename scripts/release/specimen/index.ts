import { GitLabFederation } from "../../../components";

const key = { kty: "RSA", kid: "specimen", use: "sig", alg: "RS256", n: "q".repeat(342), e: "AQAB" };

new GitLabFederation("public", {
    roles: {
        web: {
            subjects: [{ project: "acme/web", projectId: "1", branches: ["main"], protectedRefsOnly: true }],
            managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            inlinePolicies: { bucket: JSON.stringify({ Version: "2012-10-17", Statement: [] }) },
        },
    },
});

for (const discovery of [
    { mode: "s3", bucketName: "acme-specimen-s3" },
    {
        mode: "cloudfront",
        bucketName: "acme-specimen-cloudfront",
        domainName: "keys.example.com",
        certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000",
    },
] as const) {
    new GitLabFederation(discovery.mode, {
        gitlabUrl: "https://gitlab.internal.example.com",
        roleNamePrefix: `specimen-${discovery.mode}`,
        discovery: { ...discovery, region: "eu-north-1", jwks: JSON.stringify({ keys: [key] }) },
        roles: { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } },
    });
}

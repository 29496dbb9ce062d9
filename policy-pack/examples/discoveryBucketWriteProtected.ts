import { failing, passing } from "./exampleResources";
import { mirror, mirrorBucketName, policyWith } from "./mirrorResources";
import type { PolicyExample } from "./policyExample";

const keys = `arn:aws:s3:::${mirrorBucketName}/oauth/discovery/keys`;
const role = (account: string) => ({ AWS: `arn:aws:iam::${account}:role/publisher` });
const writer = (Principal: unknown, more: Record<string, unknown> = {}) =>
    mirror({ policy: policyWith({ Principal, Action: "s3:PutObject", Resource: keys, ...more }) });
const two = { AWS: [role("123456789012").AWS, role("999999999999").AWS] };

/** Cases of `discovery-bucket-write-protected`. */
export const discoveryBucketWriteProtectedExamples: PolicyExample[] = [
    passing("nobody but the account itself", ...mirror()),
    passing("a publisher of the account", ...writer(role("123456789012"))),
    passing(
        "everybody with credentials of the account",
        ...writer("*", { Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } } }),
    ),
    {
        ...passing("a publisher of another account that the config names", ...writer(two)),
        config: { "discovery-bucket-write-protected": { publishers: [role("999999999999").AWS] } },
    },
    failing("everybody", ...writer("*")),
    failing(
        "everybody, from one address",
        ...writer("*", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }),
    ),
    failing("a publisher of another account", ...writer(two)),
    failing("everybody may delete", ...writer({ AWS: "*" }, { Action: "s3:DeleteObject" })),
    failing(
        "everybody may change the policy",
        ...writer("*", { Action: "s3:PutBucketPolicy", Resource: `arn:aws:s3:::${mirrorBucketName}` }),
    ),
    failing("a service of AWS", ...writer({ Service: "logging.s3.amazonaws.com" })),
    {
        ...failing("everybody may do everything", ...writer("*", { Action: "s3:*" })),
        alsoReportedBy: ["discovery-bucket-least-public"],
    },
    {
        ...failing("a writable access list", ...mirror({ bucket: { acl: "public-read-write" } })),
        alsoReportedBy: ["discovery-bucket-least-public"],
    },
];

import { failing, passing, provider } from "./exampleResources";
import { distributedMirror, mirror, mirrorBucketName, mirrorIssuer, other } from "./mirrorResources";
import type { PolicyExample } from "./policyExample";

/** Cases of `discovery-bucket-protected`. */
export const discoveryBucketProtectedExamples: PolicyExample[] = [
    passing("a protected bucket", ...mirror()),
    passing("a protected bucket behind CloudFront", ...distributedMirror()),
    passing(
        "a bucket that is no issuer",
        other("site", "aws:s3/bucket:Bucket", { bucket: "site", forceDestroy: true }),
    ),
    {
        ...passing(
            "a throw-away stack that says so",
            ...mirror({ protect: false, bucket: { forceDestroy: true } }),
        ),
        config: { "discovery-bucket-protected": { throwAwayBuckets: [mirrorBucketName] } },
    },
    {
        ...passing(
            "a bucket of another stack, known",
            provider(mirrorIssuer, ["https://gitlab.example.com"]),
        ),
        config: { "discovery-bucket-protected": { bucketsElsewhere: [mirrorBucketName] } },
    },
    failing("a bucket that is not protected", ...mirror({ protect: false })),
    failing("a bucket that goes with its objects", ...mirror({ bucket: { forceDestroy: true } })),
    failing("a bucket behind CloudFront that is not protected", ...distributedMirror({ protect: false })),
];

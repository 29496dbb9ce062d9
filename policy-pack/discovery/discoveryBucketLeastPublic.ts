import type { StackPolicyDefinition } from "../sdk/stackPolicy";
import { mirrorsOf } from "./mirror";
import { bucketSettings } from "./bucketSettings";
import { publicReads } from "./publicReads";

/** A mirror's bucket that shows more than the two documents, or not even those. */
export const discoveryBucketLeastPublic: StackPolicyDefinition<object> = {
    name: "discovery-bucket-least-public",
    displayName: "Two public documents, nothing else",
    description:
        "Of a mirror's bucket everybody reads exactly the discovery document and the keys; settings neither expose more nor keep AWS out.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Allow s3:GetObject on the two objects and nothing else, without conditions, by a bucket policy; block and ignore ACLs; encrypt with SSE-S3. Behind CloudFront let only cloudfront.amazonaws.com read, and block all public access.",
    tags: ["discovery", "bucket"],
    config: {},
    *check(resources, { organisation }) {
        for (const mirror of mirrorsOf(resources, organisation)) {
            yield* publicReads(mirror);
            yield* bucketSettings(mirror);
        }
    },
};

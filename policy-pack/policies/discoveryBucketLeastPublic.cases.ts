import { failing, passing, type PolicyCase } from "../cases";
import { distributedMirror, mirror, mirrorBucketName, other, policyWith, rightPolicy } from "../cases/mirror";

/** What `discovery-bucket-least-public` passes and what it reports. */
export function cases(): PolicyCase[] {
    const arn = `arn:aws:s3:::${mirrorBucketName}`;
    const everybody = { Principal: "*" };
    const conditioned = (Condition: object) => {
        const [read = {}, ...rest] = rightPolicy().Statement;
        return { Version: "2012-10-17", Statement: [{ ...read, Condition }, ...rest] };
    };

    return [
        passing("two public documents", ...mirror()),
        passing("a private bucket behind CloudFront", ...distributedMirror()),
        passing(
            "a bucket that is no issuer",
            other("site", "aws:s3/bucket:Bucket", { bucket: "site", acl: "public-read" }),
        ),
        passing(
            "a reader of the account itself",
            ...mirror({
                policy: policyWith({
                    Principal: { AWS: "arn:aws:iam::123456789012:role/audit" },
                    Action: "s3:ListBucket",
                    Resource: arn,
                }),
            }),
        ),
        failing(
            "all objects",
            ...mirror({ policy: policyWith({ ...everybody, Action: "s3:GetObject", Resource: `${arn}/*` }) }),
        ),
        failing(
            "one more object",
            ...mirror({
                policy: policyWith({ ...everybody, Action: "s3:GetObject", Resource: `${arn}/notes.txt` }),
            }),
        ),
        failing(
            "a list of the bucket",
            ...mirror({ policy: policyWith({ ...everybody, Action: "s3:ListBucket", Resource: arn }) }),
        ),
        failing(
            "old versions",
            ...mirror({
                policy: policyWith({
                    Principal: { AWS: "*" },
                    Action: "s3:GetObjectVersion",
                    Resource: `${arn}/oauth/discovery/keys`,
                }),
            }),
        ),
        failing(
            "a condition on the reader",
            ...mirror({ policy: conditioned({ IpAddress: { "aws:SourceIp": "192.0.2.0/24" } }) }),
        ),
        failing(
            "readers of one organisation",
            ...mirror({ policy: conditioned({ StringEquals: { "aws:PrincipalOrgID": "o-example" } }) }),
        ),
        failing(
            "a Deny that meets AWS",
            ...mirror({
                policy: policyWith({ Effect: "Deny", ...everybody, Action: "s3:*", Resource: `${arn}/*` }),
            }),
        ),
        failing(
            "all objects, for any signed caller",
            ...mirror({
                policy: policyWith({
                    ...everybody,
                    Action: "s3:GetObject",
                    Resource: `${arn}/*`,
                    Condition: { StringLike: { "aws:PrincipalArn": "*" } },
                }),
            }),
        ),
        failing(
            "a list of the bucket, through access points",
            ...mirror({
                policy: policyWith({
                    ...everybody,
                    Action: "s3:ListBucket",
                    Resource: arn,
                    Condition: { StringEquals: { "s3:DataAccessPointAccount": "123456789012" } },
                }),
            }),
        ),
        failing("no policy", ...mirror({ policy: undefined })),
        failing("no public access block", ...mirror({ block: undefined })),
        failing("a block that keeps AWS out", ...mirror({ block: { restrictPublicBuckets: true } })),
        failing(
            "access lists allowed",
            ...mirror({ block: { blockPublicAcls: false, ignorePublicAcls: false } }),
        ),
        failing("documents published by an access list", ...mirror({ keys: { acl: "public-read" } })),
        failing(
            "an access list for whoever has an account",
            ...mirror({ bucket: { acl: "authenticated-read" } }),
        ),
        failing("a KMS key", ...mirror({ keys: { kmsKeyId: "arn:aws:kms:eu-north-1:123456789012:key/a" } })),
        failing(
            "KMS by default",
            ...mirror({
                more: [
                    other(
                        "encryption",
                        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
                        {
                            bucket: mirrorBucketName,
                            rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
                        },
                    ),
                ],
            }),
        ),
        failing("a public policy behind CloudFront", ...distributedMirror({ policy: rightPolicy("s3") })),
        failing(
            "blocks off behind CloudFront",
            ...distributedMirror({ block: { blockPublicPolicy: false } }),
        ),
    ];
}

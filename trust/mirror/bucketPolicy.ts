import { discoveryPaths } from "./discoveryDocument";

/** What the policy of a mirror's bucket is made of. */
interface BucketPolicyInputs {
    /** `s3`: the bucket serves the documents to everybody. `cloudfront`: only a distribution of the account reads them. */
    mode: "s3" | "cloudfront";
    partition: string;
    /** The account that owns the bucket. */
    accountId: string;
    bucket: string;
    /** Principals of that account that may write the two documents, beside those that its own policies allow to. */
    publisherRoleArns: readonly string[];
}

/** The ARN of a bucket. */
function bucketArn(partition: string, bucket: string): string {
    return `arn:${partition}:s3:::${bucket}`;
}

/** The ARNs of the mirror's two documents, the only objects of the bucket that anybody outside the account may read. */
function documentArns(partition: string, bucket: string): string[] {
    return Object.values(discoveryPaths).map((path) => `${bucketArn(partition, bucket)}/${path}`);
}

/**
 * The bucket's policy as JSON: `s3:GetObject` on the two documents and nothing else for everybody (or for CloudFront);
 * nothing but that for other accounts, whatever anybody adds later; nothing without TLS.
 *
 * Behind CloudFront every distribution of the account may read, not the one alone: its id is unknown until it exists and
 * would make the whole policy unknown at preview, while what it protects is there for everybody to read. The principal
 * is a fixed service, so S3 does not count the policy as public
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html).
 */
export function bucketPolicy({
    mode,
    partition,
    accountId,
    bucket,
    publisherRoleArns,
}: BucketPolicyInputs): string {
    const documents = documentArns(partition, bucket);
    const everything = [bucketArn(partition, bucket), `${bucketArn(partition, bucket)}/*`];
    const read =
        mode === "s3"
            ? { Sid: "EverybodyReadsTheTwoDocuments", Effect: "Allow", Principal: "*" }
            : {
                  Sid: "CloudFrontReadsTheTwoDocuments",
                  Effect: "Allow",
                  Principal: { Service: "cloudfront.amazonaws.com" },
              };
    const distributions = `arn:${partition}:cloudfront::${accountId}:distribution/*`;
    const publishers = [...publisherRoleArns].sort();
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                ...read,
                Action: "s3:GetObject",
                Resource: documents,
                ...(mode === "cloudfront" && { Condition: { ArnLike: { "aws:SourceArn": distributions } } }),
            },
            ...(publishers.length === 0
                ? []
                : [
                      {
                          Sid: "PublishersWriteTheTwoDocuments",
                          Effect: "Allow",
                          Principal: { AWS: publishers },
                          Action: ["s3:GetObject", "s3:PutObject"],
                          Resource: documents,
                      },
                  ]),
            {
                // An anonymous request has no account, and a negated operator is met without its key.
                Sid: "NobodyElseDoesAnythingElse",
                Effect: "Deny",
                Principal: "*",
                NotAction: "s3:GetObject",
                Resource: everything,
                Condition: { StringNotEquals: { "aws:PrincipalAccount": accountId } },
            },
            {
                Sid: "NothingWithoutTls",
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: everything,
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    });
}

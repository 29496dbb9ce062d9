/** The public mirror of a private instance's discovery document and keys. Everything is plain. */
export interface DiscoveryArgs {
    /** `s3`: a public bucket with exactly two public objects. `cloudfront`: a private bucket behind a distribution. */
    mode: string;
    /**
     * The bucket's name, 3 to 63 lower-case letters, digits and dashes, no dots. With `accountRegional` what the name
     * begins with (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
     */
    bucketName: string;
    /**
     * Whether the name is `BUCKETNAME-ACCOUNT-REGION-an`, which no other account can ever take; it needs `accountId`.
     * Defaults to false (https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html).
     */
    accountRegional?: boolean;
    /** The bucket's region, such as `eu-north-1`. Defaults to the AWS provider's configured one, `aws:region`. */
    region?: string;
    /** The host name that the distribution answers to, and the issuer's; required for `cloudfront`. */
    domainName?: string;
    /** ARN of the domain's certificate, in us-east-1 as CloudFront demands; required for `cloudfront`. */
    certificateArn?: string;
    /** File with the instance's public keys (JWKS), from the program's folder; this or `jwks`. */
    jwksFile?: string;
    /** The instance's public keys (JWKS) as JSON; this or `jwksFile`. */
    jwks?: string;
    /**
     * Whether the keys are published once and then left to `gitlab-aws-oidc discovery sync`. Defaults to false: what
     * is committed is what is published.
     */
    keysManagedBySync?: boolean;
    /**
     * ARNs of roles or users of the account that may write the two documents. They must exist. A role of this very
     * federation needs no entry: an inline policy of its own does. Defaults to none.
     */
    publisherRoleArns?: string[];
    /** Whether the mirror may be deleted, with everything in the bucket. Defaults to false: only for a throw-away stack. */
    allowDestroy?: boolean;
}

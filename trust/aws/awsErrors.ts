/** An answer of AWS that refuses, as the job or the person who calls it sees it. */
export interface AwsAnswer {
    /** The error code, such as `AccessDenied`. */
    code: string;
    message: string;
}

/** What went wrong, whatever AWS calls it. Stable names. */
export type AwsErrorKind =
    | "not-authorized"
    | "incorrect-audience"
    | "no-provider"
    | "missing-claim"
    | "no-verification-key"
    | "thumbprint"
    | "expired"
    | "token-too-long"
    | "bad-signature"
    | "could-not-connect"
    | "invalid-document";

/** An answer of AWS with its kind, so that nobody has to read the message. */
export interface AwsError extends AwsAnswer {
    kind: AwsErrorKind;
    /** Of the kind `missing-claim`: the claim's name. */
    claim?: string;
}

function invalid(kind: AwsErrorKind, message: string): AwsError {
    return { kind, code: "InvalidIdentityToken", message };
}

/**
 * What STS and IAM say when federation fails, and nothing more: the same words stand for many causes. STS's texts begin,
 * in the AWS CLI, with "An error occurred (CODE) when calling the AssumeRoleWithWebIdentity operation".
 * Sources: https://repost.aws/knowledge-center/iam-sts-invalididentitytoken,
 * https://repost.aws/knowledge-center/iam-oidc-idp-federation, https://docs.gitlab.com/ci/cloud_services/aws/
 * ("Troubleshooting"), https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html, and what
 * users reported in public issues of aws-actions/configure-aws-credentials (502), aws/aws-sdk-ruby (2698) and
 * awslabs/aws-orbit-workbench (771). Read 2026-11.
 */
export const awsErrors = {
    /** The trust policy does not match, another provider is trusted, or the role does not exist: all look alike. */
    notAuthorized: (action: string): AwsError => ({
        kind: "not-authorized",
        code: "AccessDenied",
        message: `Not authorized to perform ${action}`,
    }),
    /** The token's `aud` is not among the provider's client IDs. */
    incorrectAudience: (): AwsError => invalid("incorrect-audience", "Incorrect token audience"),
    /** The token's `iss` is not to the letter the URL of a provider of that account. */
    noProvider: (issuer: string): AwsError =>
        invalid("no-provider", `No OpenIDConnect provider found in your account for ${issuer}`),
    /** A claim that STS needs is not in the token. */
    missingClaim: (claim: string): AwsError => ({
        ...invalid("missing-claim", `Missing a required claim: ${claim}`),
        claim,
    }),
    /** The documents are not public, too slow, throttled or no key set that STS takes. CloudTrail has no record of it. */
    noVerificationKey: (): AwsError =>
        invalid(
            "no-verification-key",
            "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
        ),
    /** No public CA signed the certificate, and its thumbprint is not registered. */
    thumbprint: (): AwsError =>
        invalid(
            "thumbprint",
            "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
        ),
    /** Past the token's `exp` and five minutes of grace. Both are seconds since 1970. */
    expired: (now: number, expiration: number): AwsError => ({
        kind: "expired",
        code: "ExpiredTokenException",
        message: `Token expired: current date/time ${String(now)} must be before the expiration date/time ${String(expiration)}`,
    }),
    /** More than 20,000 characters. */
    tokenTooLong: (): AwsError => ({
        kind: "token-too-long",
        code: "ValidationError",
        message:
            "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length less than or equal to 20000",
    }),
    /** IAM, when a provider is made: the issuer cannot be reached, or its certificate chain is not in order. */
    couldNotConnect: (issuer: string): AwsError => ({
        kind: "could-not-connect",
        code: "OpenIdIdpCommunicationError",
        message: `Could not connect to openid configuration of provider: ${issuer}`,
    }),
    /** IAM, when a provider is made: the discovery document is missing or not what it must be. The code that goes with this text is not documented; it is the likely one. */
    invalidDocument: (issuer: string): AwsError => ({
        kind: "invalid-document",
        code: "InvalidInput",
        message: `Please check .well-known/openid-configuration of provider: ${issuer} is valid`,
    }),
} as const;

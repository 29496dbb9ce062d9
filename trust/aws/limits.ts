/**
 * What AWS allows, with the quota's default. Sources: "IAM and AWS STS quotas"
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html) and
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html. Read 2026-11.
 */
export const limits = {
    /** Characters of a provider's URL. */
    providerUrlLength: 255,
    /** Client IDs (audiences) of one provider. */
    audiencesPerProvider: 100,
    /** Characters of one client ID. */
    audienceLength: 255,
    /** Thumbprints of one provider, each of 40 hexadecimal digits. */
    thumbprintsPerProvider: 5,
    /** Characters of a role's trust policy, white space counted. */
    trustPolicyLength: 2048,
    /** The trust policy's length that Service Quotas grants on request. */
    trustPolicyLengthOnRequest: 8192,
    /** Characters of a role's name. */
    roleNameLength: 64,
    /** Characters of a role's path. */
    rolePathLength: 512,
    /** Characters of a role's description. */
    roleDescriptionLength: 1000,
    /** Seconds of a role session: the least, the most, and the default. */
    sessionDuration: { least: 3600, most: 43200, usual: 3600 },
    /** Managed policies of one role. */
    managedPoliciesPerRole: 20,
    /** The managed policies that Service Quotas grants on request. */
    managedPoliciesPerRoleOnRequest: 25,
    /** Characters of all inline policies of a role together, white space not counted. */
    inlinePoliciesLength: 10240,
    /** Characters of a policy's name. */
    policyNameLength: 128,
    /** Tags of one resource; characters of a tag's key and value. */
    tags: { most: 50, keyLength: 128, valueLength: 256 },
    /** Keys of one type in a JWKS that STS reads: IAM User Guide, "Create an OpenID Connect (OIDC) identity provider". */
    keysPerType: 100,
    /** Characters of a bucket's name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. */
    bucketNameLength: { least: 3, most: 63 },
    /**
     * Policies of the organization: characters of a document, white space counted, and how many of one's own a root, unit or
     * account can have beside the policy of AWS that allows everything.
     * Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html (service control
     * policies of 10,240 characters, ten of them, since 15 May 2026). Read 2026-11.
     */
    organizationPolicies: {
        resourceControl: { length: 5120, perTarget: 4 },
        serviceControl: { length: 10240, perTarget: 9 },
    },
    /** The highest code point that a policy document may hold. */
    policyCharacterMost: 0xff,
} as const;

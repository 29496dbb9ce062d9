import { GitLabFederation } from "./components";
import { readConfig } from "./config";

const federation = new GitLabFederation("gitlab", readConfig());

/** The ARN of the identity provider. */
export const providerArn = federation.providerArn;
/** The issuer as host and path: what condition keys begin with. */
export const issuer = federation.issuer;
/** The audience: the `aud` of a job's `id_tokens`. */
export const audience = federation.audience;
/** The roles' ARNs by role key: what an app stack and a job need. */
export const roleArns = federation.roleArns;
/** The roles' names in AWS by role key: what an app stack attaches its policies to. */
export const roleNames = federation.roleNames;
/** The name of the mirror's bucket; absent without a mirror. */
export const discoveryBucketName = federation.discoveryBucketName;
/** What to write on the GitLab side so that its tokens name the mirror; absent without a mirror. */
export const discoveryInstanceSettings = federation.discoveryInstanceSettings;
/** Where the DNS record of the mirror's domain must point to; absent without a distribution. */
export const discoveryDistributionDomainName = federation.discoveryDistributionDomainName;

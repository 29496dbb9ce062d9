import { GitLabFederation } from "./components";
import { readConfig } from "./config";

const federation = new GitLabFederation("gitlab", readConfig());
const { discoveryBucketName, discoveryInstanceSettings, discoveryDistributionDomainName } = federation;

/** The stack's outputs. One that would be undefined is left out: the engine warns of it at every update. */
export = {
    /** The ARN of the identity provider. */
    providerArn: federation.providerArn,
    /** The issuer as host and path: what condition keys begin with. */
    issuer: federation.issuer,
    /** The audience: the `aud` of a job's `id_tokens`. */
    audience: federation.audience,
    /** The roles' ARNs by role key: what an app stack and a job need. */
    roleArns: federation.roleArns,
    /** The roles' names in AWS by role key: what an app stack attaches its policies to. */
    roleNames: federation.roleNames,
    /** With a mirror: the name of its bucket. */
    ...(discoveryBucketName && { discoveryBucketName }),
    /** With a mirror: what to write on the GitLab side so that its tokens name the mirror. */
    ...(discoveryInstanceSettings && { discoveryInstanceSettings }),
    /** With a mirror behind CloudFront: where the DNS record of its domain must point to. */
    ...(discoveryDistributionDomainName && { discoveryDistributionDomainName }),
};

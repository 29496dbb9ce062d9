import { GitLabFederation } from "@OWNER/gitlab-aws-oidc-components";

const bucketName = "acme-gitlab-oidc";
const region = "eu-north-1";

const gitlab = new GitLabFederation("gitlab", {
    // Where people and runners reach the instance. AWS cannot.
    gitlabUrl: "https://gitlab.internal.example.com",
    audience: "sts.amazonaws.com",
    // What AWS reads in its place: two public objects, whose address becomes the issuer.
    discovery: {
        mode: "s3",
        bucketName,
        region,
        jwksFile: "gitlab-keys.json",
        keysManagedBySync: true,
        // The role of the runner's machine, which syncs the keys on a schedule. It needs no ID token for that.
        publisherRoleArns: ["arn:aws:iam::123456789012:role/gitlab-runner"],
    },
    roles: {
        "web-deploy": {
            description: "Deploys the web shop.",
            subjects: [{ project: "acme/web", branches: ["main"] }],
            managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonECS_FullAccess"],
        },
    },
});

/** The issuer as host and path: what condition keys begin with. */
export const issuer = gitlab.issuer;
/** What the job asks for: the `aud` of its `id_tokens`. */
export const audience = gitlab.audience;
/** The roles' ARNs by key. */
export const roleArns = gitlab.roleArns;
/** What to write on the GitLab side, by kind of installation, and what to do then. */
export const discoveryInstanceSettings = gitlab.discoveryInstanceSettings;

import { role, roleWith } from "../../policy-pack/cases";
import { type ModuleCase, trust } from "./moduleCase";

const github = "token.actions.githubusercontent.com";
const audience = { [`${github}:aud`]: "sts.amazonaws.com" };
const eks = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const service = (...services: string[]) => ({
    Effect: "Allow",
    Principal: { Service: services.length === 1 ? services[0] : services },
    Action: "sts:AssumeRole",
});

/** Roles for other identities than GitLab's: the pack has nothing to say about their trust policies. */
export const otherModules: ModuleCase[] = [
    {
        source: "unfunco/terraform-aws-oidc-github: one repository, any ref",
        role: role(
            trust(github, { StringEquals: audience, StringLike: { [`${github}:sub`]: ["repo:acme/web:*"] } }),
        ),
    },
    {
        source: "philips-labs/terraform-aws-github-oidc: the main branch, no pull requests",
        role: role(
            trust(github, {
                StringLike: { [`${github}:sub`]: ["repo:acme/web:ref:refs/heads/main"] },
                StringNotLike: { [`${github}:sub`]: ["repo:acme/web:pull_request"] },
                StringEquals: audience,
            }),
        ),
    },
    {
        source: "blimmer/cdk-github-oidc: an environment, exactly",
        role: role(
            trust(github, {
                StringEquals: { ...audience, [`${github}:sub`]: "repo:acme/web:environment:production" },
            }),
        ),
    },
    {
        source: "aripalo/aws-cdk-github-oidc: any ref by default",
        role: role(
            trust(github, { StringLike: { [`${github}:sub`]: "repo:acme/web:*" }, StringEquals: audience }),
        ),
    },
    {
        source: "terraform-aws-modules/iam: GitHub, with an issuer and an audience for all values",
        role: role({
            ...trust(github, {
                "ForAllValues:StringEquals": {
                    [`${github}:iss`]: `https://${github}`,
                    [`${github}:aud`]: "sts.amazonaws.com",
                },
                StringLike: { [`${github}:sub`]: ["repo:acme/*"] },
            }),
            Action: ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"],
        }),
    },
    {
        source: "terraform-aws-modules/iam: Bitbucket pipelines",
        role: role(
            trust("api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc", {
                StringEquals: {
                    "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc:aud":
                        "ari:cloud:bitbucket::workspace/1f2e3d4c-0000-4000-8000-000000000000",
                },
            }),
        ),
    },
    {
        source: "terraform-aws-modules/iam: EKS service accounts",
        role: role(
            trust(eks, {
                StringEquals: {
                    [`${eks}:sub`]: ["system:serviceaccount:kube-system:autoscaler"],
                    [`${eks}:aud`]: "sts.amazonaws.com",
                },
            }),
        ),
    },
    {
        source: "terraform-aws-modules/iam: EKS service accounts of a namespace",
        role: role(trust(eks, { StringLike: { [`${eks}:sub`]: "system:serviceaccount:ci:*" } })),
    },
    {
        source: "openshift/cloud-credential-operator: the cluster's bucket as issuer",
        // The bucket is in no stack that the pack sees, and who claims its name is the issuer.
        advice: ["discovery-bucket-protected"],
        role: role(
            trust("cluster-oidc.s3.eu-west-1.amazonaws.com", {
                StringEquals: {
                    "cluster-oidc.s3.eu-west-1.amazonaws.com:sub": [
                        "system:serviceaccount:openshift-image-registry:registry",
                    ],
                },
            }),
        ),
    },
    {
        source: "terraform-aws-modules/eks: pods by their own service",
        role: role({ ...service("pods.eks.amazonaws.com"), Action: ["sts:AssumeRole", "sts:TagSession"] }),
    },
    { source: "terraform-aws-modules/lambda: a function", role: role(service("lambda.amazonaws.com")) },
    {
        source: "terraform-aws-modules/ecs: tasks of an account",
        role: role({
            ...service("ecs-tasks.amazonaws.com"),
            Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        }),
    },
    {
        source: "a text of AWS's console, for two services, of the old version",
        role: roleWith({
            Version: "2008-10-17",
            Statement: [{ Sid: "", ...service("ec2.amazonaws.com", "ssm.amazonaws.com") }],
        }),
    },
    {
        source: "terraform-aws-modules/iam: another account with MFA",
        role: role({
            Effect: "Allow",
            Principal: { AWS: ["arn:aws:iam::210987654321:root"] },
            Action: ["sts:AssumeRole"],
            Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        }),
    },
    {
        source: "terraform-aws-modules/iam: people by SAML",
        role: role({
            Effect: "Allow",
            Principal: { Federated: "arn:aws:iam::123456789012:saml-provider/acme" },
            Action: "sts:AssumeRoleWithSAML",
            Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
        }),
    },
    {
        source: "GitLab Duo's own service: a look-alike of a GitLab issuer",
        role: role(
            trust("auth.token.gitlab.com/cc/oidc/0f1e2d3c", {
                StringEquals: { "auth.token.gitlab.com/cc/oidc/0f1e2d3c:aud": "gitlab-cc-0f1e2d3c" },
            }),
        ),
    },
];

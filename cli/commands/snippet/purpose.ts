import { jobImages } from "../../../templates/source";

/** What `snippet --for` accepts. */
export const purposes = ["secrets-manager", "ecr", "eks", "codeartifact", "s3-state"] as const;
/** One use of a role's credentials. */
export type Purpose = (typeof purposes)[number];

/** Where the resource is. */
export interface PurposeScope {
    partition: string;
    accountId: string;
    /** Default: the placeholder `REGION`. */
    region?: string;
    /** The resource's name; without one a placeholder in capitals stands for it. */
    resource?: string;
}

/** What a job with this purpose has in addition to, or in place of, what every job of a role has. */
export interface PurposeJob {
    image: { name: string; entrypoint?: string[] };
    services?: string[];
    variables: Record<string, string>;
    /** `secrets:` of the job; GitLab's runner then assumes the role, and the job itself does not. */
    secrets?: Record<string, object>;
    script: string[];
    /** What the reader has to know. */
    comment: string[];
    /** The least that the role must be allowed to do. */
    policy: { Version: "2012-10-17"; Statement: object[] };
}

interface Names {
    arn(service: string, resource: string): string;
    region: string;
    accountId: string;
    /** The suffix of the partition's host names. */
    domain: string;
    resource(placeholder: string): string;
}

const awsCli = { name: jobImages.awsCli, entrypoint: [""] };

/**
 * The job and the least policy for a purpose. Sources: https://docs.gitlab.com/ci/secrets/aws_secrets_manager/, and for the
 * permissions https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */
export function purposeJob(purpose: Purpose, scope: PurposeScope): PurposeJob {
    const region = scope.region ?? "REGION";
    const names: Names = {
        arn: (service, resource) =>
            `arn:${scope.partition}:${service}:${region}:${scope.accountId}:${resource}`,
        region,
        accountId: scope.accountId,
        domain: scope.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
        resource: (placeholder) => scope.resource ?? placeholder,
    };
    return jobs[purpose](names);
}

const jobs: Record<Purpose, (names: Names) => PurposeJob> = {
    "secrets-manager": (names) => {
        const secret = names.resource("SECRET_NAME");
        return {
            image: awsCli,
            variables: { AWS_REGION: names.region },
            secrets: { MY_SECRET: { aws_secrets_manager: { secret_id: secret }, file: true } },
            script: ['test -s "$MY_SECRET"'],
            comment: [
                "GitLab's runner (18.3 or later; Premium) reads the secret with the ID token AWS_ID_TOKEN and the variables AWS_REGION, " +
                    "AWS_ROLE_ARN and AWS_ROLE_SESSION_NAME. $MY_SECRET is the name of a file with its value; field: KEY under secret_id " +
                    "selects a key of a JSON secret.",
                "A secret with a KMS key of your own needs kms:Decrypt on that key too.",
            ],
            // Secrets Manager ends each ARN with a hyphen and six characters.
            policy: document({
                Effect: "Allow",
                Action: "secretsmanager:GetSecretValue",
                Resource: names.arn("secretsmanager", `secret:${secret}-??????`),
            }),
        };
    },
    ecr: (names) => {
        const repository = names.resource("REPOSITORY");
        const registry = `${names.accountId}.dkr.ecr.${names.region}.${names.domain}`;
        return {
            image: { name: "docker:28.5.2" },
            services: ["docker:28.5.2-dind"],
            variables: {
                AWS_REGION: names.region,
                DOCKER_TLS_CERTDIR: "/certs",
                IMAGE: `${registry}/${repository}:$CI_COMMIT_SHORT_SHA`,
            },
            script: [
                "apk add --no-cache aws-cli",
                `password="$(aws ecr get-login-password)"`,
                `printf %s "$password" | docker login --username AWS --password-stdin ${registry}`,
                'docker build --tag "$IMAGE" .',
                'docker push "$IMAGE"',
            ],
            comment: ["The runner must be allowed to run docker:dind. The login lasts twelve hours."],
            policy: document(
                { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
                {
                    Effect: "Allow",
                    Action: [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:CompleteLayerUpload",
                        "ecr:GetDownloadUrlForLayer",
                        "ecr:InitiateLayerUpload",
                        "ecr:PutImage",
                        "ecr:UploadLayerPart",
                    ],
                    Resource: names.arn("ecr", `repository/${repository}`),
                },
            ),
        };
    },
    eks: (names) => {
        const cluster = names.resource("CLUSTER");
        return {
            image: awsCli,
            variables: { AWS_REGION: names.region },
            script: [`aws eks update-kubeconfig --name ${cluster}`, "kubectl get pods"],
            comment: [
                "The image needs the AWS CLI and kubectl: take one of yours that has both.",
                "What the role may do in the cluster is not in its policy: an administrator of the cluster makes an access entry for it " +
                    "(aws eks create-access-entry, aws eks associate-access-policy with a namespace as its scope).",
            ],
            policy: document({
                Effect: "Allow",
                Action: "eks:DescribeCluster",
                Resource: names.arn("eks", `cluster/${cluster}`),
            }),
        };
    },
    codeartifact: (names) => {
        const [domain = "DOMAIN", repository = "REPOSITORY"] = names.resource("DOMAIN/REPOSITORY").split("/");
        const where = `--domain ${domain} --domain-owner ${names.accountId}`;
        return {
            image: awsCli,
            variables: { AWS_REGION: names.region },
            script: [
                `CODEARTIFACT_AUTH_TOKEN="$(aws codeartifact get-authorization-token ${where} --query authorizationToken --output text)"`,
                "export CODEARTIFACT_AUTH_TOKEN",
                `aws codeartifact get-repository-endpoint ${where} --repository ${repository} --format npm`,
            ],
            comment: [
                "Package managers read $CODEARTIFACT_AUTH_TOKEN, as in .npmrc: //ENDPOINT:_authToken=${CODEARTIFACT_AUTH_TOKEN}. To publish " +
                    "packages the role needs codeartifact:PublishPackageVersion on them too.",
            ],
            policy: document(
                {
                    Effect: "Allow",
                    Action: "codeartifact:GetAuthorizationToken",
                    Resource: names.arn("codeartifact", `domain/${domain}`),
                },
                {
                    Effect: "Allow",
                    Action: ["codeartifact:GetRepositoryEndpoint", "codeartifact:ReadFromRepository"],
                    Resource: names.arn("codeartifact", `repository/${domain}/${repository}`),
                },
                {
                    Effect: "Allow",
                    Action: "sts:GetServiceBearerToken",
                    Resource: "*",
                    Condition: { StringEquals: { "sts:AWSServiceName": "codeartifact.amazonaws.com" } },
                },
            ),
        };
    },
    "s3-state": (names) => {
        const bucket = names.resource("BUCKET");
        const partition = names.arn("s3", "").split(":")[1] ?? "aws";
        return {
            image: { name: jobImages.pulumi, entrypoint: [""] },
            variables: {
                AWS_REGION: names.region,
                PULUMI_BACKEND_URL: `s3://${bucket}?region=${names.region}`,
            },
            script: ["pulumi preview --stack STACK --non-interactive"],
            comment: [
                "The state of Pulumi in a bucket. A bucket with a KMS key of your own needs kms:Decrypt and kms:GenerateDataKey on that key, " +
                    "and the secrets provider awskms://KEY needs kms:Encrypt and kms:Decrypt.",
                "The component pulumi-deploy does all of it: previews, updates, drift (docs/delivery.md).",
            ],
            policy: document(
                {
                    Effect: "Allow",
                    Action: "s3:ListBucket",
                    Resource: `arn:${partition}:s3:::${bucket}`,
                    Condition: { StringLike: { "s3:prefix": [".pulumi", ".pulumi/*"] } },
                },
                {
                    Effect: "Allow",
                    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                    Resource: `arn:${partition}:s3:::${bucket}/.pulumi/*`,
                },
            ),
        };
    },
};

function document(...statements: object[]): PurposeJob["policy"] {
    return { Version: "2012-10-17", Statement: statements };
}

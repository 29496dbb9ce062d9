import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { providerArn, roleArn } from "../../trust/aws";
import { buildTrustPolicy } from "../../trust/gitlab";
import { callIam, unsignedToken } from "../judge/awsQuery";
import { ministackAccountId, startMinistack } from "../judge/ministack";
import { installJobTools } from "../tools/jobTools";
import type { JobEnvironment } from "./runJob";

const scope = { partition: "aws", accountId: ministackAccountId };
const issuer = "gitlab.com";

/** The audience of the roles here. */
export const audience = "https://gitlab.com";

/** An emulated account with a bucket, roles for one project, and checkouts for its jobs. */
export interface JobWorld {
    /** Reads the bucket and may not write. */
    readerArn: string;
    /** Reads and writes the bucket. */
    writerArn: string;
    bucket: string;
    /** What a job of a project and ref finds; its token's signature is the text `signature`. */
    environment(job?: { project?: string; ref?: string; audience?: string }): JobEnvironment;
    /** Runs the AWS CLI as the account's root. */
    asRoot(...args: string[]): Promise<string>;
    stop(): Promise<void>;
}

function policy(...actions: string[]): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: actions,
                Resource: ["arn:aws:s3:::acme-site", "arn:aws:s3:::acme-site/*"],
            },
        ],
    });
}

/** Starts the account. Says what is missing where the tools for it cannot be had. */
export async function startJobWorld(): Promise<JobWorld | { missing: string }> {
    const tools = installJobTools();
    if ("missing" in tools) return tools;
    const aws = await startMinistack();
    if ("missing" in aws) return aws;
    const folder = mkdtempSync(join(tmpdir(), "checkout-"));
    const root = {
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_DEFAULT_REGION: "us-east-1",
    };
    const asRoot = async (...args: string[]) => {
        const env = { PATH: process.env["PATH"] ?? "", AWS_ENDPOINT_URL: aws.url, ...root };
        return (await promisify(execFile)(join(tools.bin, "aws"), args, { env })).stdout;
    };
    const trustPolicy = buildTrustPolicy({
        ...scope,
        issuers: [{ issuer, audiences: [audience] }],
        subjects: [
            { project: "acme/web", branches: ["main", "feature/*"] },
            { group: "acme", branches: ["main"] },
        ],
    });
    await callIam(aws.url, "CreateOpenIDConnectProvider", {
        Url: `https://${issuer}`,
        "ClientIDList.member.1": audience,
        OpenIDConnectProviderArn: providerArn({ ...scope, issuer }),
    });
    const role = async (name: string, ...actions: string[]) => {
        await callIam(aws.url, "CreateRole", { RoleName: name, AssumeRolePolicyDocument: trustPolicy });
        const document = { PolicyName: "bucket", PolicyDocument: policy(...actions) };
        await callIam(aws.url, "PutRolePolicy", { RoleName: name, ...document });
        return roleArn({ ...scope, path: "/", name });
    };
    const readerArn = await role("reader", "s3:ListBucket", "s3:GetObject");
    const writerArn = await role(
        "writer",
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
    );
    await asRoot("s3", "mb", "s3://acme-site");
    mkdirSync(join(folder, "site"));
    writeFileSync(join(folder, "site", "index.html"), "hello from the bucket\n");
    await asRoot("s3", "cp", join(folder, "site", "index.html"), "s3://acme-site/index.html");
    return {
        readerArn,
        writerArn,
        bucket: "acme-site",
        asRoot,
        environment: ({ project = "acme/web", ref = "main", audience: aud = audience } = {}) => ({
            cwd: folder,
            programs: [tools.bin],
            variables: {
                GITLAB_OIDC_TOKEN: unsignedToken({
                    iss: `https://${issuer}`,
                    aud,
                    sub: `project_path:${project}:ref_type:branch:ref:${ref}`,
                    user_email: "somebody@example.com",
                }),
                AWS_ENDPOINT_URL: aws.url,
                AWS_DEFAULT_REGION: "us-east-1",
                CI_PROJECT_DIR: folder,
                CI_SERVER_URL: audience,
                CI_PROJECT_URL: `https://gitlab.com/${project}`,
                CI_PROJECT_PATH: project,
                CI_COMMIT_REF_NAME: ref,
                CI_PROJECT_ID: "20",
                CI_PIPELINE_ID: "300",
                CI_JOB_ID: "4000",
            },
        }),
        async stop() {
            await aws.stop();
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

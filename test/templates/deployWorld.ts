import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import {
    deployPolicy,
    managedPath,
    managedRoleBoundary,
    pipelineBoundary,
    pipelinePath,
    type PipelineScope,
    type PolicyDocument,
    previewPolicy,
    boundaryArn,
    boundaryNames,
} from "../../examples/pipeline-bootstrap/policies";
import { providerArn } from "../../trust/aws";
import { buildTrustPolicy } from "../../trust/gitlab";
import { missingEngine } from "../engine/findEngine";
import { callIam, unsignedToken } from "../judge/awsQuery";
import { ministackAccountId, startMinistack } from "../judge/ministack";
import { installJobTools } from "../tools/jobTools";
import { type Front, startFront } from "./awsFront";
import type { JobEnvironment } from "./runJob";

const root = resolve(__dirname, "../..");
const scope: PipelineScope = {
    partition: "aws",
    accountId: ministackAccountId,
    issuer: "gitlab.com",
    stateBucket: "acme-pulumi-state",
};
const audience = "https://gitlab.com";

/** A subject that the pack accepts, and one that lets every group on gitlab.com in. */
export const subjects = {
    good: "project_path:acme/web:ref_type:branch:ref:main",
    open: "project_path:*",
} as const;

/** An emulated account with the pipeline's roles and state, and a checkout of a Pulumi program. */
export interface DeployWorld {
    front: Front;
    /** The checkout: a program in YAML with one role, and the policy pack in `policies/`. */
    folder: string;
    roles: { preview: string; deploy: string };
    /** The state in the bucket, as the input backend-url names it. */
    bucketState: string;
    /** A folder for state. */
    folderState: string;
    /** Writes the program: roles by name, each with the subject that it trusts. */
    program(roles: Readonly<Record<string, string>>): void;
    /** What a job of a project on a ref has. */
    environment(job?: { project?: string; ref?: string; variables?: Record<string, string> }): JobEnvironment;
    /** Runs Pulumi as a person who has the account's root. Gives its standard output. */
    pulumi(backend: string, ...args: string[]): Promise<string>;
    /** The names of the account's roles that the pipeline made. */
    managedRoles(): Promise<string[]>;
    /** Puts a lock into the bucket, as somebody on a laptop would hold it. */
    lock(stack: string): Promise<void>;
    iam(action: string, parameters: Record<string, string>): Promise<string>;
    stop(): Promise<void>;
}

/**
 * A policy as MiniStack understands it: it has no `iam:PermissionsBoundary` in its requests, and names a role without its path
 * and a provider not at all when it authorizes a request. `roles` are the names of those that the pipeline makes. The tests of
 * the example look at what it has of paths and boundaries.
 */
export function forMinistack({ Version, Statement }: PolicyDocument, roles = "shop-*"): PolicyDocument {
    const statements = Statement.map((statement) => {
        const { Condition, Resource, ...others } = statement as {
            Condition?: object;
            Resource: string | string[];
        };
        const isBound = JSON.stringify(Condition ?? {}).includes("iam:PermissionsBoundary");
        const resources = [Resource].flat();
        const more = resources.some((one) => one.endsWith(`:role${managedPath}*`))
            ? [`arn:aws:iam::${scope.accountId}:role/${roles}`]
            : [];
        if (resources.some((one) => one.includes(":oidc-provider/"))) more.push("*");
        return {
            ...others,
            Resource: [...resources, ...more],
            ...(Condition === undefined || isBound ? {} : { Condition }),
        };
    });
    return { Version, Statement: statements };
}

/** Starts the account and makes what bootstrapping leaves behind. Says what is missing where the tools cannot be had. */
export async function startDeployWorld(): Promise<DeployWorld | { missing: string }> {
    const engine = missingEngine();
    if (engine !== undefined) return { missing: engine };
    const tools = installJobTools();
    if ("missing" in tools) return tools;
    const aws = await startMinistack();
    if ("missing" in aws) return aws;
    const front = await startFront(aws.url);
    const base = mkdtempSync(join(tmpdir(), "deploy-"));
    const folder = join(base, "checkout");
    mkdirSync(folder);
    mkdirSync(join(base, "state"));
    symlinkSync(join(root, "policy-pack"), join(folder, "policies"));
    const endpoint = {
        AWS_ENDPOINT_URL: front.url,
        // The provider asks for credentials apart from everything else.
        AWS_ENDPOINT_URL_STS: front.url,
        AWS_REGION: "us-east-1",
        AWS_EC2_METADATA_DISABLED: "true",
    };
    const engineVariables = {
        PULUMI_HOME: join(base, "home"),
        PULUMI_CONFIG_PASSPHRASE: "of the tests",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    const { PATH = "", HOME = "" } = process.env;
    const rootKeys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
    const run = promisify(execFile);
    const iam = async (action: string, parameters: Record<string, string>) => {
        const { status, body } = await callIam(aws.url, action, parameters);
        if (status !== 200) throw new Error(`${action}: ${body}`);
        return body;
    };
    await iam("CreateOpenIDConnectProvider", {
        Url: audience,
        "ClientIDList.member.1": audience,
        OpenIDConnectProviderArn: providerArn(scope),
    });
    await iam("CreatePolicy", {
        PolicyName: boundaryNames.pipeline,
        Path: pipelinePath,
        PolicyDocument: JSON.stringify(pipelineBoundary(scope)),
    });
    await iam("CreatePolicy", {
        PolicyName: boundaryNames.managed,
        Path: pipelinePath,
        PolicyDocument: JSON.stringify(managedRoleBoundary(scope)),
    });
    const makeRole = async (name: string, branches: string[], policy: PolicyDocument) => {
        const trustPolicy = buildTrustPolicy({
            ...scope,
            issuers: [{ issuer: scope.issuer, audiences: [audience] }],
            subjects: [{ project: "acme/platform", branches }],
        });
        await iam("CreateRole", {
            RoleName: name,
            Path: pipelinePath,
            AssumeRolePolicyDocument: trustPolicy,
            PermissionsBoundary: boundaryArn(scope, "pipeline"),
        });
        await iam("PutRolePolicy", {
            RoleName: name,
            PolicyName: "pipeline",
            PolicyDocument: JSON.stringify(forMinistack(policy)),
        });
        return `arn:aws:iam::${scope.accountId}:role${pipelinePath}${name}`;
    };
    const roles = {
        preview: await makeRole("pipeline-preview", ["*"], previewPolicy(scope)),
        deploy: await makeRole("pipeline-deploy", ["main"], deployPolicy(scope)),
    };
    await run(join(tools.bin, "aws"), ["s3", "mb", `s3://${scope.stateBucket}`], {
        env: { PATH, ...endpoint, ...rootKeys },
    });
    const host = front.url.replace("http://", "");
    return {
        front,
        folder,
        roles,
        bucketState: `s3://${scope.stateBucket}?region=us-east-1&endpoint=${host}&disableSSL=true&s3ForcePathStyle=true`,
        folderState: `file://${join(base, "state")}`,
        program(trusted) {
            const resources = Object.entries(trusted).map(([name, subject]) => {
                const Condition = {
                    [subject.includes("*") ? "StringLike" : "StringEquals"]: { "gitlab.com:sub": subject },
                };
                const exact = Condition["StringEquals"] ?? {};
                const document = {
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Federated: providerArn(scope) },
                            Action: "sts:AssumeRoleWithWebIdentity",
                            Condition: {
                                ...Condition,
                                StringEquals: { ...exact, "gitlab.com:aud": audience },
                            },
                        },
                    ],
                };
                const properties = {
                    name,
                    path: managedPath,
                    permissionsBoundary: boundaryArn(scope, "managed"),
                    assumeRolePolicy: JSON.stringify(document),
                };
                return [name, { type: "aws:iam:Role", properties }];
            });
            const project = {
                name: "shop",
                runtime: "yaml",
                resources: Object.fromEntries(resources) as object,
            };
            writeFileSync(join(folder, "Pulumi.yaml"), stringify(project));
        },
        environment: ({ project = "acme/platform", ref = "main", variables = {} } = {}) => ({
            cwd: folder,
            programs: [tools.bin, ...(process.env["PATH"] ?? "").split(delimiter)],
            variables: {
                ...engineVariables,
                ...endpoint,
                GITLAB_OIDC_TOKEN: unsignedToken({
                    iss: audience,
                    aud: audience,
                    sub: `project_path:${project}:ref_type:branch:ref:${ref}`,
                }),
                CI_SERVER_URL: audience,
                CI_PROJECT_DIR: folder,
                CI_PROJECT_ID: "20",
                CI_PIPELINE_ID: "300",
                CI_JOB_ID: "4000",
                CI_JOB_URL: "https://gitlab.com/acme/platform/-/jobs/4000",
                CI_COMMIT_SHA: "0123456789abcdef0123456789abcdef01234567",
                CI_COMMIT_REF_NAME: ref,
                CI_COMMIT_REF_PROTECTED: String(ref === "main"),
                ...variables,
            },
        }),
        async pulumi(backend, ...args) {
            const env = {
                PATH,
                HOME,
                ...engineVariables,
                ...endpoint,
                ...rootKeys,
                PULUMI_BACKEND_URL: backend,
            };
            return (await run("pulumi", [...args, "--non-interactive"], { cwd: folder, env })).stdout;
        },
        async managedRoles() {
            const body = await iam("ListRoles", {});
            return [...body.matchAll(/<Arn>arn:aws:iam::\d+:role\/gitlab\/([^<]*)<\/Arn>/g)]
                .map(([, name = ""]) => name)
                .sort();
        },
        async lock(stack) {
            const file = join(base, "lock.json");
            const timestamp = new Date().toISOString();
            writeFileSync(
                file,
                JSON.stringify({ pid: 1, username: "somebody", hostname: "laptop", timestamp }),
            );
            const key = `.pulumi/locks/organization/shop/${stack}/0b1f4d52-3d5e-4c55-9d6c-000000000000.json`;
            await run(join(tools.bin, "aws"), ["s3", "cp", file, `s3://${scope.stateBucket}/${key}`], {
                env: { PATH, ...endpoint, ...rootKeys },
            });
        },
        iam,
        async stop() {
            front.stop();
            await aws.stop();
            rmSync(base, { recursive: true, force: true });
        },
    };
}

/** Reads a report that a job wrote. */
export function reportOf(world: DeployWorld, file: string): string {
    return readFileSync(join(world.folder, "pulumi-report", file), "utf8");
}

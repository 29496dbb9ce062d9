import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { callIam } from "../../judge/awsQuery";
import type { EngineProject } from "../engineProject";
import type { EngineStack } from "../engineStack";
import { federationConfig, sampleConfig } from "../sample";

const root = join(__dirname, "../../..");

/** Where the recorded states lie. */
export const statesFolder = join(__dirname, "../states");

/** A program whose state is recorded: as it is deployed today, every later version must leave it alone. */
export interface RecordedProgram {
    /** The name of the recorded file. */
    name: string;
    /** The program's folder below the project; empty for this program. */
    folder: string;
    /** The stack's config. */
    config: Record<string, unknown>;
    /** What the account or the backend must have before, beside the stack. */
    prepare?: (project: EngineProject, awsUrl: string) => Promise<void>;
    /** Whether every submission previews it; the others run with TEST_SCOPE=all. */
    always?: true;
}

// Public keys of no instance, the same in every recording.
const jwks = JSON.parse(
    readFileSync(join(root, "examples/self-managed-private/gitlab-keys.json"), "utf8"),
) as object;

const mirror = (discovery: object): Record<string, unknown> => ({
    "aws:region": "eu-north-1",
    ...federationConfig({
        gitlabUrl: "https://gitlab.internal.example.com",
        discovery: { bucketName: "acme-gitlab-oidc", region: "eu-north-1", jwks, ...discovery },
    }),
});

function exampleConfig(name: string): Record<string, unknown> {
    const text = readFileSync(join(root, "examples", name, "Pulumi.dev.yaml"), "utf8");
    return (parse(text) as { config: Record<string, unknown> }).config;
}

const example = (name: string, further: Partial<RecordedProgram> = {}): RecordedProgram => ({
    name,
    folder: `examples/${name}`,
    config: exampleConfig(name),
    ...further,
});

/**
 * The sample stack, both modes of the mirror, and every example but `gitlab-side`, which needs GitLab's plugin. All are
 * stacks named dev.
 */
export const recordedPrograms: readonly RecordedProgram[] = [
    { name: "sample", folder: "", config: sampleConfig, always: true },
    {
        name: "mirror-s3",
        folder: "",
        config: mirror({ mode: "s3", keysManagedBySync: true }),
        always: true,
    },
    {
        name: "mirror-cloudfront",
        folder: "",
        config: mirror({
            mode: "cloudfront",
            domainName: "gitlab-oidc.example.com",
            certificateArn:
                "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000",
        }),
    },
    example("basic"),
    example("console-link"),
    example("multiple-projects"),
    example("s3-access", { always: true }),
    example("self-managed-private"),
    example("use-existing-provider", {
        async prepare(_, awsUrl) {
            const { status, body } = await callIam(awsUrl, "CreateOpenIDConnectProvider", {
                Url: "https://gitlab.com",
                "ClientIDList.member.1": "https://gitlab.com",
            });
            if (status !== 200) throw new Error(body);
        },
    }),
    example("app-stack", {
        async prepare(project) {
            await restore(await project.stack("dev", sampleConfig), "sample");
        },
    }),
    { name: "yaml", folder: "examples/yaml", config: { "aws:region": "eu-central-1" } },
];

/** Gives a stack the state that was recorded under this name. */
export async function restore(stack: EngineStack, name: string): Promise<void> {
    const file = join(statesFolder, `${name}.json`);
    const { code, stderr } = await stack.command("stack", "import", "--stack", stack.name, "--file", file);
    if (code !== 0) throw new Error(stderr);
}

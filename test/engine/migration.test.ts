import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { codeBlocks } from "../docs/codeBlocks";
import { assumeRoleWithWebIdentity, unsignedToken } from "../judge/awsQuery";
import { startMinistack, type Ministack } from "../judge/ministack";
import { engineProject, type EngineProject } from "./engineProject";
import type { EngineStack, Outcome } from "./engineStack";
import { describeWithEngine, onPath } from "./findEngine";
import { orSkip } from "../tools/orSkip";

const page = readFileSync(join(__dirname, "../../docs/migration.md"), "utf8");
const blocks = codeBlocks(page);
const block = (language: string, part: string) => {
    const found = blocks.find((one) => one.language === language && one.text.includes(part));
    assert.ok(found, `docs/migration.md has no ${language} block with ${part}`);
    return found.text;
};

/** Jobs that use the roles today: each must be granted after every step. */
const jobs = [
    {
        role: "ci/terraform-web-deploy",
        project: "acme/web",
        type: "branch",
        ref: "feature",
        aud: "sts.amazonaws.com",
    },
    {
        role: "ci/terraform-web-deploy",
        project: "acme/web",
        type: "tag",
        ref: "v1",
        aud: "https://gitlab.com",
    },
    { role: "terraform-infra", project: "acme/infra", type: "branch", ref: "main", aud: "sts.amazonaws.com" },
    { role: "terraform-release", project: "acme/api", type: "tag", ref: "v1.2.3", aud: "https://gitlab.com" },
];

interface ImportFile {
    // Where a name of the program is given twice, `name` is another and `logicalName` is the program's.
    resources: { type: string; name: string; logicalName?: string; id?: string; component?: boolean }[];
}

/** Why there is no Terraform with the AWS provider here, or undefined. */
function missingTerraform(): string | undefined {
    return onPath("terraform") === undefined ? "no terraform on PATH" : undefined;
}

/** Runs Terraform in a folder against the emulator; the provider beside the engine is used where it is there. */
function terraform(folder: string, environment: Readonly<Record<string, string>>, ...args: string[]): string {
    const beside = join(dirname(onPath("pulumi") ?? ""), "terraform");
    const settings = join(folder, "terraform.rc");
    writeFileSync(
        settings,
        existsSync(beside)
            ? `provider_installation {\n  dev_overrides {\n    "hashicorp/aws" = ${JSON.stringify(beside)}\n  }\n  direct {}\n}\n`
            : "",
    );
    const env = { ...process.env, ...environment, TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: "1" };
    const run = (words: string[]) =>
        spawnSync("terraform", words, { cwd: folder, env, encoding: "utf8", timeout: 300_000 });
    if (!existsSync(beside) && !existsSync(join(folder, ".terraform")))
        run(["init", "-no-color", "-input=false"]);
    const { status, stdout, stderr } = run(args);
    assert.equal(status, 0, `terraform ${args.join(" ")}\n${stdout}${stderr}`);
    return stdout;
}

describeWithEngine(
    "docs/migration.md",
    () => {
        let aws: Ministack | undefined;
        let project: EngineProject | undefined;
        let stack: EngineStack;
        let hcl = "";
        const config = (parse(block("yaml", "terraform-web-deploy")) as { config: Record<string, unknown> })
            .config;

        before(async function () {
            aws = orSkip(this, await startMinistack());
            project = engineProject(aws.url);
            hcl = join(project.folder, "terraform");
            mkdirSync(hcl);
            writeFileSync(join(hcl, "main.tf"), block("hcl", "aws_iam_openid_connect_provider"));
            stack = await project.stack("dev", config);
        });

        after(async () => {
            await aws?.stop();
            project?.remove();
        });

        /** Every job that used the account before is still granted; a stranger's is not. */
        const assertGranted = async (step: string) => {
            assert.ok(aws);
            for (const { role, project: path, type, ref, aud } of jobs) {
                const claims = { iss: "https://gitlab.com", aud, sub: subject(path, type, ref) };
                assert.equal(await call(aws, role, claims), 200, `${step}: ${role} ${claims.sub} ${aud}`);
                const stranger = { ...claims, sub: subject("evil/web", type, ref) };
                assert.notEqual(await call(aws, role, stranger), 200, `${step}: ${role} ${stranger.sub}`);
            }
        };

        it("begins with what Terraform made", async () => {
            assert.ok(project);
            terraform(hcl, project.environment, "apply", "-auto-approve", "-no-color", "-input=false");
            await assertGranted("terraform apply");
        });

        it("imports it by the ids of the page's table, which changes nothing", async () => {
            const file = join(stack.cwd, "import.json");
            assert.match(block("sh", "--import-file"), /^npx pulumi preview --import-file import\.json$/m);
            const { inputs } = await stack.mustRun("preview", "--import-file", file);
            const toImport = JSON.parse(readFileSync(file, "utf8")) as ImportFile;
            for (const resource of toImport.resources) {
                if (resource.component === true) continue;
                const { type, name, logicalName = name } = resource;
                resource.id = idOf(type, logicalName, Object.values(inputs));
            }
            writeFileSync(file, JSON.stringify(toImport));
            const line = /^npx pulumi import (.+)$/m.exec(block("sh", "pulumi import"))?.[1] ?? "";
            await stack.mustRun("import", ...line.split(" "));
            await assertGranted("pulumi import");
        });

        it("plans one update for each role, of its trust policy alone, and nothing else in AWS", async () => {
            assert.deepEqual(changes(await stack.mustRun("preview", "--diff")), [
                "update gitlab:infra",
                "update gitlab:release",
                "update gitlab:web",
            ]);
        });

        it("says what would be reset where the config does not have it", async () => {
            const key = "gitlab-aws-oidc:roles";
            const roles = config[key] as Record<string, Record<string, unknown>>;
            const { description, maxSessionDuration, tags, ...web } = roles["web"] ?? {};
            assert.ok(description && maxSessionDuration && tags);
            stack.configure({ ...config, [key]: { ...roles, web } });
            const { output } = await stack.mustRun("preview", "--diff");
            for (const reset of ["description", "maxSessionDuration", "team"]) {
                assert.match(output, new RegExp(`^\\s*[~-] ${reset}\\b`, "m"), output);
            }
            stack.configure(config);
        });

        it("updates in place, and Terraform lets go", async () => {
            assert.ok(project);
            const { finished } = await stack.mustRun("up");
            assert.deepEqual(
                finished.filter(({ op, type }) => type.startsWith("aws:") && op !== "update"),
                [],
            );
            await assertGranted("pulumi up");
            const addresses = terraform(hcl, project.environment, "state", "list").trim().split("\n");
            terraform(hcl, project.environment, "state", "rm", ...addresses);
            writeFileSync(join(hcl, "main.tf"), "");
            terraform(hcl, project.environment, "apply", "-auto-approve", "-no-color", "-input=false");
            await assertGranted("terraform state rm");
            await stack.mustRun("preview", "--refresh", "--expect-no-changes");
        });

        it("narrows a role, whose other jobs are then refused", async () => {
            assert.ok(aws);
            const key = "gitlab-aws-oidc:roles";
            const roles = config[key] as Record<string, object>;
            const web = { ...roles["web"], subjects: [{ project: "acme/web", branches: ["feature"] }] };
            stack.configure({ ...config, [key]: { ...roles, web } });
            const { finished } = await stack.mustRun("up");
            assert.deepEqual(
                finished.map(({ op, name }) => `${op} ${name}`),
                ["update gitlab:web"],
            );
            const token = { iss: "https://gitlab.com", aud: "https://gitlab.com" };
            const kept = { ...token, sub: subject("acme/web", "branch", "feature") };
            const gone = { ...token, sub: subject("acme/web", "tag", "v1") };
            assert.equal(await call(aws, "ci/terraform-web-deploy", kept), 200);
            assert.notEqual(await call(aws, "ci/terraform-web-deploy", gone), 200);
        });
    },
    missingTerraform,
);

function subject(project: string, type: string, ref: string): string {
    return `project_path:${project}:ref_type:${type}:ref:${ref}`;
}

async function call(aws: Ministack, role: string, claims: Record<string, string>): Promise<number> {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const token = unsignedToken({ ...claims, iat: exp - 600, exp });
    const { status } = await assumeRoleWithWebIdentity(
        aws.url,
        `arn:aws:iam::123456789012:role/${role}`,
        token,
    );
    return status;
}

/** The changes of resources of AWS, sorted. */
function changes({ steps }: Outcome): string[] {
    return steps
        .filter(({ type }) => type.startsWith("aws:"))
        .map(({ op, name }) => `${op} ${name}`)
        .sort();
}

/** The id of what is there, by the page's table. */
function idOf(
    type: string,
    name: string,
    planned: readonly { type: string; inputs: Record<string, unknown> }[],
): string {
    const role = (text: string) => {
        const [, key = ""] = /^gitlab:([^:]+)/.exec(text) ?? [];
        assert.notEqual(key, "", `${text} is no name of a role's resource`);
        return (
            { web: "terraform-web-deploy", infra: "terraform-infra", release: "terraform-release" }[key] ??
            key
        );
    };
    switch (type) {
        case "aws:iam/openIdConnectProvider:OpenIdConnectProvider":
            return "arn:aws:iam::123456789012:oidc-provider/gitlab.com";
        case "aws:iam/role:Role":
            return role(name);
        case "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
            const attachment = planned.find((one) => one.type === type);
            return `${role(name)}/${String(attachment?.inputs["policyArn"])}`;
        }
        case "aws:iam/rolePolicy:RolePolicy": {
            const inline = planned.find((one) => one.type === type);
            return `${role(name)}:${String(inline?.inputs["name"])}`;
        }
        default:
            throw new Error(`docs/migration.md has no id for ${type}`);
    }
}

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageNames } from "../../trust/project";
import { buildCommand } from "../cli/buildCommand";
import { root, runCommand } from "../cli/runCommand";
import { writeGitLabLibrary } from "./gitlabStandIn";
import { previewExample } from "./previewExample";

const example = join(root, "examples/gitlab-side");
const outputs = join(root, "examples/app-stack/federation-outputs.json");

describe("the example gitlab-side", function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), "gitlab-side-"));

    before(() => {
        buildCommand();
        cpSync(example, folder, {
            recursive: true,
            filter: (path) => !path.slice(example.length).includes("node_modules"),
        });
        cpSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
        const modules = join(folder, "node_modules");
        const installed = join(example, "node_modules/@pulumi/gitlab");
        const own = join(modules, "@pulumi/gitlab");
        mkdirSync(dirname(own), { recursive: true });
        if (existsSync(installed)) symlinkSync(installed, own);
        else writeGitLabLibrary(folder);
        const shared = ["@pulumi/pulumi", "ts-node", "typescript", packageNames.policies];
        shared.forEach((name) => {
            mkdirSync(dirname(join(modules, name)), { recursive: true });
            symlinkSync(join(root, "node_modules", name), join(modules, name));
        });
    });

    after(() => {
        rmSync(folder, { recursive: true });
    });

    const reference = ["--stack-outputs", `organization/gitlab-aws-oidc/dev=${outputs}`];
    const projects = (settings: object) => ["--config", `projects=${JSON.stringify(settings)}`];

    it("sets the audience and each role's ARN in its project, and changes no project without being told", async () => {
        const only = projects({ "acme/shop/web": { roleKeys: ["web-deploy"] } });
        const document = await previewExample(folder, ...reference, ...only);
        const variables = document.resources
            .filter(({ type }) => type === "gitlab:index/projectVariable:ProjectVariable")
            .map(({ inputs }) => [inputs["project"], inputs["key"], inputs["value"]]);
        assert.deepEqual(variables, [
            ["acme/shop/web", "AWS_AUDIENCE", "https://gitlab.com"],
            [
                "acme/shop/web",
                "AWS_ROLE_ARN_WEB_DEPLOY",
                "arn:aws:iam::123456789012:role/gitlab/gitlab-dev-web-deploy",
            ],
        ]);
        assert.ok(document.resources.every(({ type }) => type !== "gitlab:index/project:Project"));
        assert.deepEqual(document.outputs, { roleVariables: { "web-deploy": "$AWS_ROLE_ARN_WEB_DEPLOY" } });
    });

    it("sets the subject of a project that customised it, and never deletes the project", async () => {
        const subjectComponents = ["project_id", "ref_type", "ref"];
        const custom = projects({ "acme/shop/web": { roleKeys: ["web-deploy"], subjectComponents } });
        const { resources } = await previewExample(folder, ...reference, ...custom);
        const project = resources.find(({ type }) => type === "gitlab:index/project:Project");
        assert.deepEqual(project?.inputs["ciIdTokenSubClaimComponents"], subjectComponents);
        assert.equal(project.options.protect, true);
        assert.equal(project.options.retainOnDelete, true);
    });

    it("names the roles there are for a key that is none", async () => {
        const wrong = projects({ "acme/shop/web": { roleKeys: ["web-deplay"] } });
        const { code, stderr } = await runCommand(["preview", "--cwd", folder, ...reference, ...wrong]);
        assert.equal(code, 2);
        assert.match(stderr, /"web-deplay", which is no role of the federation stack; it has: web-deploy\./);
    });
});

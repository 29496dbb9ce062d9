import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { callOrganizations } from "../../judge/organizations";
import { callIam } from "../../judge/awsQuery";
import { codeBlocks } from "../../docs/codeBlocks";
import { onPath } from "../findEngine";

const root = join(__dirname, "../../..");

/** What a page's capitals and examples stand for on this machine, as pairs of a pattern and what is typed instead. */
export type Replacements = readonly (readonly [RegExp, string])[];

/** A page whose shell blocks lead a newcomer from a clone to a deployed stack. */
export interface Page {
    /** The page, from the repository's folder. The commands are typed in the folder of an example's page. */
    file: string;
    /** What this machine does not have, or calls otherwise. */
    replace?: Replacements;
    /** What the account has before; gives what else is typed otherwise. */
    prepare?: (awsUrl: string) => Promise<Replacements | undefined>;
    /** The page that is followed before, with one state. */
    first?: Page;
    /** Whether `pulumi install` has something to do: the SDK of another language. */
    installs?: true;
    /** A type of resource that the deployed stack has. Default: a role. */
    makes?: string;
    /** Why it cannot be followed here, in one line. */
    missing?: () => string | undefined;
    /** Whether every submission follows it; the others are followed with TEST_SCOPE=all. */
    always?: true;
}

const readme: Page = { file: "README.md", always: true };

/** On a backend in a folder the organization is always "organization". */
const ownOrganization: Replacements = [[/ORGANIZATION/, "organization"]];

const needs = (program: string) => (): string | undefined =>
    onPath(program) === undefined ? `no ${program} on PATH` : undefined;

/** A role that whoever is root of the test's account may assume, in another account. */
async function makeDeployer(awsUrl: string, accountId: string): Promise<void> {
    const AssumeRolePolicyDocument = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::123456789012:root" },
                Action: "sts:AssumeRole",
            },
        ],
    });
    const RoleName = "fleet-deployer";
    const role = await callIam(awsUrl, "CreateRole", { RoleName, AssumeRolePolicyDocument }, accountId);
    assert.equal(role.status, 200, role.body);
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    const policy = await callIam(awsUrl, "AttachRolePolicy", { RoleName, PolicyArn }, accountId);
    assert.equal(policy.status, 200, policy.body);
}

/**
 * Every page with `stack init` but two that tests of their own follow: docs/migration.md (migration.test.ts) and
 * docs/delivery.md (test/templates/newcomer.test.ts).
 */
export const pages: readonly Page[] = [
    readme,
    { file: "docs/platform-team.md" },
    {
        file: "examples/app-stack/README.md",
        first: readme,
        replace: ownOrganization,
        makes: "aws:s3/bucketPolicy:BucketPolicy",
    },
    { file: "examples/basic/README.md" },
    { file: "examples/console-link/README.md" },
    {
        file: "examples/fleet/README.md",
        async prepare(awsUrl) {
            for (const accountId of ["111111111111", "222222222222", "333333333333"])
                await makeDeployer(awsUrl, accountId);
            return undefined;
        },
    },
    {
        // With the stand-in for GitLab's plugin: the engine here has none.
        file: "examples/gitlab-side/README.md",
        first: readme,
        replace: ownOrganization,
        makes: "gitlab:index/projectVariable:ProjectVariable",
    },
    { file: "examples/go/README.md", installs: true, missing: needs("go") },
    { file: "examples/multiple-projects/README.md" },
    {
        file: "examples/organization/README.md",
        async prepare(awsUrl) {
            const { Roots = [] } = await callOrganizations(awsUrl, "ListRoots");
            const RootId = String(Roots[0]?.["Id"]);
            await callOrganizations(awsUrl, "EnablePolicyType", {
                RootId,
                PolicyType: "RESOURCE_CONTROL_POLICY",
            });
            return [[/ou-ab12-11111111/, RootId]];
        },
        makes: "aws:organizations/policy:Policy",
    },
    { file: "examples/pipeline-bootstrap/README.md" },
    { file: "examples/python/README.md", installs: true, missing: needs("python3") },
    { file: "examples/s3-access/README.md" },
    {
        file: "examples/self-managed-private/README.md",
        // The instance is the reader's own.
        replace: [[/^.* discovery sync .*$/m, ""]],
    },
    {
        file: "examples/use-existing-provider/README.md",
        async prepare(awsUrl) {
            const { status, body } = await callIam(awsUrl, "CreateOpenIDConnectProvider", {
                Url: "https://gitlab.com",
                "ClientIDList.member.1": "https://gitlab.com",
            });
            assert.equal(status, 200, body);
            return undefined;
        },
    },
    { file: "examples/yaml/README.md", installs: true },
];

/** The block of a page that deploys: the first one with `stack init`. */
export function deploymentOf(file: string): string {
    const blocks = codeBlocks(readFileSync(join(root, file), "utf8"));
    const block = blocks.find(({ language, text }) => language === "sh" && text.includes("stack init"));
    assert.ok(block, `${file}: no block with "stack init"`);
    return block.text;
}

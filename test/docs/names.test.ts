import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { componentsAddress, componentsRef, project } from "../../trust/project";

const root = join(__dirname, "../..");

/** A name that a reader is told to run, install or include, that could be somebody else's, with what to write instead. */
interface ForeignName {
    name: string;
    instead: string;
}

/** Packages of others that documents name: whoever publishes them, everybody knows. */
const known = /^(pulumi|ts-node|@pulumi\/[a-z-]+)(@[\w.^~]+)?$/;

/** A path or an archive comes from the reader's own disk. */
const isLocal = (name: string) => /^(\.|\/|~|file:)/.test(name) || name.endsWith(".tgz");

/** What `npx`, npm, GitLab or Pulumi would fetch under a name that is not ours or not published. */
function foreignNames(text: string): ForeignName[] {
    const found: ForeignName[] = [];
    const bare = text.replaceAll("\\`", "`");
    for (const [, name = ""] of bare.matchAll(/\bnpx +([^\s`|]+)/g))
        if (name !== "--no-install" && !known.test(name))
            found.push({ name: `npx ${name}`, instead: "npx --no-install gitlab-aws-oidc" });
    for (const [, list = ""] of bare.matchAll(/\bnpm (?:install|i|add|exec) +([^\n`|&;#]+)/g))
        for (const name of list.split(/\s+/).filter((word) => word !== "" && !word.startsWith("-")))
            if (/^[@a-z]/.test(name) && !isLocal(name) && !known.test(name) && !list.includes("--prefix"))
                found.push({ name: `npm install ${name}`, instead: "an archive: docs/install.md" });
    for (const [, address = "", ref = ""] of bare.matchAll(/component: +(\S+?)@([\w.~-]+)/g)) {
        const ours = address.startsWith(`${componentsAddress}/`) && ref === componentsRef;
        if (address.includes("gitlab-aws-oidc") && !ours)
            found.push({ name: `${address}@${ref}`, instead: `${componentsAddress}/NAME@${componentsRef}` });
    }
    for (const [address] of bare.matchAll(/(?:https?|git|ssh):\/\/[^\s`"')]*gitlab-aws-oidc\.git/g))
        if (address !== `${project.repository}.git`)
            found.push({ name: address, instead: `${project.repository}.git` });
    return found;
}

describe("the names that readers are told to run, install and include", () => {
    it("are ours, or come from the reader's own disk", () => {
        const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" })
            .split("\0")
            .filter((file) => /\.(md|ya?ml)$/.test(file) || /^(templates|scripts\/docs)\/.*\.ts$/.test(file));
        assert.ok(files.length > 80, String(files.length));
        const found = files.flatMap((file) =>
            foreignNames(readFileSync(join(root, file), "utf8")).map(
                ({ name, instead }) => `${file}: ${name} -> ${instead}`,
            ),
        );
        assert.deepEqual(found, []);
    });

    it("are noticed where they are not", () => {
        const bad = [
            "npx gitlab-aws-oidc preview",
            "npm install gitlab-aws-oidc-policies",
            "npm install --save-dev @acme/gitlab-aws-oidc",
            "- component: $CI_SERVER_FQDN/acme/gitlab-aws-oidc/aws-credentials@main",
            `- component: ${componentsAddress}/aws-credentials@v99.0.0`,
            "pulumi package add https://gitlab.com/acme/gitlab-aws-oidc.git/components",
        ];
        for (const line of bad) assert.equal(foreignNames(line).length, 1, line);
        const good = [
            "npx --no-install gitlab-aws-oidc preview",
            "npx pulumi up",
            "npm install",
            "npm install ./packages/OWNER-gitlab-aws-oidc-0.1.0.tgz",
            `- component: ${componentsAddress}/aws-credentials@${componentsRef}`,
            `git clone ${project.repository}.git`,
        ];
        for (const line of good) assert.deepEqual(foreignNames(line), [], line);
    });
});

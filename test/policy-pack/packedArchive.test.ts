import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPack } from "../../cli/pack";
import { policies } from "../../policy-pack/policies";
import { type StagedPack, stagePack } from "./stagedPack";

const root = join(__dirname, "..", "..");

/** The packages that a package needs to run, with those that they need, as the repository's install has them. */
function closure(names: readonly string[], found = new Set<string>()): Set<string> {
    for (const name of names.filter((each) => !found.has(each))) {
        found.add(name);
        const manifest = readFileSync(join(root, "node_modules", name, "package.json"), "utf8");
        const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: Record<string, string> };
        closure(Object.keys(dependencies), found);
    }
    return found;
}

describe("the packed archive", () => {
    let staged: StagedPack;
    let home: string;

    before(() => {
        staged = stagePack();
        for (const file of ["README.md", "CHANGELOG.md"])
            cpSync(join(root, "policy-pack", file), join(staged.folder, file));
        home = mkdtempSync(join(tmpdir(), "gitlab-aws-oidc-installed-"));
        execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", home, "--silent"], {
            cwd: staged.folder,
        });
        const [archive = ""] = readdirSync(home);
        execFileSync("tar", ["-xzf", join(home, archive), "-C", home]);
    });
    after(() => {
        staged.remove();
        rmSync(home, { recursive: true, force: true });
    });

    it("holds the compiled pack and nothing of the repository", () => {
        const files = readdirSync(join(home, "package"), { recursive: true }).map(String).sort();
        assert.deepEqual(files, [
            "CHANGELOG.md",
            "PulumiPolicy.yaml",
            "README.md",
            "bin",
            join("bin", "index.js"),
            "package.json",
        ]);
    });

    it("serves the analyzer protocol with only its own dependencies installed", async () => {
        const folder = join(home, "package");
        for (const name of closure(["@pulumi/policy"])) {
            mkdirSync(join(folder, "node_modules", name, ".."), { recursive: true });
            symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "dir");
        }
        const pack = await startPack(folder);
        try {
            assert.equal(pack.info().name, "gitlab-aws-oidc");
            assert.deepEqual(
                pack.info().policies.map(({ name, level, kind }) => [name, level, kind]),
                policies.map((policy) => [
                    policy.name,
                    policy.enforcementLevel,
                    "validateStack" in policy ? "stack" : "resource",
                ]),
            );
        } finally {
            await pack.stop();
        }
    });

    it("asks for nothing but the policy SDK", () => {
        const bundle = readFileSync(join(home, "package", "bin", "index.js"), "utf8");
        const asked = [...bundle.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name);
        assert.deepEqual([...new Set(asked.filter((name) => !isBuiltin(name)))], ["@pulumi/policy"]);
    });
});

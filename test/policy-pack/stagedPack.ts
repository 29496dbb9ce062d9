import { buildSync } from "esbuild";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** A folder that holds the pack as it is now, built from the sources, with the repository's node_modules. */
export interface StagedPack {
    folder: string;
    remove(): void;
}

/** Builds the pack into a folder of its own: tests that run at the same time must not find a half-written bundle. */
export function stagePack(): StagedPack {
    const folder = mkdtempSync(join(tmpdir(), "gitlab-aws-oidc-pack-"));
    const manifest = JSON.parse(readFileSync(join(root, "policy-pack", "package.json"), "utf8")) as {
        dependencies: Record<string, string>;
    };
    for (const file of ["package.json", "PulumiPolicy.yaml"]) {
        cpSync(join(root, "policy-pack", file), join(folder, file));
    }
    buildSync({
        entryPoints: [join(root, "policy-pack", "index.ts")],
        outfile: join(folder, "bin", "index.js"),
        bundle: true,
        platform: "node",
        external: Object.keys(manifest.dependencies),
    });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
    return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

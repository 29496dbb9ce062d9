import assert from "node:assert/strict";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checksumLines } from "../../scripts/release/steps";
import { names, publishedPackages, type PublishedPackages, version } from "./publishedPackages";
import { orSkip } from "../tools/orSkip";

describe("a release to a registry on this machine", function () {
    this.timeout(600_000);
    let packages: PublishedPackages;
    let log: NonNullable<PublishedPackages["log"]>;
    const archives = ["", "-components", "-policies"].map(
        (end) => `${names.npmScope.slice(1)}-gitlab-aws-oidc${end}-${version}.tgz`,
    );

    before(async function () {
        packages = orSkip(this, await publishedPackages());
        if (packages.log === undefined) return this.skip();
        log = packages.log;
    });

    it("is refused while versions, changelogs and included components are not those of the tag", () => {
        const { code, output } = log.unprepared;
        assert.equal(code, 1, output);
        for (const file of [
            "cli/package.json",
            "components/package.json",
            "policy-pack/package.json",
            "trust/package.json",
            "package-lock.json",
            "components/schema.json",
            "CHANGELOG.md",
            "policy-pack/CHANGELOG.md",
            "componentsRef",
        ])
            assert.ok(output.includes(file), `${file}\n${output}`);
        assert.doesNotMatch(output, /placeholder/);
    });

    it("says in a dry run what it would do, and does none of it", () => {
        const { code, output } = log.dryRun;
        assert.equal(code, 0, output);
        for (const archive of archives)
            assert.match(output, new RegExp(`would run: npm publish \\S+${archive}`));
        assert.equal(output.match(/would run: npm sbom/g)?.length, 3, output);
        assert.doesNotMatch(output, /^running/m);
    });

    it("publishes what was built, with SBOMs and checksums", () => {
        assert.deepEqual(readdirSync(packages.archives).sort(), [
            "SHA256SUMS",
            ...archives.toSorted(),
            "cli.cdx.json",
            "components.cdx.json",
            "notes.md",
            "policy-pack.cdx.json",
        ]);
        assert.equal(
            readFileSync(join(packages.archives, "SHA256SUMS"), "utf8"),
            checksumLines(packages.archives),
        );
        const sbom = JSON.parse(readFileSync(join(packages.archives, "cli.cdx.json"), "utf8")) as {
            bomFormat: string;
            components: { name: string }[];
        };
        assert.equal(sbom.bomFormat, "CycloneDX");
        // One that is installed with the command, and one that is bundled into it.
        for (const name of ["undici", "commander"])
            assert.ok(
                sbom.components.some((component) => component.name === name),
                name,
            );
        const folder = packages.emptyFolder("views");
        for (const end of ["", "-components", "-policies"]) {
            const name = `${names.npmScope}/gitlab-aws-oidc${end}`;
            const seen = packages.mustRun(
                folder,
                "npm",
                "view",
                name,
                "--json",
                "version",
                "repository",
                "license",
            );
            const {
                version: has,
                repository,
                license,
            } = JSON.parse(seen) as {
                version: string;
                license: string;
                repository: { url: string };
            };
            assert.deepEqual(
                { version: has, license, url: repository.url },
                { version, license: "Apache-2.0", url: `git+${names.repository}.git` },
            );
        }
    });

    it("prints no token", () => {
        const { unprepared, dryRun, released } = log;
        for (const { output } of [unprepared, dryRun, released]) assert.doesNotMatch(output, /of-the-test/);
    });

    it("goes on where it stopped when it is run again", () => {
        const { code, output } = packages.release("publish");
        assert.equal(code, 0, output);
        assert.equal(output.match(/is published already\.$/gm)?.length, 3, output);
    });

    it("refuses archives that are not what was built", () => {
        const archive = join(packages.archives, archives[0] ?? "");
        const before = readFileSync(archive);
        appendFileSync(archive, "x");
        try {
            const { code, output } = packages.release("publish");
            assert.equal(code, 2, output);
            assert.match(output, /SHA256SUMS/);
        } finally {
            writeFileSync(archive, before);
        }
    });

    it("refuses a tag of another version", () => {
        const { code, output } = packages.release("check", "--tag", "v1.0.1");
        assert.equal(code, 1, output);
        assert.match(output, /cli\/package\.json is 1\.0\.0, not 1\.0\.1/);
    });
});

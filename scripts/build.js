// Builds what is run as plain JavaScript.
//
// node scripts/build.js            the policy pack and the command, which the repository itself runs; on `npm ci` (prepare)
// node scripts/build.js FOLDER     everything that the package in this folder ships; on `npm pack` (prepack)
// node scripts/build.js --clean FOLDER   removes again what only the archive has (postpack)
const { spawnSync } = require("node:child_process");
const { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

// `npm ci --omit=dev` leaves the bundler out: the program runs without the bundles.
let buildSync, transformSync;
try {
    ({ buildSync, transformSync } = require("esbuild"));
} catch {
    console.error(
        "Not building the policy pack and the command line: esbuild, a development dependency, is not installed.",
    );
    process.exit(0);
}

const root = join(__dirname, "..");

/** One self-contained file, with everything but the package's own dependencies in it: trust/ lies outside the package. */
function bundle(folder, entry, outfile, define = {}) {
    const { dependencies } = require(join(root, folder, "package.json"));
    buildSync({
        entryPoints: [join(root, folder, entry)],
        outfile: join(root, folder, outfile),
        bundle: true,
        platform: "node",
        // The oldest Node that the packages allow.
        target: "node20.19",
        format: "cjs",
        external: Object.keys(dependencies),
        keepNames: true,
        define,
        logLevel: "warning",
    });
}

/** The script and the style of the HTML pages, small: they are real files, and become strings of the bundle. */
function pageParts() {
    const small = (name, loader) =>
        transformSync(readFileSync(join(root, "cli/report/page", name), "utf8"), {
            loader,
            minify: true,
            target: "es2020",
        }).code;
    return { script: small("script.ts", "ts"), style: small("page.css", "css") };
}

/** CommonJS and declarations, one file for each source file, with those of trust/ that are used. */
function compile(folder) {
    clean(folder);
    const compiler = require.resolve("typescript/bin/tsc");
    const project = join(root, folder, "tsconfig.build.json");
    const { status } = spawnSync(process.execPath, [compiler, "-p", project], { stdio: "inherit" });
    // The compiler has said what is wrong.
    if (status !== 0) process.exit(status ?? 1);
}

const builds = {
    "policy-pack": () => bundle("policy-pack", "index.ts", "bin/index.js"),
    cli: () => bundle("cli", "main.ts", "dist/main.js", { bundledPage: JSON.stringify(pageParts()) }),
    components: () => compile("components"),
    trust: () => compile("trust"),
};

/** The command's package has the policy pack in it, for a project that has none of its own. */
function shipPack() {
    builds["policy-pack"]();
    const target = join(root, "cli/dist/policy-pack");
    mkdirSync(target, { recursive: true });
    cpSync(join(root, "policy-pack/bin"), join(target, "bin"), { recursive: true });
    copyFileSync(join(root, "policy-pack/PulumiPolicy.yaml"), join(target, "PulumiPolicy.yaml"));
    const { name, version, license, main } = require(join(root, "policy-pack/package.json"));
    writeFileSync(
        join(target, "package.json"),
        `${JSON.stringify({ name, version, license, main }, null, 4)}\n`,
    );
}

/** What only the archive of a package has: in the repository it would be out of date with the next change. */
const shippedOnly = {
    "policy-pack": ["LICENSE"],
    cli: ["LICENSE", "dist/policy-pack"],
    components: ["LICENSE", "dist"],
    trust: ["LICENSE", "dist"],
};

function clean(folder) {
    for (const path of shippedOnly[folder])
        rmSync(join(root, folder, path), { recursive: true, force: true });
}

const [option, folder = option] = process.argv.slice(2);
if (option === undefined) {
    Object.keys(builds).forEach(clean);
    builds["policy-pack"]();
    builds.cli();
} else if (!(folder in builds)) {
    console.error(`There is no package in ${folder}. Packages: ${Object.keys(builds).join(", ")}.`);
    process.exit(2);
} else if (option === "--clean") {
    clean(folder);
} else {
    builds[folder]();
    if (folder === "cli") shipPack();
    copyFileSync(join(root, "LICENSE"), join(root, folder, "LICENSE"));
}

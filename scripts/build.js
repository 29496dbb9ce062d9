// Bundles what is run as plain JavaScript: the policy pack, and the command line. Runs on `npm ci` (prepare).
const { readFileSync } = require("node:fs");
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

bundle("policy-pack", "index.ts", "bin/index.js");
bundle("cli", "main.ts", "dist/main.js", { bundledPage: JSON.stringify(pageParts()) });

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

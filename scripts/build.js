// Bundles what is run as plain JavaScript: the policy pack, and the command line. Runs on `npm ci` (prepare).
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { buildSync } = require("esbuild");

const root = join(__dirname, "..");

/** One self-contained file, with everything but the package's own dependencies in it: trust/ lies outside the package. */
function bundle(folder, entry, outfile) {
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
        logLevel: "warning",
    });
}

bundle("policy-pack", "index.ts", "bin/index.js");
if (existsSync(join(root, "cli", "main.ts"))) bundle("cli", "main.ts", "dist/main.js");

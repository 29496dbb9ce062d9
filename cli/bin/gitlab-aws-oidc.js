#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const bundle = join(__dirname, "..", "dist", "main.js");
if (existsSync(bundle)) {
    require(bundle).main(process.argv.slice(2), module.filename);
} else {
    console.error(
        `gitlab-aws-oidc is not built: ${bundle} is missing.\nBuild it in the project's folder: npm run build`,
    );
    process.exitCode = 2;
}

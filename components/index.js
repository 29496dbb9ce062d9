// What programs import. In the package that is the compiled code; in the repository it is the source, so that there is
// nothing to build first and nothing that can be out of date.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const source = join(__dirname, "index.ts");

if (existsSync(source)) {
    const loader = join(__dirname, "loadSource.js");
    require(loader);
    module.exports = require(source);
} else {
    // The last assignment of this form is where an ES module finds the names of the exports.
    module.exports = require("./dist/components/index.js");
}

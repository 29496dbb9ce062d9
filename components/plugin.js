// What the engine loads for programs in other languages (a directory's "main"); Node programs import "exports", index.ts.
// Pulumi's plugin runner takes the compiler options of whichever program uses the plugin, and checks types at every start.
// Both belong to this package: its types are checked by `npm run check`.
require("./loadSource.js");

module.exports = require("./index.ts");

// `mocha` runs everything but the groups that have a folder and a config of their own: they need an engine or packed
// packages. `mocha PATH` runs that file alone, of whichever group.
const { existsSync } = require("node:fs");

const groups = ["engine", "packages"];
const isPath = (argument) =>
    !argument.startsWith("-") && (existsSync(argument) || /[*]|\.ts$/.test(argument));
const chosen = process.argv.slice(2).some(isPath);

module.exports = {
    require: ["ts-node/register/transpile-only"],
    extension: ["ts"],
    timeout: 60000,
    ...(!chosen && {
        spec: ["test/**/*.test.ts"],
        ignore: groups.map((group) => `test/${group}/**`),
    }),
};

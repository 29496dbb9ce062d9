import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../cli/runCommand";

/** Stands in for @pulumi/gitlab, which only one example depends on: its tokens, and nothing of its checks. */
const library = `
const { CustomResource } = require("@pulumi/pulumi");
exports.ProjectVariable = class extends CustomResource {
    constructor(name, args, opts) { super("gitlab:index/projectVariable:ProjectVariable", name, args, opts); }
};
exports.Project = class extends CustomResource {
    constructor(name, args, opts) { super("gitlab:index/project:Project", name, args, opts); }
};
exports.getGroupOutput = () => ({ groupId: 42 });
`;

/** Writes the stand-in for the npm package @pulumi/gitlab into the node_modules of a folder. */
export function writeGitLabLibrary(folder: string): void {
    const own = join(folder, "node_modules/@pulumi/gitlab");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "index.js"), library);
}

/**
 * Writes the stand-in for the engine's GitLab plugin into a folder of PATH: a GitLab that takes every setting from whoever
 * has a token, and keeps nothing.
 */
export function writeGitLabPlugin(bin: string): void {
    const file = join(bin, "pulumi-resource-gitlab");
    const text = `#!${process.execPath}
const { main } = require(${JSON.stringify(join(root, "node_modules/@pulumi/pulumi/provider"))});
main({
    version: "9.9.0",
    schema: "{}",
    check: async (urn, before, inputs) => ({ inputs }),
    diff: async (id, urn, before, inputs) => ({ changes: JSON.stringify(before) !== JSON.stringify(inputs) }),
    create: async (urn, inputs) => {
        if (!process.env.GITLAB_TOKEN) throw new Error("401 Unauthorized");
        return { id: [inputs.project, inputs.key].join(":"), outs: inputs };
    },
    update: async (id, urn, before, inputs) => ({ outs: inputs }),
    delete: async () => {},
}, process.argv.slice(2));
`;
    writeFileSync(file, text);
    chmodSync(file, 0o755);
}

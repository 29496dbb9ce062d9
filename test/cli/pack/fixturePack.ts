import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** A small policy pack in a folder of its own. */
export interface FixturePack {
    folder: string;
    remove: () => void;
}

/** Writes a pack whose entry is the given JavaScript. `installed` says whether it can find the repository's packages. */
export function fixturePack(entry: string, installed = true): FixturePack {
    const folder = mkdtempSync(join(tmpdir(), "gitlab-aws-oidc-fixture-"));
    writeFileSync(
        join(folder, "package.json"),
        JSON.stringify({ name: "fixture", version: "1.2.3", main: "index.js" }),
    );
    writeFileSync(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    writeFileSync(join(folder, "index.js"), entry);
    if (installed) symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
    return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** An entry with one resource policy and one stack policy, which do what a resource's inputs ask of them. */
export const obedientEntry = `
const { PolicyPack } = require("@pulumi/policy");
console.log("a greeting before the port");
new PolicyPack("fixture", {
    enforcementLevel: "mandatory",
    policies: [
        {
            name: "obedient",
            description: "Does as it is told.",
            severity: "high",
            configSchema: { properties: { color: { type: "string", default: "red" }, size: { type: "number" } } },
            validateResource({ props, getConfig }, report) {
                if (props.exit) process.exit(3);
                if (props.fail) throw new Error("told to fail");
                if (props.wait) return new Promise((resolve) => setTimeout(resolve, 60000));
                if (props.report) report(JSON.stringify(getConfig()));
            },
        },
        {
            name: "onlooker",
            description: "Says what it sees.",
            enforcementLevel: "advisory",
            validateStack({ resources }, report) {
                for (const { name, parent, opts, dependencies, propertyDependencies } of resources) {
                    const names = (list) => list.map((each) => each.name);
                    report(JSON.stringify({
                        name,
                        parent: parent && parent.name,
                        protect: opts.protect,
                        dependencies: names(dependencies),
                        input: names(propertyDependencies.input || []),
                    }), "urn:" + name);
                }
            },
        },
    ],
});
`;

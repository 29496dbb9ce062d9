import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

const root = join(__dirname, "..");

/** What each folder may import, beside itself: arrows go one way, into trust/. */
const mayImport: Record<string, { folders: string[]; packages: RegExp }> = {
    trust: { folders: [], packages: /^node:/ },
    components: { folders: ["trust"], packages: /^(node:|@pulumi\/(pulumi|aws)(\/|$))/ },
    // prettier formats the page of policies; it is not part of the bundle.
    "policy-pack": { folders: ["trust"], packages: /^(node:|@pulumi\/policy$|prettier$)/ },
    // templates/source has the scripts of jobs; of it the command takes what a snippet prints.
    cli: { folders: ["trust", "templates"], packages: /./ },
};

/** The TypeScript files below a folder, without what is installed or built. */
function sources(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory())
            return ["node_modules", "bin", "dist"].includes(entry.name) ? [] : sources(path);
        return entry.name.endsWith(".ts") ? [path] : [];
    });
}

describe("the structure", () => {
    for (const [folder, { folders, packages }] of Object.entries(mayImport)) {
        it(`lets ${folder}/ import ${folders.length > 0 ? `${folders.join(", ")}/` : "nothing of the project's"}`, () => {
            const wrong = sources(join(root, folder)).flatMap((file) =>
                [
                    ...readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"]+)";/gm),
                ].flatMap(([, target = ""]) => {
                    const [top = ""] = target.startsWith(".")
                        ? relative(root, resolve(dirname(file), target)).split(sep)
                        : [];
                    const allowed = target.startsWith(".")
                        ? [folder, ...folders].includes(top)
                        : packages.test(target);
                    return allowed ? [] : [`${relative(root, file)} imports ${target}`];
                }),
            );
            assert.deepEqual(wrong, []);
        });
    }

    it("keeps the program's entry short", () => {
        assert.ok(readFileSync(join(root, "index.ts"), "utf8").split("\n").length <= 60);
    });
});

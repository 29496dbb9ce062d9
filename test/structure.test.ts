import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

const root = join(__dirname, "..");

/** What each folder may import, beside itself: arrows go one way, into trust/. */
const mayImport: Record<string, { folders: string[]; packages: RegExp }> = {
    trust: { folders: [], packages: /^node:/ },
    components: { folders: ["trust"], packages: /^(node:|@pulumi\/(pulumi|aws)(\/|$))/ },
    // prettier formats the pages of policies and is no part of the bundle; yaml is bundled.
    "policy-pack": { folders: ["trust"], packages: /^(node:|@pulumi\/policy$|prettier$|yaml$)/ },
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

    // The folders of trust/ that have a front door; tests of a folder may look behind it.
    it("lets others enter a folder of trust/ by its index.ts alone", () => {
        const rooms = readdirSync(join(root, "trust"), { withFileTypes: true })
            .filter((entry) => entry.isDirectory() && existsSync(join(root, "trust", entry.name, "index.ts")))
            .map(({ name }) => name);
        assert.ok(rooms.length >= 6);
        const wrong = ["trust", "components", "policy-pack", "cli", "scripts", "bench", "test"].flatMap(
            (top) =>
                sources(join(root, top)).flatMap((file) => {
                    const from = relative(root, file).split(sep);
                    return [...readFileSync(file, "utf8").matchAll(/\bfrom "(\.[^"]*)";/g)].flatMap(
                        ([, target = ""]) => {
                            const [trust, room = "", inside] = relative(
                                root,
                                resolve(dirname(file), target),
                            ).split(sep);
                            const isOwn =
                                (from[0] === "trust" && from[1] === room) ||
                                (from[0] === "test" && from[1] === "trust" && from[2] === room);
                            const isBehind =
                                trust === "trust" && rooms.includes(room) && inside !== undefined && !isOwn;
                            return isBehind ? [`${from.join("/")} imports ${target}`] : [];
                        },
                    );
                }),
        );
        assert.deepEqual(wrong, []);
    });

    it("keeps the program's entry short", () => {
        assert.ok(readFileSync(join(root, "index.ts"), "utf8").split("\n").length <= 60);
    });
});

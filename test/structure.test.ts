import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

const root = join(__dirname, "..");

/** What each folder may import in addition to itself: arrows go one way, into trust/. */
const mayImport: Record<string, { folders: string[]; packages: RegExp }> = {
    trust: { folders: [], packages: /^node:/ },
    components: { folders: ["trust"], packages: /^(node:|@pulumi\/(pulumi|aws)(\/|$))/ },
    // prettier formats the pages of policies and is no part of the bundle; yaml is bundled.
    "policy-pack": { folders: ["trust"], packages: /^(node:|@pulumi\/policy$|prettier$|yaml$)/ },
    // templates/source has the scripts of jobs; of it the command takes what a snippet prints.
    cli: { folders: ["trust", "templates"], packages: /./ },
    // The programs inside of the components are bundled with the report's formats, and with nothing that needs a package.
    templates: { folders: ["trust", "cli/report/findings"], packages: /^(node:|esbuild$|prettier$|yaml$)/ },
};

/** Base names that more than one file may have, because each room has a file of that role. */
const sharedNames = [
    "account.ts",
    "command.ts",
    "index.ts",
    "mirror.ts",
    "model.ts",
    "permissions.ts",
    "plan.ts",
    "project.ts",
    "render.ts",
    "report.ts",
    "role.ts",
    "subjects.ts",
    "values.ts",
];

/**
 * A second door, where loading it with the first would load it for everybody: the mirror's cases, for its policies alone; the
 * bundler and the formatter, for those who write templates/.
 */
const secondDoors = ["policy-pack/cases/mirror.ts", "templates/source/generate.ts"];

/** Tests that count how often functions behind a door are called, which only their own module shows. */
const spies = ["test/components/plan.test.ts", "test/oneRead.test.ts"];

/** The TypeScript files below a folder, without what is installed or built. */
function sources(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory())
            return ["node_modules", "bin", "dist"].includes(entry.name) ? [] : sources(path);
        return entry.name.endsWith(".ts") ? [path] : [];
    });
}

/**
 * An import: who imports, what is written, whether only types are imported, which leaves nothing at run time, and the file
 * that it means (undefined for a package). Paths begin at the root.
 */
interface Import {
    from: string;
    written: string;
    isType: boolean;
    target: string | undefined;
}

/** What a file imports or exports from elsewhere. */
function importsOf(file: string): Import[] {
    const text = readFileSync(file, "utf8");
    return [...text.matchAll(/^(?:import|export)\b( type\b)?[^;]*?\bfrom "([^"]+)";/gm)].map(
        ([, type, written = ""]) => {
            return {
                from: relative(root, file),
                written,
                isType: type !== undefined,
                target: written.startsWith(".") ? fileOf(resolve(dirname(file), written)) : undefined,
            };
        },
    );
}

function fileOf(path: string): string {
    const found = [`${path}.ts`, join(path, "index.ts"), path].find((each) => existsSync(each)) ?? path;
    return relative(root, found);
}

/** Whether a path is below a folder; both begin at the root. */
function isBelow(path: string, folder: string): boolean {
    return path.startsWith(`${folder}/`);
}

/** The circles that are found when every file is entered once, each as the files on the way, the first one at both ends. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
    const done = new Set<string>();
    const way: string[] = [];
    const found: string[] = [];
    const enter = (file: string): void => {
        if (way.includes(file)) {
            found.push([...way.slice(way.indexOf(file)), file].join(" -> "));
            return;
        }
        if (done.has(file)) return;
        way.push(file);
        (imports.get(file) ?? []).forEach(enter);
        way.pop();
        done.add(file);
    };
    [...imports.keys()].forEach(enter);
    return found;
}

describe("the structure", () => {
    const topFolders = Object.keys(mayImport);
    const ownFiles = topFolders.flatMap((folder) => sources(join(root, folder)));
    const ownImports = ownFiles.flatMap(importsOf);

    for (const [folder, { folders, packages }] of Object.entries(mayImport)) {
        it(`lets ${folder}/ import ${folders.length > 0 ? `${folders.join(", ")}/` : "nothing of the project's"}`, () => {
            const mine = ownImports.filter(({ from }) => isBelow(from, folder));
            assert.ok(mine.length > 0);
            const wrong = mine.filter(({ written, target }) =>
                target === undefined
                    ? !packages.test(written)
                    : ![folder, ...folders].some((each) => isBelow(target, each)),
            );
            assert.deepEqual(
                wrong.map(({ from, written }) => `${from} imports ${written}`),
                [],
            );
        });
    }

    // A test may look behind the doors of what it tests: in trust/ of its own room, elsewhere of the whole folder.
    it("lets others enter a folder that has an index.ts by that file alone", () => {
        const rooms = ownFiles
            .filter((file) => basename(file) === "index.ts")
            .map((file) => relative(root, dirname(file)))
            .filter((room) => room.includes("/"));
        assert.ok(rooms.length >= 20, String(rooms.length));
        const everyImport = [
            ...ownImports,
            ...["scripts", "bench", "test"].flatMap((top) => sources(join(root, top))).flatMap(importsOf),
        ];
        const tested = (room: string) => (isBelow(room, "trust") ? room : (room.split("/")[0] ?? room));
        const wrong = everyImport.filter(({ from, target }) =>
            rooms.some(
                (room) =>
                    target !== undefined &&
                    isBelow(target, room) &&
                    // A room inside of a room has a door of its own.
                    basename(target) !== "index.ts" &&
                    !secondDoors.includes(target) &&
                    !spies.includes(from) &&
                    !isBelow(from, room) &&
                    !isBelow(from, `test/${tested(room)}`),
            ),
        );
        assert.deepEqual(
            wrong.map(({ from, written }) => `${from} imports ${written}`),
            [],
        );
    });

    it("has no import circle", () => {
        const imports = new Map<string, string[]>();
        for (const { from, target, isType } of ownImports) {
            if (target !== undefined && !isType) imports.set(from, [...(imports.get(from) ?? []), target]);
        }
        assert.ok(imports.size > 150, String(imports.size));
        assert.deepEqual(circles(imports), []);
    });

    it("finds a circle where there is one", () => {
        const found = circles(
            new Map([
                ["a", ["b", "c"]],
                ["b", ["c"]],
                ["c", ["d"]],
                ["d", ["b"]],
            ]),
        );
        assert.deepEqual(found, ["b -> c -> d -> b"]);
    });

    // A rule of trust/ and the policy that reports it have one name on purpose.
    it("gives two files one base name only where it is listed", () => {
        const files = new Map<string, string[]>();
        for (const file of ownFiles) {
            files.set(basename(file), [...(files.get(basename(file)) ?? []), relative(root, file)]);
        }
        const isRuleAndPolicy = (paths: readonly string[]) =>
            paths.map(dirname).sort().join() === "policy-pack/policies,trust/rules";
        const shared = [...files]
            .filter(([, paths]) => paths.length > 1 && !isRuleAndPolicy(paths))
            .map(([name]) => name);
        assert.deepEqual(shared.sort(), sharedNames);
    });

    it("keeps the program's entry short", () => {
        assert.ok(readFileSync(join(root, "index.ts"), "utf8").split("\n").length <= 60);
    });
});

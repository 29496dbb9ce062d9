// npm run test:mutation [-- ROOM[/FILE]…]: mutation testing of the core. Stryker changes one thing at a time in a room, or in one
// file of it, and runs the room's own tests; a change that no test notices is a missing test. Prints the survivors and the
// score, and leaves the reports in .tools/mutation. Texts are not changed: messages are held by code, path and value, not by
// sentence.
const { execFileSync, spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

const root = join(__dirname, "..");
const tools = join(root, ".tools", "mutation");

// A tool with two hundred packages, so no dependency. 9.6 is the last that runs on Node.js 20; its runner knows mocha 11.
const packages = [
    "@stryker-mutator/core@9.6.1",
    "@stryker-mutator/mocha-runner@9.6.1",
    "mocha@11.8.0",
    "typescript@6.0.3",
];

/** What is changed, and the tests that have to notice: those first that answer fast. */
const rooms = {
    decision: {
        mutate: ["trust/decision/*.ts", "trust/conditions/*.ts"],
        tests: ["test/trust/decision", "test/trust/conditions", "test/trust/rules/catalogue"],
    },
    rules: {
        mutate: ["trust/rules/*.ts"],
        tests: [
            "test/trust/rules/catalogue",
            "test/trust/rules/analysis",
            "test/trust/rules/correctPolicies",
            "test/trust/rules/severities",
        ],
    },
    admission: {
        mutate: ["trust/admission/*.ts"],
        // Not `bounded`, which measures time: the instrumented code takes more of it.
        tests: [
            "test/trust/rules/catalogue",
            "test/trust/admission/describeAccess",
            "test/trust/admission/explainSubject",
            "test/trust/admission/reach",
            "test/trust/admission/verdict",
            "test/trust/admission/membership",
            "test/trust/admission/minus",
        ],
    },
    plan: {
        mutate: ["components/plan.ts", "components/args/*.ts"],
        tests: [
            "test/components/argsProblems",
            "test/components/plan",
            "test/components/organizationGuardrails",
            "test/components/mirror/discoveryProblems",
            "test/components/gitLabFederation",
            "test/components/everyArgument",
        ],
    },
};

function install() {
    const marker = join(tools, "installed");
    const wanted = packages.join(" ");
    if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;
    mkdirSync(tools, { recursive: true });
    const quietly = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error"];
    execFileSync("npm", ["install", ...quietly, "--prefix", tools, ...packages], {
        stdio: ["ignore", "ignore", "inherit"],
        timeout: 300_000,
    });
    writeFileSync(marker, wanted);
}

function configOf(name, { mutate, tests }) {
    return {
        testRunner: "mocha",
        plugins: [join(tools, "node_modules/@stryker-mutator/mocha-runner/dist/src/index.js")],
        mochaOptions: {
            "no-config": true,
            require: ["./components/loadSource.js"],
            extension: ["ts"],
            spec: tests.map((path) =>
                existsSync(join(root, path)) ? `${path}/*.test.ts` : `${path}.test.ts`,
            ),
        },
        mutate,
        mutator: { excludedMutations: ["StringLiteral"] },
        coverageAnalysis: "perTest",
        ignoreStatic: true,
        disableTypeChecks: "{trust,components}/**/*.ts",
        ignorePatterns: ["examples", "docs", "templates", "bench", ".tools"],
        reporters: ["clear-text", "json", "progress-append-only"],
        clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
        jsonReporter: { fileName: join(tools, `${name}.json`) },
        tempDirName: join(tools, `sandbox-${name}`),
        concurrency: 2,
        timeoutMS: 20_000,
        allowConsoleColors: false,
    };
}

/** The rooms that are asked for, each with what is changed in it: all of its files, or those that are named. */
function roomsOf(chosen) {
    if (chosen.length === 0) return rooms;
    const found = {};
    for (const each of chosen) {
        const [name, file] = each.split("/");
        const room = rooms[name];
        const paths = (room?.mutate ?? [])
            .map((glob) => (file === undefined ? glob : join(dirname(glob), `${file}.ts`)))
            .filter((path) => file === undefined || existsSync(join(root, path)));
        if (paths.length === 0) {
            console.error(`No such room or file: ${each}. Rooms: ${Object.keys(rooms).join(", ")}`);
            process.exit(2);
        }
        found[name] = { ...room, mutate: [...(found[name]?.mutate ?? []), ...paths] };
    }
    return found;
}

const chosen = roomsOf(process.argv.slice(2));
install();
for (const [name, room] of Object.entries(chosen)) {
    const file = join(tools, `${name}.config.json`);
    writeFileSync(file, JSON.stringify(configOf(name, room)));
    const bin = join(tools, "node_modules/@stryker-mutator/core/bin/stryker.js");
    const { status } = spawnSync(process.execPath, [bin, "run", file], {
        cwd: root,
        stdio: "inherit",
        // Few runs of each property, the same for every mutant: as many as find what the properties want to have seen.
        env: { ...process.env, PROPERTY_RUNS: "100", PROPERTY_SEED: "1" },
    });
    if (status !== 0) process.exitCode = 1;
}

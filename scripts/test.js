// npm test [-- PATH…]: all tests but those of the engine and the packages, or those of the files and folders that are
// named. npm run test:unit: the tests that start no child process, in parallel. npm run test:all: every group, with every
// row of every matrix. A whole run does the unit tests first, then builds what the others start, and runs those: two files at a
// time, since most of a test of processes is waiting.
const { execFileSync, spawn } = require("node:child_process");
const { existsSync, readdirSync, readFileSync, statSync } = require("node:fs");
const { availableParallelism } = require("node:os");
const { dirname, join, relative, resolve } = require("node:path");
const { stripVTControlCharacters } = require("node:util");

const root = join(__dirname, "..");
const startsProcesses =
    /from "(?:node:)?(?:child_process|worker_threads)"|require\("(?:node:)?child_process"\)|@pulumi\/pulumi\/automation/;

/** The files and folders whose tests take longest. They start first, so that the last file is a short one. */
const longest = [
    "trust/rules/verdictProperties",
    "trust/admission/",
    "templates/pulumiPreview",
    "policy-pack/policies/cases",
    "scripts/generatedFiles",
    "examples/examples",
    "judge/judge",
    "policy-pack/anyResource",
    "templates/awsCredentials",
    "trust/",
].map((path) => join("test", path));

/** The files in the order in which they are started. */
function longestFirst(files) {
    const rank = (file) => {
        const at = longest.findIndex((path) => file.startsWith(path));
        return at < 0 ? longest.length : at;
    };
    return [...files].sort((one, other) => rank(one) - rank(other));
}

/** The test files below a folder, or the file itself. */
function testFiles(path) {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
        const inner = join(path, entry.name);
        if (entry.isDirectory()) return testFiles(inner);
        return entry.name.endsWith(".test.ts") ? [inner] : [];
    });
}

const known = new Map();

/** Whether a file, or anything of the repository that it imports, can start a process. */
function mayStartProcess(file) {
    const answer = known.get(file);
    if (answer !== undefined) return answer;
    // An import circle starts nothing by itself.
    known.set(file, false);
    const text = readFileSync(file, "utf8");
    const imported = [...text.matchAll(/^(?:import|export)\b(?! type\b)[^;]*?\bfrom "(\.[^"]*)";/gm)].flatMap(
        ([, target]) => {
            const path = resolve(dirname(file), target);
            const found = [path, `${path}.ts`, join(path, "index.ts")].find(
                (each) => existsSync(each) && statSync(each).isFile() && each.endsWith(".ts"),
            );
            return found === undefined ? [] : [found];
        },
    );
    const starts = startsProcesses.test(text) || imported.some(mayStartProcess);
    known.set(file, starts);
    return starts;
}

/** Runs mocha, shows what it prints, and returns its exit code and counts. */
async function mocha(files, options) {
    const counts = { passing: 0, failing: 0, pending: 0 };
    if (files.length === 0) return { code: 0, counts };
    const bin = join(root, "node_modules", "mocha", "bin", "mocha.js");
    const child = spawn(process.execPath, [bin, ...options, ...files], {
        cwd: root,
        stdio: ["inherit", "pipe", "inherit"],
        env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }) },
    });
    let tail = "";
    child.stdout.on("data", (text) => {
        process.stdout.write(text);
        tail = (tail + String(text)).slice(-1_000_000);
    });
    const code = await new Promise((done) => child.on("close", (status) => done(status ?? 1)));
    for (const line of stripVTControlCharacters(tail).split("\n")) {
        const [, count, word] = /^ +(\d+) (passing|failing|pending)\b/.exec(line) ?? [];
        if (word !== undefined) counts[word] = Number(count);
    }
    return { code, counts };
}

async function main() {
    const isAll = process.argv.includes("--all");
    if (isAll) process.env.TEST_SCOPE = "all";
    const options = process.argv
        .slice(2)
        .filter((argument) => argument.startsWith("-") && !["--unit", "--all"].includes(argument));
    const paths = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
    if (paths.length > 0) {
        const wanted = paths.flatMap((path) => testFiles(resolve(path)));
        process.exitCode = (await mocha(wanted, options)).code;
        return;
    }
    const own = ["engine", "packages"].map((group) => join("test", group));
    const all = longestFirst(testFiles(join(root, "test")).map((file) => relative(root, file))).filter(
        (file) => isAll || !own.some((group) => file.startsWith(group)),
    );
    const unit = all.filter((file) => !mayStartProcess(join(root, file)));
    const jobs = String(Math.max(2, availableParallelism()));
    const first = await mocha(unit, ["--parallel", "--jobs", jobs, ...options]);
    if (process.argv.includes("--unit")) {
        process.exitCode = first.code;
        return;
    }
    // Once, before two files find at the same time that the bundles are old.
    execFileSync(process.execPath, [join(__dirname, "build.js")], { cwd: root, stdio: "inherit" });
    const second = await mocha(
        all.filter((file) => !unit.includes(file)),
        ["--parallel", "--jobs", "2", ...options],
    );
    process.exitCode = first.code || second.code;
    console.log("\n  Together:");
    for (const word of ["passing", "pending", "failing"]) {
        console.log(`  ${String(first.counts[word] + second.counts[word])} ${word}`);
    }
}

void main();

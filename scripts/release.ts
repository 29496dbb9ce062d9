import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { componentsRef, project } from "../trust/project";
import { currentVersion, releaseProblems } from "./release/checks";
import { prepareRelease } from "./release/prepare";
import {
    buildRelease,
    publishPackages,
    publishPolicies,
    type ReleaseContext,
    writeNotes,
} from "./release/steps";

const usage = `npm run release -- [ACTION] [OPTIONS]

  prepare VERSION   write the version into every file that has it; commit and tag the result yourself
  check             whether tag, packages, schema, changelogs and templates agree, and the names are filled in
  build             archives, SBOMs and checksums
  publish           the packages that were built
  policies          the policy pack to Pulumi Cloud, where PULUMI_ORGANIZATION is set
  notes             what the changelog says of the version, into OUT/notes.md

Without an action: all but prepare.

  --dry-run         say what would be done; nothing is built or published
  --tag TAG         the Git tag. Default: CI_COMMIT_TAG, or v and the version of package.json
  --out DIR         where archives are. Default: build
  --registry URL    the npm registry. Default: npm's own setting`;

const actions = ["check", "build", "notes", "publish", "policies"] as const;

function main(): void {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            "dry-run": { type: "boolean", default: false },
            tag: { type: "string" },
            out: { type: "string" },
            registry: { type: "string" },
            help: { type: "boolean", default: false },
        },
    });
    const say = (line: string) => {
        console.log(line);
    };
    const folder = join(__dirname, "..");
    const [action, next] = positionals;
    if (values.help) return say(usage);
    if (action === "prepare") {
        if (next === undefined) throw new Error(`Which version?\n\n${usage}`);
        prepareRelease(folder, next, new Date().toISOString().slice(0, 10)).forEach(say);
        return say("Now run: npm run generate && npm run check, commit, and tag the commit.");
    }
    const wanted = action === undefined ? actions : actions.filter((each) => each === action);
    if (wanted.length === 0) throw new Error(`There is no action ${action ?? ""}.\n\n${usage}`);

    const tag = values.tag ?? process.env.CI_COMMIT_TAG ?? `v${currentVersion(folder)}`;
    const version = tag.replace(/^v/, "");
    const isDryRun = values["dry-run"];
    const problems = releaseProblems(version, { folder, names: project, componentsRef });
    if (!tag.startsWith("v")) problems.unshift(`The tag ${tag} does not begin with v.`);
    if (problems.length > 0) {
        say(`Release ${tag} is refused:`);
        problems.forEach((problem) => {
            say(`- ${problem}`);
        });
        process.exitCode = 1;
        // A dry run goes on: it shows what would happen once this is put right.
        if (!isDryRun) return;
    } else say(`Release ${tag}: tag, packages, schema, changelogs and templates agree.`);

    const context: ReleaseContext = {
        folder,
        version,
        out: resolve(values.out ?? join(folder, "build")),
        registry: values.registry,
        environment: process.env,
        isDryRun,
        say,
    };
    for (const each of wanted) {
        if (each === "build") buildRelease(context);
        if (each === "notes") writeNotes(context);
        if (each === "publish") publishPackages(context);
        if (each === "policies") publishPolicies(context);
    }
    if (action === undefined)
        say(
            "The pipeline then makes the GitLab release, which publishes the CI/CD components to the catalog.",
        );
}

try {
    main();
} catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
}

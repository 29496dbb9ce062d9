import { readFileSync, writeFileSync } from "node:fs";
import { posix } from "node:path";
import { noteLine } from "./mergeRequest";

// The program that the job of pulumi-preview runs: `node report.js COMMAND FILE…`. Progress goes to standard output.
const variables = process.env;

/** The part of `preview --json` that is compared. */
interface Preview {
    resources: { urn?: string; type: string; name?: string; inputs: unknown }[];
}

/** Compares two `preview --json` documents by resource, and writes GitLab's plan summary. */
function counts(base: string, head: string, to: string): void {
    const [before, after] = [base, head].map((file) => {
        const { resources } = JSON.parse(readFileSync(file, "utf8")) as Preview;
        return new Map(
            resources.map(({ urn, type, name = "", inputs }) => [
                urn ?? `${type}::${name}`,
                JSON.stringify(inputs),
            ]),
        );
    });
    const was = before ?? new Map<string, string>();
    const is = after ?? new Map<string, string>();
    const summary = {
        create: [...is.keys()].filter((key) => !was.has(key)).length,
        update: [...is].filter(([key, inputs]) => was.has(key) && was.get(key) !== inputs).length,
        delete: [...was.keys()].filter((key) => !is.has(key)).length,
    };
    writeFileSync(to, JSON.stringify(summary));
}

async function note(file: string): Promise<void> {
    const name = posix.join(
        "pulumi-preview",
        variables["REVIEW_FOLDER"] ?? ".",
        variables["REVIEW_STACK"] ?? "",
    );
    const token = variables["REVIEW_NOTE_TOKEN"] ?? "";
    console.log(await noteLine(readFileSync(file, "utf8"), name, file, token, variables));
}

const [, , command = "", one = "", two = "", three = ""] = process.argv;
if (command === "counts") counts(one, two, three);
else if (command === "note") void note(one);
else process.exitCode = 2;

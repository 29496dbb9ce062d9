import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { codeQuality, junit, recordedParts, sarif } from "../../../cli/report/findings";
import { violationRecordsVariable } from "../../../trust/finding";
import { configPlaces, configTexts } from "./configPlaces";
import { summaryMarkdown } from "./markdown";
import { noteLine } from "./mergeRequest";
import { repairPending, secretsConfig, type StackExport } from "./pending";
import { planReport, planSummary, readPlan } from "./plan";

// The program that the jobs of pulumi-deploy run: `node report.js COMMAND FILE…`. Progress goes to standard output.
const variables = process.env;
const stack = variables["PULUMI_STACK"] ?? "";
const folder = variables["PULUMI_DEPLOY_FOLDER"] ?? ".";

function text(file: string): string {
    return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function json(file: string, value: unknown): void {
    writeFileSync(file, JSON.stringify(value, null, 2));
}

/** Writes the roles before and after, as `access --roles` reads them. Exit code 3: there are no roles. */
function roles(eventLog: string, before: string, after: string): number {
    const plan = readPlan(text(eventLog));
    if (plan.before.length + plan.after.length === 0) return 3;
    json(before, { Roles: plan.before });
    json(after, { Roles: plan.after });
    return 0;
}

/** Prints the errors of an event log. */
function errors(eventLog: string): number {
    readPlan(text(eventLog)).errors.forEach((error) => {
        console.log(error);
    });
    return 0;
}

/** Takes pending operations out of an export. Exit code 3: there are none. */
function pending(exported: string, repaired: string): number {
    const repair = repairPending(JSON.parse(text(exported)) as StackExport, variables["AWS_ROLE_ARN"] ?? "");
    if (repair === undefined) return 3;
    repair.messages.forEach((message) => {
        console.log(message);
    });
    json(repaired, repair.state);
    return 0;
}

/** Prints what the stack's file lacks of its secrets provider. */
function secrets(exported: string): number {
    const state = JSON.parse(text(exported)) as StackExport;
    console.log(secretsConfig(state, variables["PULUMI_DEPLOY_SECRETS_PROVIDER"] ?? ""));
    return 0;
}

async function report(
    action: string,
    status: string,
    eventLog: string,
    access: string,
    to: string,
): Promise<number> {
    const plan = readPlan(text(eventLog));
    const shown = planReport(plan, {
        stack,
        addParts: recordedParts(text(variables[violationRecordsVariable] ?? "")),
        placeOf: configPlaces(configTexts(folder, stack)),
    });
    const accessText = text(access);
    const summary = summaryMarkdown(plan, {
        stack,
        action,
        status: Number(status),
        ...(accessText === "" ? {} : { access: accessText }),
        ...(variables["CI_JOB_URL"] === undefined ? {} : { jobUrl: variables["CI_JOB_URL"] }),
        ...(variables["CI_COMMIT_SHA"] === undefined ? {} : { commit: variables["CI_COMMIT_SHA"] }),
    });
    writeFileSync(join(to, "summary.md"), summary);
    writeFileSync(join(to, "code-quality.json"), codeQuality(shown));
    writeFileSync(join(to, "sarif.json"), sarif(shown));
    writeFileSync(join(to, "junit.xml"), junit(shown));
    json(join(to, "plan.json"), planSummary(plan));
    if (action === "preview") {
        const name = posix.join("pulumi-deploy", folder, stack);
        const token = variables["PULUMI_DEPLOY_NOTE_TOKEN"] ?? "";
        console.log(await noteLine(summary, name, posix.join(to, "summary.md"), token, variables));
    }
    return 0;
}

const commands: Record<
    string,
    (...files: [string, string, string, string, string]) => number | Promise<number>
> = {
    roles,
    errors,
    pending,
    secrets,
    report,
};
const [, , command = "", ...given] = process.argv;
const [one = "", two = "", three = "", four = "", five = ""] = given;
void Promise.resolve(commands[command]?.(one, two, three, four, five) ?? 2).then((exitCode) => {
    process.exitCode = exitCode;
});

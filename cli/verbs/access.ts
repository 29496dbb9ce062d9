import type { TrustContext } from "../../trust/rules";
import { accessDocument, type AccessDocument } from "../accessPage/accessDocument";
import { accessHtml } from "../accessPage/accessHtml";
import { accessMarkdown, changeMarkdown } from "../accessPage/accessMarkdown";
import { accessText, changeText } from "../accessPage/accessText";
import { accountRoles, readRolesFile } from "../accessPage/accountRoles";
import { compareAccess, readAccessDocument } from "../accessPage/compareAccess";
import { type AskedJob, onlyFor } from "../accessPage/jobFilter";
import { roleAccess } from "../access/roleAccess";
import { type TrustedRole, trustedRoles } from "../access/trustedRoles";
import { iamAccount } from "../aws/iamAccount";
import { CommandError } from "../commandLine/commandError";
import { exitCodes } from "../commandLine/exitCode";
import type { Verb, VerbArguments, VerbContext } from "../commandLine/verb";
import { stackIssuers } from "../preview/stackIssuers";
import { completedPlan } from "../program/completedPlan";
import { planStack, readJsonObject, stackOptions } from "../program/planStack";

/** `access`: who may assume which role, of a stack or an account, as text, JSON, Markdown or a page. */
export const access: Verb = {
    name: "access",
    summary: "Shows who may assume which role: projects, refs, conditions, and what is still open.",
    operands: [],
    options: {
        ...stackOptions,
        account: {
            kind: "flag",
            description:
                "Looks at the roles of the account of your AWS credentials (iam:ListRoles) in place of a stack.",
        },
        partition: {
            kind: "text",
            valueName: "NAME",
            description: "The partition of --account. Default: aws.",
        },
        roles: {
            kind: "text",
            valueName: "FILE",
            description: "Looks at the roles in a file that `aws iam list-roles` printed.",
        },
        issuer: {
            kind: "list",
            valueName: "URL",
            description: "A GitLab instance whose host does not say so, with --account or --roles.",
        },
        subject: {
            kind: "text",
            valueName: "SUBJECT",
            description: "Shows only what a job with this subject can reach.",
        },
        "token-claims": {
            kind: "text",
            valueName: "FILE",
            description: "Shows only what a job with these claims can reach.",
        },
        against: {
            kind: "text",
            valueName: "FILE",
            description: "Shows who gains and who loses access since `access --json` wrote this file.",
        },
        json: { kind: "flag", description: "Prints a JSON document." },
        markdown: { kind: "flag", description: "Prints Markdown, for a merge request's comment." },
        html: {
            kind: "flag",
            description: "Prints one self-contained page with a search: access --html > access.html",
        },
    },
    details: ["Exit code 1: with --against, somebody gains access."],
    async run(context) {
        const { arguments: given, terminal } = context;
        const form = formOf(given);
        const job = askedJob(given);
        const { of, roles, trust } = await source(context);
        const all = roleAccess(roles, trust);
        const shown = job === undefined ? all : onlyFor(job, all, roles);
        const document = accessDocument(of, shown, job === undefined ? undefined : jobWords(job));
        const against = given.text("against");
        if (against === undefined) {
            const render = {
                text: () => accessText(document, terminal),
                json: () => JSON.stringify(document, null, 4),
                markdown: () => accessMarkdown(document),
                html: () => accessHtml(document),
            };
            terminal.out(render[form]());
            return exitCodes.done;
        }
        const change = compareAccess(readAccessDocument(against), document);
        if (form === "html")
            throw new CommandError("--against has no page.", "Leave out --html, or take --markdown.");
        const render = {
            text: () => changeText(change, terminal),
            json: () => JSON.stringify(change, null, 4),
            markdown: () => changeMarkdown(change),
        };
        terminal.out(render[form]());
        return change.gained.length > 0 ? exitCodes.findings : exitCodes.done;
    },
};

function formOf(given: VerbArguments): "text" | "json" | "markdown" | "html" {
    const forms = (["json", "markdown", "html"] as const).filter((name) => given.flag(name));
    if (forms.length > 1) throw new CommandError(`Only one of --${forms.join(" and --")} can be printed.`);
    return forms[0] ?? "text";
}

function askedJob(given: VerbArguments): AskedJob | undefined {
    const subject = given.text("subject");
    const file = given.text("token-claims");
    if (subject !== undefined && file !== undefined)
        throw new CommandError("--subject and --token-claims ask about two jobs.", "Leave out one of them.");
    if (file !== undefined) return { claims: readJsonObject(file) };
    return subject === undefined ? undefined : { subject };
}

function jobWords(job: AskedJob): string {
    return "claims" in job
        ? `a job with the subject ${String(job.claims["sub"])} and the given claims`
        : `jobs with the subject ${job.subject}`;
}

async function source(
    context: VerbContext,
): Promise<{ of: AccessDocument["of"]; roles: TrustedRole[]; trust: TrustContext }> {
    const { arguments: given } = context;
    const file = given.text("roles");
    const trust = { issuers: given.list("issuer").map((url) => ({ url })) };
    if (file !== undefined) return { of: file, roles: readRolesFile(file), trust };
    if (given.flag("account")) {
        const roles = accountRoles(await iamAccount(given.text("partition")).roles());
        const accountId = /^arn:[\w-]+:iam::(\d{12}):/.exec(roles[0]?.urn ?? "")?.[1];
        return { of: accountId === undefined ? "the account" : `account ${accountId}`, roles, trust };
    }
    const planned = await planStack(context);
    const roles = trustedRoles(completedPlan(planned));
    return {
        of: `${planned.project.name}, stack ${planned.stack}`,
        roles,
        trust: { issuers: stackIssuers(planned) },
    };
}

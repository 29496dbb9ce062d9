import type { TrustContext } from "../../../trust/rules";
import {
    accountRoles,
    completedPlan,
    iamAccount,
    planStack,
    policiesLookedAt,
    readJsonObject,
    readOrganizationPolicies,
    readRolesFile,
    type StackChoice,
    stackIssuers,
    stackOptions,
    type TrustedRole,
    trustedRoles,
} from "../../estate";
import {
    type CommandContext,
    CommandError,
    type CommandMaker,
    commonOptions,
    exitCodes,
    flagOption,
    newCommand,
    textOption,
} from "../../terminal";
import { accessHtml } from "./accessPage";
import { accessMarkdown, accessText, changeMarkdown, changeText } from "./accessText";
import { compareAccess, deniedByPolicies, readAccessDocument } from "./compareAccess";
import { accessDocument, type AccessDocument, type AskedJob, judgeRoles, readDocuments } from "./roleAccess";

/** `access`: who may assume which role, of a stack or an account, as text, JSON, Markdown or a page. */
export const accessCommand: CommandMaker = (context) =>
    newCommand(
        "access",
        "Shows who can assume which role: projects, refs, conditions, and what is not restricted.",
        ["Exits 1 if --against shows that somebody gains access, or cannot prove that nobody does."],
    )
        .addOption(stackOptions.stack)
        .addOption(stackOptions.cwd)
        .addOption(stackOptions.config)
        .addOption(stackOptions.stackOutputs)
        .addOption(stackOptions.answers)
        .addOption(stackOptions.timeout)
        .addOption(
            flagOption(
                "--account",
                "Read the roles of the account of your AWS credentials (iam:ListRoles) instead of a stack.",
            ),
        )
        .addOption(textOption("--partition <NAME>", "The partition of --account. Default: aws."))
        .addOption(
            textOption("--roles <FILE>", "Read the roles from a file that `aws iam list-roles` printed."),
        )
        .addOption(
            commonOptions.issuers(
                "A GitLab instance that cannot be recognized by its hostname, with --account or --roles.",
            ),
        )
        .addOption(textOption("--subject <SUBJECT>", "Show only what a job with this subject can reach."))
        .addOption(
            commonOptions.claims(
                "Show only what a job with these claims can reach: a file with a JSON object.",
            ),
        )
        .addOption(
            textOption(
                "--against <FILE>",
                "Show who gains and who loses access since `access --json` wrote this file.",
            ),
        )
        .addOption(
            commonOptions.organizationPolicies(
                "Show who can assume the roles under a resource or service control policy of the organization, and whom it keeps out; may be repeated.",
            ),
        )
        .addOption(commonOptions.json())
        .addOption(flagOption("--markdown", "Print Markdown, for a comment on a merge request."))
        .addOption(
            flagOption("--html", "Print one self-contained page with a search: access --html > access.html"),
        )
        .action(async (options) => {
            const { terminal, finish } = context;
            const form = formOf(options);
            const job = askedJob(options);
            const policies = readOrganizationPolicies(options.organizationPolicy ?? []);
            const { of, roles, trust } = await source(options, context);
            const judged = judgeRoles(readDocuments(roles, policies), trust);
            if (options.against === undefined) {
                const document = accessDocument(of, judged, trust, job, {
                    organizationPolicies: policiesLookedAt(policies),
                    ...(policies.length > 0 && { denied: deniedByPolicies(judged, trust) }),
                });
                const print = {
                    text: () => {
                        terminal.out(accessText(document, terminal));
                    },
                    json: () => {
                        terminal.json(document);
                    },
                    markdown: () => {
                        terminal.out(accessMarkdown(document));
                    },
                    html: () => {
                        terminal.out(accessHtml(document));
                    },
                };
                print[form]();
                finish(exitCodes.done);
                return;
            }
            if (job !== undefined)
                throw new CommandError(
                    "--against compares everybody who gets in, not one job.",
                    "Omit --subject and --claims, or omit --against.",
                );
            const before = readAccessDocument(options.against);
            const change = compareAccess(before, judged, trust, { policies, roles });
            if (form === "html")
                throw new CommandError("--against has no page.", "Omit --html, or use --markdown.");
            const print = {
                text: () => {
                    terminal.out(changeText(change, terminal));
                },
                json: () => {
                    terminal.json(change);
                },
                markdown: () => {
                    terminal.out(changeMarkdown(change));
                },
            };
            print[form]();
            finish(change.gained.length > 0 ? exitCodes.findings : exitCodes.done);
        });

/** What the options of `access` say. */
interface AccessOptions extends StackChoice {
    account?: true | undefined;
    partition?: string | undefined;
    roles?: string | undefined;
    issuer?: string[] | undefined;
    subject?: string | undefined;
    claims?: string | undefined;
    organizationPolicy?: string[] | undefined;
    json?: true | undefined;
    markdown?: true | undefined;
    html?: true | undefined;
}

function formOf(options: AccessOptions): "text" | "json" | "markdown" | "html" {
    const forms = (["json", "markdown", "html"] as const).filter((name) => options[name]);
    if (forms.length > 1) throw new CommandError(`Only one of --${forms.join(" and --")} can be printed.`);
    return forms[0] ?? "text";
}

function askedJob({ subject, claims }: AccessOptions): AskedJob | undefined {
    if (subject !== undefined && claims !== undefined)
        throw new CommandError("--subject and --claims ask about two jobs.", "Omit one of them.");
    if (claims !== undefined) return { claims: readJsonObject(claims) };
    return subject === undefined ? undefined : { subject };
}

async function source(
    options: AccessOptions,
    context: CommandContext,
): Promise<{ of: AccessDocument["of"]; roles: TrustedRole[]; trust: TrustContext }> {
    const file = options.roles;
    const trust = { issuers: (options.issuer ?? []).map((url) => ({ url })) };
    if (file !== undefined) return { of: file, roles: readRolesFile(file), trust };
    if (options.account) {
        const roles = accountRoles(await iamAccount(options.partition).roles());
        const accountId = /^arn:[\w-]+:iam::(\d{12}):/.exec(roles[0]?.urn ?? "")?.[1];
        return { of: accountId === undefined ? "the account" : `account ${accountId}`, roles, trust };
    }
    const planned = await planStack(options, context);
    const roles = trustedRoles(completedPlan(planned));
    return {
        of: `${planned.project.name}, stack ${planned.stack}`,
        roles,
        trust: { issuers: stackIssuers(planned) },
    };
}

import type { TrustContext } from "../../../trust/rules";
import {
    accountRoles,
    completedPlan,
    filePlaces,
    iamAccount,
    type PlacedFinding,
    planStack,
    policiesLookedAt,
    readJsonObject,
    readOrganizationPolicies,
    readRolesFile,
    type StackChoice,
    stackIssuers,
    stackOptions,
    stackPlaces,
    type TrustedRole,
    trustedRoles,
} from "../../estate";
import {
    baselineNote,
    newErrors,
    type Place,
    readBaseline,
    reportOptions,
    writeOutput,
    writeReports,
} from "../../report";
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
import { accessReport } from "./accessReport";
import { accessMarkdown, accessText, changeMarkdown, changeText } from "./accessText";
import { compareAccess, deniedByPolicies, readAccessDocument } from "./compareAccess";
import { accessDocument, type AccessDocument, type AskedJob, judgeRoles, readDocuments } from "./roleAccess";

/** `access`: who may assume which role, of a stack or an account, as text, JSON, Markdown or a page. */
export const accessCommand: CommandMaker = (context) =>
    newCommand(
        "access",
        "Shows who can assume which role: projects, refs, conditions, and what is not restricted.",
        [
            "Exits 1 if --against shows that somebody gains access, or cannot prove that nobody does; with --baseline if " +
                "there is a new finding of high severity, gained access included.",
            "The reports have what the policies' rules find in the trust policies, and with --against who gains and who " +
                "loses access.",
        ],
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
        .addOption(
            textOption(
                "--markdown [FILE]",
                "Print Markdown, for a comment on a merge request; with a file, write it there and print as otherwise.",
            ),
        )
        .addOption(
            flagOption("--html", "Print one self-contained page with a search: access --html > access.html"),
        )
        .addOption(reportOptions.sarif())
        .addOption(reportOptions.codeQuality())
        .addOption(reportOptions.junit())
        .addOption(reportOptions.baseline())
        .action(async (options) => {
            const { terminal, finish } = context;
            const form = formOf(options);
            const job = askedJob(options);
            if (options.against !== undefined) checkComparison(form, job);
            const before = options.against === undefined ? undefined : readAccessDocument(options.against);
            const baseline = readBaseline(options.baseline);
            const policies = readOrganizationPolicies(options.organizationPolicy ?? []);
            const { of, roles, trust, placeOf } = await source(options, context);
            const judged = judgeRoles(readDocuments(roles, policies), trust);
            const change =
                before === undefined ? undefined : compareAccess(before, judged, trust, { policies, roles });
            const shown =
                change ??
                accessDocument(of, judged, trust, job, {
                    organizationPolicies: policiesLookedAt(policies),
                    ...(policies.length > 0 && { denied: deniedByPolicies(judged, trust) }),
                });
            const markdown = () => ("gained" in shown ? changeMarkdown(shown) : accessMarkdown(shown));
            if (form === "json") terminal.json(shown);
            else if (form === "markdown") terminal.out(markdown());
            else if ("gained" in shown) terminal.out(changeText(shown, terminal));
            else terminal.out(form === "html" ? accessHtml(shown) : accessText(shown, terminal));
            if (typeof options.markdown === "string") writeOutput(options.markdown, `${markdown()}\n`);
            const { sarif, codeQuality, junit } = options;
            let fails = (change?.gained.length ?? 0) > 0;
            if ([sarif, codeQuality, junit, options.baseline].some((file) => file !== undefined)) {
                const report = accessReport({
                    of,
                    roles: judged,
                    trust,
                    ...(change === undefined ? {} : { change }),
                    ...(placeOf === undefined ? {} : { placeOf }),
                    ...(baseline === undefined ? {} : { baseline }),
                });
                writeReports(report, options);
                const note = baselineNote(report, options.baseline);
                if (note !== undefined) terminal.err(note);
                if (baseline !== undefined) fails = newErrors(report).length > 0;
            }
            finish(fails ? exitCodes.findings : exitCodes.done);
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
    markdown?: string | true | undefined;
    html?: true | undefined;
}

type Form = "text" | "json" | "markdown" | "html";

function formOf(options: AccessOptions): Form {
    // Markdown in a file is written in addition to what is printed.
    const forms = (["json", "markdown", "html"] as const).filter((name) => options[name] === true);
    if (forms.length > 1) throw new CommandError(`Only one of --${forms.join(" and --")} can be printed.`);
    return forms[0] ?? "text";
}

function checkComparison(form: Form, job: AskedJob | undefined): void {
    if (job !== undefined)
        throw new CommandError(
            "--against compares everybody who gets in, not one job.",
            "Omit --subject and --claims, or omit --against.",
        );
    if (form === "html") throw new CommandError("--against has no page.", "Omit --html, or use --markdown.");
}

function askedJob({ subject, claims }: AccessOptions): AskedJob | undefined {
    if (subject !== undefined && claims !== undefined)
        throw new CommandError("--subject and --claims ask about two jobs.", "Omit one of them.");
    if (claims !== undefined) return { claims: readJsonObject(claims) };
    return subject === undefined ? undefined : { subject };
}

/** Where the roles come from. */
interface RoleSource {
    of: AccessDocument["of"];
    roles: TrustedRole[];
    trust: TrustContext;
    /** The place of a role; absent where the roles come from no file. */
    placeOf?: (finding: PlacedFinding) => Place;
}

async function source(options: AccessOptions, context: CommandContext): Promise<RoleSource> {
    const file = options.roles;
    const trust = { issuers: (options.issuer ?? []).map((url) => ({ url })) };
    if (file !== undefined) {
        const places = filePlaces(file);
        return { of: file, roles: readRolesFile(file), trust, placeOf: ({ urn = "" }) => places(urn) };
    }
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
        placeOf: stackPlaces(planned),
    };
}

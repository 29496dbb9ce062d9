import { pageUrl } from "../../../trust/project";
import { type Finding, nameOf, type Plan, providerType, roleType } from "./plan";

/** What a summary is about. */
export interface SummarySubject {
    stack: string;
    /** `preview`, `up` or `drift`. */
    action: string;
    /** The exit code of the command. */
    status: number;
    /** Markdown about who gains and loses access, where the command for it is there. */
    access?: string;
    /** The job's address and the commit, where they are known. */
    jobUrl?: string;
    commit?: string;
}

const titles: Record<string, string> = { preview: "preview", up: "update", drift: "drift check" };
/** Beyond these many rows a table is of no use to a reader; the job's log has everything. */
const longestTable = 200;

/** The summary that reviewers read: result, violations, who gains and loses access, and every change. */
export function summaryMarkdown(plan: Plan, subject: SummarySubject): string {
    const { stack, action, status, access, jobUrl, commit } = subject;
    const result = status === 0 ? "passed" : "**failed**";
    const lines = [
        `## Stack ${code(stack)}: ${titles[action] ?? action} ${result}`,
        "",
        countsLine(plan),
        "",
    ];
    lines.push(...interruptions(plan));
    if (plan.findings.length > 0) lines.push("### Policies", "", ...findingsTable(plan.findings), "");
    if (plan.errors.length > 0)
        lines.push("### Errors", "", ...plan.errors.map((error) => fenced(cut(error, 4000))), "");
    if (access !== undefined) lines.push("### Access to AWS roles", "", access.trim(), "");
    if (plan.unknownRoles.length > 0)
        lines.push(
            `The trust policies of these roles are not known before the update: ${plan.unknownRoles.map(code).join(", ")}.`,
            "",
        );
    if (plan.changes.length > 0) lines.push(...changesTable(plan), "");
    if (jobUrl !== undefined && jobUrl !== "")
        lines.push(
            `[Job log](${jobUrl})${commit === undefined ? "" : `, commit ${commit.slice(0, 12)}`}`,
            "",
        );
    return lines.join("\n");
}

/** What keeps jobs out during the update or after it, which the engine's counts do not show. */
function interruptions({ changes }: Plan): string[] {
    const named = (op: string, type: string): string =>
        changes
            .filter((change) => change.op === op && change.type === type)
            .map(({ name }) => code(name))
            .join(", ");
    const replaced = named("replace", roleType);
    const deleted = named("delete", providerType);
    return [
        ...(replaced === ""
            ? []
            : [
                  `**Jobs are refused while these roles are replaced:** ${replaced}. IAM can neither rename nor move a role, so the ` +
                      `update deletes it first. [How to keep jobs running](${pageUrl("docs/operations.md#changes-that-replace-a-role")})`,
                  "",
              ]),
        ...(deleted === ""
            ? []
            : [
                  `**Deletes the identity provider ${deleted}:** afterwards AWS refuses every token of that issuer, also for roles of ` +
                      `other stacks. [How to hand it over](${pageUrl("docs/operations.md#handing-the-identity-provider-over")})`,
                  "",
              ]),
    ];
}

/** A text as inline code, on one line, whatever it holds. */
export function code(text: string): string {
    const flat = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
    const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = "`".repeat(longest + 1);
    return longest > 0 ? `${fence} ${flat} ${fence}` : `${fence}${flat}${fence}`;
}

/** A text of at most `length` characters; a longer one ends with an ellipsis. */
function cut(text: string, length: number): string {
    return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function cell(text: string): string {
    return code(text).replaceAll("|", "\\|");
}

function fenced(text: string): string {
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = "`".repeat(longest + 1);
    return `${fence}\n${text}\n${fence}`;
}

function countsLine({ counts }: Plan): string {
    const words: Record<string, string> = {
        create: "to create",
        update: "to update",
        replace: "to replace",
        delete: "to delete",
        same: "unchanged",
    };
    const parts = Object.entries(words).flatMap(([op, word]) => {
        const count = counts[op] ?? 0;
        return count === 0 ? [] : [`${String(count)} ${word}`];
    });
    return parts.length === 0 ? "No resources." : `${parts.join(", ")}.`;
}

function findingsTable(findings: readonly Finding[]): string[] {
    const order = ["mandatory", "advisory", "remediate"];
    const sorted = [...findings].sort((one, other) => order.indexOf(one.level) - order.indexOf(other.level));
    const rows = sorted
        .slice(0, longestTable)
        .map(
            ({ level, policy, urn, message }) =>
                `| ${level} | ${cell(policy)} | ${cell(nameOf(urn))} | ${cell(cut(message.split("\n", 1)[0] ?? "", 500))} |`,
        );
    return ["| level | policy | resource | finding |", "|---|---|---|---|", ...rows, ...more(sorted.length)];
}

function changesTable({ changes }: Plan): string[] {
    const rows = changes
        .slice(0, longestTable)
        .map(
            ({ op, type, name, properties }) =>
                `| ${op} | ${cell(type)} | ${cell(name)} | ${properties.map(cell).join(", ")} |`,
        );
    return [
        `<details><summary>Changes: ${String(changes.length)}</summary>`,
        "",
        "| operation | type | name | properties |",
        "|---|---|---|---|",
        ...rows,
        ...more(changes.length),
        "",
        "</details>",
    ];
}

function more(count: number): string[] {
    return count > longestTable ? ["", `${String(count - longestTable)} more are in the job's log.`] : [];
}

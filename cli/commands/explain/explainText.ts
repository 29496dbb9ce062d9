import type { Doubt, DoubtKind, StatementDecision } from "../../../trust/decision";
import { policyNotes } from "../../estate";
import { printable, type Terminal, wrapText } from "../../terminal";
import type { Explanation } from "./explanation";
import { marked } from "./whiteSpace";

type Look = Pick<Terminal, "style" | "width">;

/** The explanation for people: token, statements with each condition, what to do, and last what AWS answers. */
export function explainText(explanation: Explanation, look: Look): string {
    const { token, statements, advice, findings, nearest } = explanation;
    const { style, width } = look;
    const title = (text: string): string[] => ["", style("bold", text)];
    const known = new Set(advice.map(({ path }) => path));
    const further = findings.filter(({ path }) => !known.has(path));
    return [
        style("bold", `May this job assume ${explanation.role}?`),
        ...facts(token, look),
        ...statements.flatMap((statement) => ["", ...statementLines(statement, look)]),
        ...(nearest === undefined
            ? []
            : [
                  ...title("The nearest way into the role"),
                  ...wrapPrintable(`  ${nearest.means ?? "the statement has no subject"}`, width, "  "),
                  style("dim", `  ${printable(nearest.path)}`),
              ]),
        ...(advice.length === 0 ? [] : title("What prevents it")),
        ...advice.flatMap(({ path, reason, fix }, index) => [
            ...wrapPrintable(`${String(index + 1)}. ${sentence(reason)}`, width, "   "),
            ...wrapPrintable(`   -> ${fix}`, width, "      "),
            style("dim", `   ${path}`),
        ]),
        ...(advice.length > 1 && explanation.adviceHolds
            ? wrapPrintable(`With all ${String(advice.length)} changed, the job can assume the role.`, width)
            : []),
        ...(further.length === 0 ? [] : title("What else is wrong with the trust policy")),
        ...further.flatMap(({ path, message, fix }) => [
            ...wrapPrintable(`- ${path} ${message}.`, width, "  "),
            ...wrapPrintable(`  -> ${fix}`, width, "     "),
        ]),
        ...deniedLines(explanation, look),
        "",
        ...noteLines(explanation, look),
        ...verdict(explanation, look),
    ].join("\n");
}

function facts(
    { iss, aud, sub, means, expires, notBefore, signature }: Explanation["token"],
    { style, width }: Look,
): string[] {
    const rows: [string, string | undefined][] = [
        ["issuer", iss],
        ["audience", aud],
        ["subject", sub],
        ["", means],
        ["expires", expires],
        [
            "not yet",
            notBefore === undefined
                ? undefined
                : `valid before ${notBefore}: do the clocks of GitLab and this machine differ?`,
        ],
        ["signature", `${signature.outcome}: ${signature.why}`],
    ];
    return rows.flatMap(([name, text]) => {
        if (text === undefined) return [];
        const lines = wrapPrintable(`  ${name.padEnd(9)} ${text}`, width, " ".repeat(12));
        return name === "" ? lines.map((line) => style("dim", line)) : lines;
    });
}

function statementLines(statement: StatementDecision, { style, width }: Look): string[] {
    const { path, effect, matched, actionMatches, principalMatches, conditions } = statement;
    const outcome = matched ? "applies" : "does not apply";
    const good = matched === (effect === "Allow");
    const line = (met: boolean | string, text: string): string[] => {
        const [mark, colour] =
            met === true
                ? (["✓", "green"] as const)
                : met === false
                  ? (["✗", "red"] as const)
                  : (["?", "yellow"] as const);
        const [head = "", ...rest] = wrapPrintable(`  ${mark} ${text}`, width, "    ");
        return [style(colour, head), ...rest];
    };
    return [
        style(good ? "green" : "bold", `${path}, ${effect}: ${outcome}`),
        ...(actionMatches ? [] : line(false, "Action: it is not about sts:AssumeRoleWithWebIdentity")),
        ...line(
            principalMatches,
            `Principal: ${principalMatches ? "it trusts the token's issuer" : "it does not trust the token's issuer"}`,
        ),
        ...conditions.flatMap(({ met, operator, key, wanted, got, why }) => {
            const has = got === undefined ? "has none" : `has ${list(got)}`;
            const text = `${operator} ${key}: wants ${list(wanted)}; the request ${has}`;
            return [
                ...line(met, text),
                ...(met === true || (met === false && got !== undefined)
                    ? []
                    : wrapPrintable(`    ${why}`, width, "    ").map((one) => style("dim", one))),
            ];
        }),
    ];
}

function list(values: readonly string[]): string {
    const shown = values.slice(0, 5).map(marked);
    return values.length > 5
        ? `${shown.join(", ")} and ${String(values.length - 5)} more`
        : shown.join(" or ") || "nothing";
}

function sentence(text: string): string {
    const whole = text.charAt(0).toUpperCase() + text.slice(1);
    return whole.endsWith(".") ? whole : `${whole}.`;
}

/** Which policies of the organization the answer rests on; of a refusal only where some were given. */
function noteLines({ allowed, organizationPolicies }: Explanation, { width }: Look): string[] {
    if (!allowed && !organizationPolicies.given) return [];
    return [...policyNotes(organizationPolicies).flatMap((note) => wrapPrintable(note, width, "  ")), ""];
}

/** What to do about a Deny of the organization: nothing in the role or the job alone changes it. */
function deniedLines({ deniedByOrganization }: Explanation, { style, width }: Look): string[] {
    if (deniedByOrganization.length === 0) return [];
    return [
        "",
        style("bold", "The organization denies it"),
        ...deniedByOrganization.flatMap(({ path, why }, index) => [
            ...wrapPrintable(`${String(index + 1)}. ${sentence(why)}`, width, "   "),
            style("dim", `   ${printable(path)}`),
        ]),
        ...wrapPrintable(
            "   -> Ask whoever manages the organization's policies to add the project, or to except the role. No change of the trust policy helps.",
            width,
            "      ",
        ),
    ];
}

/** What would have to hold, by what could not be checked. */
const doubtWords: Readonly<Record<DoubtKind, string>> = {
    "request-key": "the request meets this condition, which no token tells",
    "undocumented-comparison": "AWS takes this condition as met, which no document says",
    "guessed-principal": "this principal means the token's provider, which no document says",
    "unknown-part": "this part, which is not known yet, lets the job in",
    "not-before": "AWS takes a token that is not valid yet",
    "issued-at": "AWS takes a token that was issued in the future",
    expiry: "AWS takes a token without a readable time of expiry",
    "expiry-tolerance": "AWS still takes the token: it tolerates five minutes after the expiry",
    "audience-list": "AWS takes a list as audience, which no document says",
};

function doubtLines(unchecked: readonly Doubt[], { style, width }: Look): string[] {
    return unchecked.flatMap(({ kind, path, why }) => [
        ...wrapPrintable(`- ${doubtWords[kind]}: ${why}.`, width, "  "),
        style("dim", `  ${printable(path)}`),
    ]);
}

function verdict(explanation: Explanation, look: Look): string[] {
    const { outcome, allowed, error, reason, advice, unchecked } = explanation;
    const { style, width } = look;
    if (outcome === "uncertain")
        return [style("yellow", "Yes, if: this job can assume the role if"), ...doubtLines(unchecked, look)];
    if (allowed || error === undefined) return [style("green", "This job can assume the role.")];
    const why = advice.length === 0 ? wrapPrintable(reason, width) : [];
    return [
        ...why,
        style("red", "This job cannot assume the role. AWS answers:"),
        // Unbroken, so that it can be searched for.
        `  An error occurred (${error.code}) when calling the AssumeRoleWithWebIdentity operation: ${error.message}`,
    ];
}

/** Everything that is wrapped here comes, in part, from a server or a token. */
function wrapPrintable(text: string, width: number, indent?: string): string[] {
    return wrapText(printable(text), width, indent);
}

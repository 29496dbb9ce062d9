import type { Finding, Severity } from "../../../trust/finding";
import { shortValue } from "../../../trust/problem";
import { pageUrl } from "../../../trust/project";
import { analyzeTrustPolicy, rules, type TrustContext } from "../../../trust/rules";
import type { PlacedFinding } from "../../estate";
import type { FindingLevel, Place, Report, ReportedFinding } from "../../report";
import type { AccessChange, RoleChange } from "./compareAccess";
import { accessWords, type JudgedRole } from "./roleAccess";

/** What the report of `access` is made from. */
interface ReportedAccess {
    of: string;
    roles: readonly JudgedRole[];
    trust: TrustContext;
    /** With `--against`: who gains and who loses access. */
    change?: AccessChange;
    /** Where a role is written; absent where roles come from no file. */
    placeOf?: (finding: PlacedFinding) => Place;
    baseline?: ReadonlySet<string>;
}

const readable = "trust-policy-readable";
const comparison = {
    gained: { rule: "access-gained", description: "Nobody gains access to a role" },
    lost: { rule: "access-lost", description: "Nobody loses access to a role" },
    unclear: { rule: "access-known", description: "Who can assume a role is known on both sides" },
} as const;

/**
 * What is wrong with the trust policies, by the same rules as the policy pack's, and with `--against` each access that is
 * gained (`error`) or lost (`note`). A rule's finding is an `error` where its severity is critical or high.
 */
export function accessReport({ of, roles, trust, change, placeOf, baseline }: ReportedAccess): Report {
    const place = (finding: PlacedFinding): Pick<ReportedFinding, "place"> =>
        placeOf === undefined ? {} : { place: placeOf(finding) };
    const urns = new Map(roles.map(({ role, urn }) => [role, urn]));
    const findings = roles.flatMap(({ role, urn, document }) =>
        (document === undefined ? [] : analyzeTrustPolicy(document, trust).findings).map(
            (finding): ReportedFinding => ({
                ...ruleFinding(finding),
                subject: urn,
                subjectName: `role ${role}`,
                ...place({ urn, path: finding.path }),
            }),
        ),
    );
    const compared =
        change === undefined ? [] : changeFindings(change, (role) => ({ urn: urns.get(role) ?? role }));
    return {
        command: "access",
        of,
        checks: [
            ...[readable, ...rules.map(({ name }) => name)].map((rule) => ({
                rule,
                description: descriptionOf(rule),
                url: pageOf(rule),
            })),
            ...(change === undefined ? [] : Object.values(comparison)),
        ],
        findings: [
            ...findings,
            ...compared.map((finding) => ({ ...finding, ...place({ urn: finding.subject }) })),
        ],
        ...(baseline === undefined ? {} : { baseline }),
    };
}

const levels: Readonly<Record<Severity, FindingLevel>> = {
    critical: "error",
    high: "error",
    medium: "warning",
    low: "warning",
    info: "note",
};

function ruleFinding({
    rule,
    code,
    severity,
    path,
    value,
    message,
    fix,
}: Finding): Omit<ReportedFinding, "subject" | "subjectName"> {
    // What the reader of documents finds is a clause about a value; the rules write sentences.
    const about = value === undefined ? path || "the document" : shortValue(value);
    return {
        rule,
        ruleDescription: descriptionOf(rule),
        ruleUrl: pageOf(rule),
        level: levels[severity],
        ...(severity === "info" ? {} : { severity }),
        code,
        path,
        ...(value === undefined ? {} : { value }),
        message: rule === readable ? `${about} ${message}` : message,
        fix,
    };
}

function changeFindings(
    { gained, lost, unclear }: AccessChange,
    subjectOf: (role: string) => { urn: string },
): ReportedFinding[] {
    const common = (role: string, { rule, description }: (typeof comparison)[keyof typeof comparison]) => ({
        rule,
        ruleDescription: description,
        subject: subjectOf(role).urn,
        subjectName: `role ${role}`,
    });
    const words = ({ entry, witnessText }: RoleChange): string =>
        `${accessWords(entry)}${witnessText === undefined ? "" : `\nFor example: ${witnessText}`}`;
    const changed = (change: RoleChange) => ({ path: change.entry.path, value: accessWords(change.entry) });
    return [
        ...gained.map((one) => ({
            ...common(one.role, comparison.gained),
            ...changed(one),
            level: "error" as const,
            message: `gains access: ${words(one)}`,
        })),
        ...lost.map((one) => ({
            ...common(one.role, comparison.lost),
            ...changed(one),
            level: "note" as const,
            message: `loses access: ${words(one)}`,
        })),
        ...unclear.map((role) => ({
            ...common(role, comparison.unclear),
            path: "",
            level: "warning" as const,
            message: "the trust policy is known on one side only, so it was not compared",
        })),
    ];
}

function descriptionOf(rule: string): string {
    return `Rule ${rule} of trust policies`;
}

function pageOf(rule: string): string {
    return pageUrl(`docs/policies/${rule}.md`);
}

/** How much a finding matters: `error` is mandatory and fails the command, `warning` is advisory, `note` informs. */
export type FindingLevel = "error" | "warning" | "note";

/** How bad a finding is, in the words of Pulumi's policy SDK. */
export type FindingSeverity = "critical" | "high" | "medium" | "low";

/** Where somebody edits: a file relative to the repository's root, with `/`, and a line counted from 1. */
export interface Place {
    file: string;
    line: number;
}

/**
 * One finding of any command, in the form that every machine-readable format is made from: SARIF, GitLab Code Quality and
 * JUnit. Everything in it is plain text; the writer of a format escapes for that format, and the terminal neutralizes
 * control characters.
 */
export interface ReportedFinding {
    /** What was checked: a policy's name, such as `trust-subject-required`, or a code of `doctor`. Stable across releases. */
    rule: string;
    /** One line about the rule, the same for each of its findings. */
    ruleDescription: string;
    /** The rule's page, as a web address that a reader outside the repository can open. */
    ruleUrl?: string;
    level: FindingLevel;
    /** Default: what follows from the level. */
    severity?: FindingSeverity;
    /** A stable name of this very finding within the rule, such as `subject-missing`. */
    code?: string;
    /** A JSON path within the subject. */
    path?: string;
    /** The value that is wrong; only its hash is reported. */
    value?: unknown;
    /** What is wrong here, with the values; several lines where there is more than one defect. */
    message: string;
    /** Whether the message says what it is about. Default: the formats put the subject's name before it. */
    namesSubject?: boolean;
    /** What to do about it, as an imperative sentence. Absent where the message has it. */
    fix?: string;
    /** What it is about: a resource's URN, a role's ARN or an address. */
    subject: string;
    /** A short name of the subject for people: `role web-deploy`. */
    subjectName: string;
    /** Where somebody would have to edit. Default: line 1 of Pulumi.yaml, since GitLab drops a result that has no place. */
    place?: Place;
}

/** What a whole run reports. */
export interface Report {
    /** The command that made it: `preview`, `access`, `pulumi-deploy`. */
    command: string;
    /** What was looked at, in words: `app, stack dev`. */
    of: string;
    /** Every check that ran, with or without findings, in running order; JUnit has a test case for each. */
    checks: { rule: string; description: string; url?: string }[];
    findings: ReportedFinding[];
    /**
     * Fingerprints that are known from before, of `--baseline`. Findings with these stay in the reports and are marked as
     * old; they fail nothing. Absent where there is no baseline.
     */
    baseline?: ReadonlySet<string>;
}

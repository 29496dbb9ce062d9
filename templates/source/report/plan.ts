import { type AddParts, type Place, policyFinding, type Report } from "../../../cli/report/findings";

/** One resource that an update creates, changes, replaces or deletes. */
export interface Change {
    op: string;
    /** The token, such as `aws:iam/role:Role`. */
    type: string;
    /** The last part of the URN. */
    name: string;
    /** The properties that differ; empty where the engine names none. */
    properties: string[];
}

/** What a policy reported about a resource, or about the whole stack. */
export interface Finding {
    policy: string;
    /** `mandatory`, `advisory` or `remediate`. */
    level: string;
    /** `critical`, `high`, `medium`, `low`, or empty where the policy has none. */
    severity: string;
    urn: string;
    message: string;
}

/** A role whose trust policy is known, as `aws iam list-roles` prints it. */
export interface RoleEntry {
    RoleName: string;
    Arn: string;
    AssumeRolePolicyDocument: unknown;
}

/** What the event log of a preview or an update says. */
export interface Plan {
    /** The engine's own counts by operation, `same` among them. */
    counts: Record<string, number>;
    changes: Change[];
    findings: Finding[];
    /** The names of the policies that judged something. */
    policies: string[];
    /** Errors of the program and of the providers, without repetitions. */
    errors: string[];
    before: RoleEntry[];
    after: RoleEntry[];
    /** Names of roles whose trust policy is not known before the update. */
    unknownRoles: string[];
}

interface StepState {
    inputs?: Record<string, unknown> | null;
    outputs?: Record<string, unknown> | null;
}

interface StepMetadata {
    op?: string;
    urn?: string;
    type?: string;
    old?: StepState | null;
    new?: StepState | null;
    diffs?: string[] | null;
}

/** The policies that judged a resource, or the stack. */
interface PolicySummary {
    passed?: string[];
    failed?: string[];
}

/** The parts of an engine event that are read here. Source: pulumi/pulumi, sdk/go/common/apitype/events.go. */
interface EngineEvent {
    resourcePreEvent?: { metadata?: StepMetadata; planning?: boolean };
    policyEvent?: {
        resourceUrn?: string;
        message?: string;
        policyName?: string;
        enforcementLevel?: string;
        severity?: string;
    };
    policyAnalyzeSummaryEvent?: PolicySummary;
    policyAnalyzeStackSummaryEvent?: PolicySummary;
    diagnosticEvent?: { message?: string; severity?: string; urn?: string };
    summaryEvent?: { resourceChanges?: Record<string, number>; isPreview?: boolean };
}

/** The engine's tokens of a role and of an identity provider. */
export const roleType = "aws:iam/role:Role";
export const providerType = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const shownOps = ["create", "update", "replace", "delete", "import", "read", "read-replacement"];

/**
 * Reads an event log, one JSON object a line. A last line that was cut off, as a killed engine leaves it, is left out.
 * An update's log begins with its preview: the preview's summary counts, the update's errors are added.
 */
export function readPlan(log: string): Plan {
    const plan: Plan = {
        counts: {},
        changes: [],
        findings: [],
        policies: [],
        errors: [],
        before: [],
        after: [],
        unknownRoles: [],
    };
    const seen = new Set<string>();
    const isNew = (...key: string[]) => {
        const text = JSON.stringify(key);
        return !seen.has(text) && seen.add(text).size > 0;
    };
    for (const event of events(log)) {
        const { resourcePreEvent, policyEvent, diagnosticEvent, summaryEvent } = event;
        const metadata = resourcePreEvent?.metadata;
        if (metadata !== undefined && isNew("step", metadata.op ?? "", metadata.urn ?? ""))
            addStep(plan, metadata);
        if (policyEvent !== undefined) {
            const { policyName = "", resourceUrn = "", message = "", enforcementLevel = "" } = policyEvent;
            if (isNew("policy", policyName, resourceUrn, message))
                plan.findings.push({
                    policy: policyName,
                    level: enforcementLevel,
                    severity: policyEvent.severity ?? "",
                    urn: resourceUrn,
                    message: message.trim(),
                });
        }
        for (const summary of [event.policyAnalyzeSummaryEvent, event.policyAnalyzeStackSummaryEvent])
            for (const name of [...(summary?.passed ?? []), ...(summary?.failed ?? [])])
                if (isNew("ran", name)) plan.policies.push(name);
        const message = diagnosticEvent?.severity === "error" ? (diagnosticEvent.message ?? "") : "";
        // A provider logs its error in addition to failing with it.
        const error = message.replace(/^\[ERROR\] :?/, "").trim();
        if (error !== "" && isNew("error", error)) plan.errors.push(error);
        if (summaryEvent !== undefined && Object.keys(plan.counts).length === 0)
            plan.counts = summaryEvent.resourceChanges ?? {};
    }
    return plan;
}

/**
 * The counts of GitLab's merge request widget for plans. A replacement is a creation and a deletion, as it is in Terraform.
 * Source: lib/gitlab/ci/parsers/terraform/tfplan.rb of the GitLab repository.
 */
export function planSummary({ counts }: Plan): { create: number; update: number; delete: number } {
    const { create = 0, update = 0, replace = 0, delete: deleted = 0 } = counts;
    return { create: create + replace, update, delete: deleted + replace };
}

/** The findings of a plan as a report; `placeOf` finds the place of a resource by its URN. */
export function planReport(
    { findings, policies }: Pick<Plan, "findings" | "policies">,
    { stack, addParts, placeOf }: { stack: string; addParts: AddParts; placeOf: (urn: string) => Place },
): Report {
    return {
        command: "pulumi-deploy",
        of: `stack ${stack}`,
        checks: policies.map((rule) => ({ rule, description: `Policy ${rule}` })),
        findings: findings.map((finding) =>
            policyFinding(addParts(finding), {
                stack,
                ruleDescription: `Policy ${finding.policy}`,
                place: placeOf(finding.urn),
            }),
        ),
    };
}

/** The last part of a URN, which is the resource's name in the program. */
export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::") || urn;
}

function events(log: string): EngineEvent[] {
    return log.split("\n").flatMap((line): EngineEvent[] => {
        if (line.trim() === "") return [];
        try {
            return [JSON.parse(line) as EngineEvent];
        } catch {
            return [];
        }
    });
}

function addStep(plan: Plan, { op = "", urn = "", type = "", old, new: next, diffs }: StepMetadata): void {
    if (shownOps.includes(op) && type !== "pulumi:pulumi:Stack")
        plan.changes.push({ op, type, name: nameOf(urn), properties: diffs ?? [] });
    if (type !== roleType) return;
    const was = op === "create" ? undefined : roleOf(old, urn);
    const is = op === "delete" ? undefined : roleOf(next, urn);
    const has = (roles: RoleEntry[], { RoleName }: RoleEntry) =>
        roles.some((role) => role.RoleName === RoleName);
    if (was !== undefined && was !== "unknown" && !has(plan.before, was)) plan.before.push(was);
    if (is === "unknown") plan.unknownRoles.push(nameOf(urn));
    else if (is !== undefined && !has(plan.after, is)) plan.after.push(is);
}

/** A role's name and trust policy: what the program sets now wins over what the last update left. */
function roleOf(state: StepState | null | undefined, urn: string): RoleEntry | "unknown" | undefined {
    if (state === null || state === undefined) return undefined;
    const value = (key: string): string | undefined => {
        const found = state.inputs?.[key] ?? state.outputs?.[key];
        return typeof found === "string" ? found : undefined;
    };
    const document = value("assumeRolePolicy");
    if (document === undefined || document.includes(unknownValue)) return "unknown";
    const name = value("name") ?? nameOf(urn);
    const path = value("path") ?? "/";
    const arn = state.outputs?.["arn"];
    return {
        RoleName: name.includes(unknownValue) ? nameOf(urn) : name,
        Arn:
            typeof arn === "string" && arn.startsWith("arn:")
                ? arn
                : `${accountIn(document) ?? "arn:aws:iam::000000000000"}:role${path}${name}`,
        AssumeRolePolicyDocument: parsed(document),
    };
}

/** Partition and account of the first ARN in a trust policy, which is its provider's: `arn:aws:iam::123456789012`. */
function accountIn(document: string): string | undefined {
    return /(arn:[\w-]+:iam::\d{12}):/.exec(document)?.[1];
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

import type { ViolationRecord } from "../../../trust/finding";
import type { FindingLevel, FindingSeverity, Place, ReportedFinding } from "./reportedFinding";

/** The parts of a violation's text, which the engine's protocol does not carry. Absent for the violations of other packs. */
export type ViolationParts = Partial<Omit<ViolationRecord, "policy" | "urn" | "message">>;

/** What a policy reported through the engine's protocol, offline or in the engine's event log. */
export interface PolicyViolation extends ViolationParts {
    policy: string;
    /** `mandatory`, `advisory` or `remediate`. */
    level: string;
    /** `critical`, `high`, `medium` or `low`; anything else where the policy has none. */
    severity?: string;
    /** The resource's URN; empty or absent where it is about none. */
    urn?: string;
    message: string;
}

/** What a report knows of a violation in addition to what the protocol carries. */
interface ViolationContext {
    /** What a violation without a resource is about: the stack. */
    stack: string;
    ruleDescription: string;
    place?: Place;
}

const severities: readonly FindingSeverity[] = ["critical", "high", "medium", "low"];

/**
 * A violation as a finding. The parts are those that the pack recorded; another pack's violation has its text alone, from
 * which nothing is read back.
 */
export function policyFinding(
    violation: PolicyViolation,
    { stack, ruleDescription, place }: ViolationContext,
): ReportedFinding {
    const { policy, level, severity, urn = "", message, url = "", headline, witness } = violation;
    const { code, path, value, fix } = violation;
    const known = severities.find((one) => one === severity);
    const { type, name } = nameOf(urn);
    return {
        rule: policy,
        ruleDescription,
        ...(url === "" ? {} : { ruleUrl: url }),
        level: levelOf(level),
        ...(known === undefined ? {} : { severity: known }),
        ...(code === undefined ? {} : { code }),
        ...(path === undefined ? {} : { path }),
        ...(value === undefined ? {} : { value }),
        message: `${headline ?? message.trim()}${witness === undefined ? "" : `\nGets in: ${witness}`}`,
        ...(headline === undefined ? {} : { namesSubject: true }),
        ...(fix === undefined ? {} : { fix }),
        subject: urn === "" ? stack : urn,
        subjectName: urn === "" ? "the stack" : `${type} ${name}`,
        ...(place === undefined ? {} : { place }),
    };
}

function levelOf(level: string): FindingLevel {
    return level === "mandatory" ? "error" : level === "advisory" ? "warning" : "note";
}

/** The short type and the name of a URN: `Role` and `web`. A name may contain `::`; nothing before it does. */
function nameOf(urn: string): { type: string; name: string } {
    const [, , types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
    return { type: types.split(/[$:]/).at(-1) ?? "", name: name.join("::") };
}

/** Adds the parts that the pack recorded of a violation; those of other packs stay as they are. */
export type AddParts = <Violation extends PolicyViolation>(
    violation: Violation,
) => Violation & ViolationParts;

/**
 * Reads the records that the policy pack wrote, one JSON object a line. A line that is none, as a process that was killed may
 * leave it, is left out.
 */
export function recordedParts(text: string): AddParts {
    const records = new Map<string, ViolationRecord[]>();
    for (const line of text.split("\n")) {
        const record = recordIn(line);
        if (record === undefined) continue;
        const key = keyOf(record);
        records.set(key, [...(records.get(key) ?? []), record]);
    }
    return (violation) => {
        const found = records.get(keyOf(violation)) ?? [];
        // The engine may name the stack where the pack named no resource.
        const record = found.find(({ urn = "" }) => urn === (violation.urn ?? "")) ?? found[0];
        if (record === undefined) return violation;
        const { headline, url, code, path, value, witness, fix } = record;
        const parts = { headline, url, code, path, value, witness, fix };
        const known = Object.entries(parts).filter(([, part]) => part !== undefined);
        return { ...violation, ...(Object.fromEntries(known) as ViolationParts) };
    };
}

function keyOf({ policy, message }: { policy: string; message: string }): string {
    return JSON.stringify([policy, message.trim()]);
}

const required = ["policy", "message", "headline", "url"] as const;
const optional = ["urn", "code", "path", "value", "witness", "fix"] as const;

function recordIn(line: string): ViolationRecord | undefined {
    let value: unknown;
    try {
        value = JSON.parse(line);
    } catch {
        return undefined;
    }
    if (typeof value !== "object" || value === null) return undefined;
    const member = (name: string): unknown => Reflect.get(value, name);
    const isRecord =
        required.every((name) => typeof member(name) === "string") &&
        optional.every((name) => ["string", "undefined"].includes(typeof member(name)));
    return isRecord ? (value as ViolationRecord) : undefined;
}

import {
    type AnalyzeDiagnostic,
    type AnalyzeResponse,
    EnforcementLevel as WireLevel,
    PolicySeverity as WireSeverity,
} from "@pulumi/pulumi/proto/analyzer_pb";

/** What the engine does with a violation: `advisory` warns, `mandatory` fails the preview. */
export type EnforcementLevel = "advisory" | "mandatory" | "disabled" | "remediate";

/** How bad the pack says that a violation is. */
export type DiagnosticSeverity = "low" | "medium" | "high" | "critical";

/** One violation as the pack reported it. */
export interface Diagnostic {
    /** The policy's name, such as `trust-audience`. */
    policy: string;
    /** The pack's name and version. */
    pack: string;
    packVersion: string;
    /** What the policy is for, in one sentence. */
    description: string;
    /** The violation's own text, several lines. */
    message: string;
    level: EnforcementLevel;
    severity?: DiagnosticSeverity;
    /** The resource concerned; missing when a stack policy names none. */
    urn?: string;
}

const levels: Record<WireLevel, EnforcementLevel> = {
    [WireLevel.ADVISORY]: "advisory",
    [WireLevel.MANDATORY]: "mandatory",
    [WireLevel.DISABLED]: "disabled",
    [WireLevel.REMEDIATE]: "remediate",
};

const severities: Record<WireSeverity, DiagnosticSeverity | undefined> = {
    [WireSeverity.POLICY_SEVERITY_UNSPECIFIED]: undefined,
    [WireSeverity.POLICY_SEVERITY_LOW]: "low",
    [WireSeverity.POLICY_SEVERITY_MEDIUM]: "medium",
    [WireSeverity.POLICY_SEVERITY_HIGH]: "high",
    [WireSeverity.POLICY_SEVERITY_CRITICAL]: "critical",
};

/** The level that a number on the wire stands for. */
export function levelFromWire(level: WireLevel): EnforcementLevel {
    return levels[level];
}

/** The number that stands for a level on the wire. */
export function levelToWire(level: EnforcementLevel): WireLevel {
    const found = [WireLevel.ADVISORY, WireLevel.MANDATORY, WireLevel.DISABLED, WireLevel.REMEDIATE].find(
        (wire) => levels[wire] === level,
    );
    return found ?? WireLevel.MANDATORY;
}

/** The severity that a number on the wire stands for, if any. */
export function severityFromWire(severity: WireSeverity): DiagnosticSeverity | undefined {
    return severities[severity];
}

/** An answer's violations; those without a resource of their own get `urn`, the resource that was asked about. */
export function diagnosticsOf(response: AnalyzeResponse, urn?: string): Diagnostic[] {
    return response.getDiagnosticsList().map((diagnostic) => fromWire(diagnostic, urn));
}

function fromWire(diagnostic: AnalyzeDiagnostic, askedAbout: string | undefined): Diagnostic {
    const severity = severityFromWire(diagnostic.getSeverity());
    const urn = diagnostic.getUrn() || askedAbout;
    return {
        policy: diagnostic.getPolicyname(),
        pack: diagnostic.getPolicypackname(),
        packVersion: diagnostic.getPolicypackversion(),
        description: diagnostic.getDescription(),
        message: diagnostic.getMessage(),
        level: levelFromWire(diagnostic.getEnforcementlevel()),
        ...(severity && { severity }),
        ...(urn && { urn }),
    };
}

import {
    type AnalyzerInfo,
    type PolicyInfo as WirePolicy,
    PolicyType,
} from "@pulumi/pulumi/proto/analyzer_pb";
import {
    type DiagnosticSeverity,
    type EnforcementLevel,
    levelFromWire,
    severityFromWire,
} from "./diagnostic";

/** One policy as the pack describes it. */
export interface PolicyInfo {
    name: string;
    kind: "resource" | "stack" | "unknown";
    displayName: string;
    description: string;
    level: EnforcementLevel;
    severity?: DiagnosticSeverity;
    /** Where the policy is explained. */
    url: string;
    remediationSteps: string;
    tags: string[];
    /** The JSON schema of each config key, by key. Empty where the policy takes no config. */
    configSchema: Record<string, ConfigKeySchema>;
    /** The config keys that must be given. */
    requiredConfig: string[];
}

/** The JSON schema of one config key, as far as the client reads it. */
export interface ConfigKeySchema {
    type?: string | string[];
    description?: string;
    default?: unknown;
    [keyword: string]: unknown;
}

/** A pack as it describes itself. */
export interface PackInfo {
    name: string;
    version: string;
    displayName: string;
    description: string;
    /** In the order in which the pack runs them. */
    policies: PolicyInfo[];
}

/** Reads a pack's description from the wire. */
export function packInfoOf(info: AnalyzerInfo): PackInfo {
    return {
        name: info.getName(),
        version: info.getVersion(),
        displayName: info.getDisplayname(),
        description: info.getDescription(),
        policies: info.getPoliciesList().map(policyInfoOf),
    };
}

function policyInfoOf(policy: WirePolicy): PolicyInfo {
    const severity = severityFromWire(policy.getSeverity());
    const schema = policy.getConfigschema();
    return {
        name: policy.getName(),
        kind: kindOf(policy.getPolicyType()),
        displayName: policy.getDisplayname(),
        description: policy.getDescription(),
        level: levelFromWire(policy.getEnforcementlevel()),
        ...(severity && { severity }),
        url: policy.getUrl(),
        remediationSteps: policy.getRemediationSteps(),
        tags: policy.getTagsList(),
        configSchema: (schema?.getProperties()?.toJavaScript() ?? {}) as Record<string, ConfigKeySchema>,
        requiredConfig: schema?.getRequiredList() ?? [],
    };
}

function kindOf(type: PolicyType): PolicyInfo["kind"] {
    if (type === PolicyType.POLICY_TYPE_RESOURCE) return "resource";
    return type === PolicyType.POLICY_TYPE_STACK ? "stack" : "unknown";
}

import {
    type AnalyzeDiagnostic,
    AnalyzeRequest,
    type AnalyzeResponse,
    type AnalyzerInfo,
    AnalyzerPropertyDependencies,
    AnalyzerProviderResource,
    AnalyzerResource,
    AnalyzerResourceOptions,
    EnforcementLevel as WireLevel,
    type PolicyInfo as WirePolicy,
    PolicySeverity as WireSeverity,
    PolicyType,
} from "@pulumi/pulumi/proto/analyzer_pb";
import type { ViolationParts } from "../report";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A resource as the engine shows it to a policy pack. */
export interface AnalyzedResource {
    /** The type token, such as `aws:iam/role:Role`. */
    type: string;
    name: string;
    urn: string;
    /** The inputs as they travel: JSON values, with Pulumi's markers for unknowns and its wrappers for secrets and assets. */
    props: Record<string, unknown>;
    /** Resource options that policies see. Defaults to none. */
    options?: { protect?: boolean; ignoreChanges?: string[]; aliases?: string[] };
    /** The provider that manages the resource. */
    provider?: { type: string; name: string; urn: string; props: Record<string, unknown> };
    /** The parent's URN. */
    parent?: string;
    /** URNs of the resources that this one waits for. Seen by stack policies only. */
    dependencies?: string[];
    /** For each input, the URNs of the resources that its value comes from. Seen by stack policies only. */
    propertyDependencies?: Record<string, string[]>;
}

/** The request that shows one resource's inputs to the resource policies. */
export function analyzeRequest(resource: AnalyzedResource): AnalyzeRequest {
    const request = new AnalyzeRequest();
    fillCommon(request, resource);
    return request;
}

/** One resource of the request that shows a whole stack to the stack policies. */
export function stackResource(resource: AnalyzedResource): AnalyzerResource {
    const wire = new AnalyzerResource();
    fillCommon(wire, resource);
    wire.setParent(resource.parent ?? "");
    wire.setDependenciesList(resource.dependencies ?? []);
    for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
        const dependencies = new AnalyzerPropertyDependencies();
        dependencies.setUrnsList(urns);
        wire.getPropertydependenciesMap().set(property, dependencies);
    }
    return wire;
}

/** A plain object as it travels. Members that JSON cannot carry (undefined, functions) are left out. */
export function toStruct(value: Record<string, unknown>): Struct {
    return Struct.fromJavaScript(
        JSON.parse(JSON.stringify(value)) as Parameters<typeof Struct.fromJavaScript>[0],
    );
}

function fillCommon(wire: AnalyzeRequest | AnalyzerResource, resource: AnalyzedResource): void {
    wire.setType(resource.type);
    wire.setName(resource.name);
    wire.setUrn(resource.urn);
    wire.setProperties(toStruct(resource.props));

    // The SDK refuses a request without options: it takes it for one of a very old engine.
    const options = new AnalyzerResourceOptions();
    options.setProtect(resource.options?.protect ?? false);
    options.setIgnorechangesList(resource.options?.ignoreChanges ?? []);
    options.setAliasesList(resource.options?.aliases ?? []);
    options.setParent(resource.parent ?? "");
    wire.setOptions(options);

    if (resource.provider) {
        const provider = new AnalyzerProviderResource();
        provider.setType(resource.provider.type);
        provider.setName(resource.provider.name);
        provider.setUrn(resource.provider.urn);
        provider.setProperties(toStruct(resource.provider.props));
        wire.setProvider(provider);
    }
}

/** What the engine does with a violation: `advisory` warns, `mandatory` fails the preview. */
export type EnforcementLevel = "advisory" | "mandatory" | "disabled" | "remediate";

/** How bad the pack says that a violation is. */
export type DiagnosticSeverity = "low" | "medium" | "high" | "critical";

/** One violation as the pack reported it; with the parts of its message, where the pack recorded them. */
export interface Diagnostic extends ViolationParts {
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
function levelFromWire(level: WireLevel): EnforcementLevel {
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
function severityFromWire(severity: WireSeverity): DiagnosticSeverity | undefined {
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

import * as sdk from "@pulumi/policy";
import type {
    EnforcementLevel,
    Policies,
    PolicyResource,
    ReportViolation,
    ResourceValidationPolicy,
    StackValidationPolicy,
} from "@pulumi/policy";
import type { AnalyzedResource, PackConfig } from "../../cli/pack";

/** One violation that a policy reported when it was called directly. */
export interface DirectReport {
    policy: string;
    level: EnforcementLevel | undefined;
    message: string;
}

// The typings of the SDK drop this export.
const { unknownCheckingProxy } = sdk as unknown as {
    unknownCheckingProxy: (props: object) => Record<string, unknown>;
};

class NotApplicable extends Error {}

/** Calls the resource policies with one resource, in their order, as the SDK's server does but in this process. */
export function runResourcePolicies(
    policies: Policies,
    resource: AnalyzedResource,
    config: PackConfig = {},
): DirectReport[] {
    const reports: DirectReport[] = [];
    for (const policy of policies.filter(
        (each): each is ResourceValidationPolicy => "validateResource" in each,
    )) {
        const { validateResource } = policy;
        if (typeof validateResource !== "function") throw new Error(`${policy.name} has no single check`);
        try {
            void validateResource(
                {
                    ...shownResource(resource),
                    stackTags: new Map<string, string>(),
                    getConfig: <T extends object>() => (config[policy.name] ?? {}) as T,
                    notApplicable: (reason) => {
                        throw new NotApplicable(reason);
                    },
                },
                reporter(policy, reports),
            );
        } catch (error) {
            if (!(error instanceof NotApplicable)) throw error;
        }
    }
    return reports;
}

/** Calls the stack policies with a whole stack, likewise. */
export function runStackPolicies(
    policies: Policies,
    resources: readonly AnalyzedResource[],
    config: PackConfig = {},
): DirectReport[] {
    const reports: DirectReport[] = [];
    for (const policy of policies.filter((each): each is StackValidationPolicy => "validateStack" in each)) {
        const shown = resources.map((resource): [AnalyzedResource, PolicyResource] => [
            resource,
            { ...shownResource(resource), dependencies: [], propertyDependencies: {} },
        ]);
        const find = (urns: readonly string[]) =>
            urns.flatMap((urn) =>
                shown.filter(([{ urn: own }]) => own === urn).map(([, resource]) => resource),
            );
        for (const [source, resource] of shown) {
            resource.dependencies = find(source.dependencies ?? []);
            for (const [key, urns] of Object.entries(source.propertyDependencies ?? {})) {
                resource.propertyDependencies[key] = find(urns);
            }
        }
        void policy.validateStack(
            {
                resources: shown.map(([, resource]) => resource),
                stackTags: new Map<string, string>(),
                getConfig: <T extends object>() => (config[policy.name] ?? {}) as T,
                notApplicable: (reason) => {
                    throw new NotApplicable(reason);
                },
            },
            reporter(policy, reports),
        );
    }
    return reports;
}

function shownResource({ type, name, urn, props, provider, options }: AnalyzedResource) {
    return {
        type,
        name,
        urn,
        props: unknownCheckingProxy(structuredClone(props)),
        ...(provider && { provider: { ...provider, props: unknownCheckingProxy(provider.props) } }),
        opts: {
            protect: options?.protect ?? false,
            ignoreChanges: [],
            aliases: [],
            customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
            additionalSecretOutputs: [],
        },
        isType: () => false,
        asType: () => undefined,
    };
}

function reporter(policy: sdk.Policy, reports: DirectReport[]): ReportViolation {
    const report = (violation: { message: string; enforcementLevel?: EnforcementLevel }) => {
        const level = violation.enforcementLevel ?? policy.enforcementLevel;
        reports.push({ policy: policy.name, level, message: violation.message });
    };
    return report as unknown as ReportViolation;
}

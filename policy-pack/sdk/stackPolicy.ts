import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { type Organisation, organisationKeys, organisationOf } from "../config/organisation";
import { type ConfigKeys, readPolicyConfig } from "../config/policyConfig";
import { type PolicyDefinition, sdkPolicy } from "./policyDefinition";
import { reporterOf } from "./reporter";
import type { CheckSettings } from "./resourcePolicy";
import type { Subject, Violation } from "./violation";

/** One thing that a stack policy has found. */
export interface StackViolation {
    subject: Subject;
    urn: string;
    violation: Violation;
}

/** A policy that judges all resources of a stack together, by what is known of them at the end of a preview or update. */
export interface StackPolicyDefinition<Config extends object> extends PolicyDefinition<Config> {
    /** Findings, made one by one: those made before an exception are kept. */
    check(resources: readonly PolicyResource[], settings: CheckSettings<Config>): Iterable<StackViolation>;
}

/** A definition as the SDK runs it. Its config repeats the organisation's settings, for those who disable `gitlab-issuers`. */
export function stackPolicy<Config extends object>(
    definition: StackPolicyDefinition<Config>,
): StackValidationPolicy {
    // TypeScript cannot follow the spread of two mapped types; the keys of both are all there.
    const keys = { ...definition.config, ...organisationKeys } as unknown as ConfigKeys<
        Config & Organisation
    >;
    return {
        ...sdkPolicy({ ...definition, config: keys }),
        validateStack(args, reportViolation) {
            const reporter = reporterOf(definition.name, reportViolation);
            reporter.guard({ noun: "Stack", name: "resources" }, undefined, () => {
                const { config, problems } = readPolicyConfig(keys, args.getConfig());
                reporter.configProblems(problems);
                const settings = { config, organisation: organisationOf(config) };
                for (const { subject, urn, violation } of definition.check(args.resources, settings)) {
                    reporter.violation(subject, violation, urn);
                }
            });
        },
    };
}

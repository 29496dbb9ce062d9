import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { heldOrganisation, type Organisation } from "../config/organisation";
import { readPolicyConfig } from "../config/policyConfig";
import { type PolicyDefinition, sdkPolicy } from "./policyDefinition";
import { reporterOf } from "./reporter";
import type { Violation } from "./violation";

/** A resource as the reader of one kind of resources is shown it. */
export type ShownResource = Pick<ResourceValidationArgs, "type" | "name" | "props" | "provider">;

/** How one kind of resources is read, from whichever provider package it comes. */
export interface ResourceKind<Resource> {
    /** What it is called in messages: `Role`. */
    noun: string;
    /** The type tokens that it covers. */
    types: readonly string[];
    /** Reads one. Must not let an unknown's exception through. */
    read(resource: ShownResource): Resource;
}

/** What a check may know beside the resource. */
export interface CheckSettings<Config> {
    config: Config;
    organisation: Organisation;
}

/** A policy that judges one resource at a time, before it is made. */
export interface ResourcePolicyDefinition<Resource, Config extends object> extends PolicyDefinition<Config> {
    kind: ResourceKind<Resource>;
    /** What is wrong with a resource; nothing where it could not be read for unknowns. */
    check(resource: Resource, settings: CheckSettings<Config>): Violation[];
    /** Called with the policy's config before each resource of any type, whatever the policy judges. */
    onConfig?(config: Config): void;
}

// Each stack has exactly one, so that a mistake in the config is reported once.
const stackType = "pulumi:pulumi:Stack";

/** A definition as the SDK runs it. */
export function resourcePolicy<Resource, Config extends object>(
    definition: ResourcePolicyDefinition<Resource, Config>,
): ResourceValidationPolicy {
    const { kind, name } = definition;
    const reason = `${name} judges ${kind.types.join(" and ")} only.`;
    return {
        ...sdkPolicy(definition),
        validateResource(args, reportViolation) {
            const applies = kind.types.includes(args.type);
            const reporter = reporterOf(definition.name, reportViolation);
            const subject = { noun: kind.noun, name: args.name };
            if (applies || args.type === stackType || definition.onConfig) {
                reporter.guard(subject, args.urn, () => {
                    const { config, problems } = readPolicyConfig(definition.config, args.getConfig());
                    definition.onConfig?.(config);
                    if (args.type === stackType) reporter.configProblems(problems);
                    if (!applies) return;
                    const settings = { config, organisation: heldOrganisation() };
                    for (const violation of definition.check(kind.read(args), settings)) {
                        reporter.violation(subject, violation, args.urn);
                    }
                });
            }
            // It throws, so it must stay outside the guard.
            if (!applies) withoutStackTrace(() => args.notApplicable(reason));
        },
    };
}

/** Collecting the stack of an exception that nobody looks at would be half of what an unrelated resource costs. */
function withoutStackTrace(act: () => void): void {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
        act();
    } finally {
        Error.stackTraceLimit = limit;
    }
}

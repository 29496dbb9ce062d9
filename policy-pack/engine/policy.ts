import type {
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyResource,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationPolicy,
} from "@pulumi/policy";
import type { Effect } from "../../trust/finding";
import type { PolicyCase } from "../cases";
import { configKeyEntries, type ConfigKeys, readPolicyConfig } from "./config";
import { heldIn, mayHold, withHeld } from "./held";
import { heldOrganisation, type Organisation, organisationKeys, organisationOf } from "./organisation";
import { pageOf, reporterOf, type Subject, type Violation } from "./report";

/** A tool that finds some of what a policy finds. */
export interface OtherFinder {
    /** Its name: `checkov`. */
    tool: string;
    /** How much of it, in words. */
    share: string;
}

/** What every policy of the pack says about itself. Pages, tables and the SDK's metadata are derived from it. */
export interface PolicyDefinition<Config extends object> {
    /** Public and stable: configs name it. */
    name: string;
    displayName: string;
    /** What it finds, as a noun phrase: a row of the README's table. */
    finds: string;
    /** What it requires, in one sentence. */
    description: string;
    /** The level without a config. */
    level: Exclude<EnforcementLevel, "remediate" | "disabled">;
    /** How bad a violation is, where the violation itself does not specify it. */
    severity: Severity;
    /** What a violation does in production. */
    effect: Effect;
    /** What to do about a violation, in general. */
    remediationSteps: string;
    /** In addition to those that follow from `effect` and the pack. */
    tags: string[];
    /** Its config keys. */
    config: ConfigKeys<Config>;
    /**
     * Who else finds it; empty where nobody was found. As of 2026-11, from the documentation and sources of checkov, IAM
     * Access Analyzer's policy validation, the guard of the IAM API, Datadog's posture rules, cloud-audit, TrustEdge,
     * trajan, parliament, trivy, prowler, ScoutSuite, cfn-guard, cfn-lint, KICS, the AWS provider and Pulumi's packs.
     */
    otherFinders: readonly OtherFinder[];
    /** What it passes and what it reports: its tests, and the examples of its page. Made when they are asked for. */
    cases(): PolicyCase[];
}

/** A policy of the pack: what it says about itself, and the form in which the SDK runs it. */
export interface PackPolicy extends Omit<PolicyDefinition<object>, "config"> {
    /** `resource`: runs before each resource is made. `stack`: sees all resources, on `up` after the update. */
    kind: "resource" | "stack";
    sdk: ResourceValidationPolicy | StackValidationPolicy;
}

/** A resource as the reader of one kind of resources is shown it. */
export type ShownResource = Pick<ResourceValidationArgs, "type" | "name" | "props" | "provider">;

/** How one kind of resources is read, from whichever provider package it comes. */
export interface ResourceKind<Resource> {
    /** What it is called in messages: `Role`; by type where it covers several. */
    noun: string | ((type: string) => string);
    /** The type tokens that it covers. */
    types: readonly string[];
    /** Reads one. Must not let an unknown's exception through. */
    read(resource: ShownResource): Resource;
}

/** Inputs to a check other than the resources. */
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

// Each stack has exactly one, so that a mistake in the config is reported once.
const stackType = "pulumi:pulumi:Stack";

/** A policy that judges one resource at a time, as the SDK runs it. */
export function resourcePolicy<Resource, Config extends object>(
    definition: ResourcePolicyDefinition<Resource, Config>,
): PackPolicy {
    const { kind, name } = definition;
    const reason = `${name} judges ${kind.types.join(" and ")} only.`;
    const sdk: ResourceValidationPolicy = {
        ...metadataOf(definition),
        validateResource(args, reportViolation) {
            const applies = kind.types.includes(args.type);
            const holds = mayHold(args.type);
            const reporter = reporterOf(name, reportViolation);
            const nounOf = (type: string) => (typeof kind.noun === "string" ? kind.noun : kind.noun(type));
            const subject = { noun: nounOf(args.type), name: args.name };
            if (applies || holds || args.type === stackType || definition.onConfig) {
                reporter.guard(subject, args.urn, () => {
                    const { config, problems } = readPolicyConfig(definition.config, args.getConfig());
                    definition.onConfig?.(config);
                    if (args.type === stackType) reporter.configProblems(problems);
                    const settings = { config, organisation: heldOrganisation() };
                    const judged: Pick<ShownResource, "type" | "name" | "props">[] = applies
                        ? [args]
                        : heldIn(args).resources.filter(({ type }) => kind.types.includes(type));
                    for (const each of judged) {
                        const { type, name: own, props } = each;
                        const shown = kind.read({
                            type,
                            name: own,
                            props,
                            ...(args.provider && { provider: args.provider }),
                        });
                        for (const violation of definition.check(shown, settings)) {
                            reporter.violation({ noun: nounOf(type), name: own }, violation, args.urn);
                        }
                    }
                });
            }
            // It throws, so it must stay outside the guard.
            if (!applies && !holds) withoutStackTrace(() => args.notApplicable(reason));
        },
    };
    return { ...definition, kind: "resource", sdk };
}

/**
 * A policy that judges a whole stack, as the SDK runs it. Its config repeats the organisation's settings, for those who
 * disable `gitlab-issuers`.
 */
export function stackPolicy<Config extends object>(definition: StackPolicyDefinition<Config>): PackPolicy {
    // TypeScript cannot follow the spread of two mapped types; the keys of both are all there.
    const keys = { ...definition.config, ...organisationKeys } as unknown as ConfigKeys<
        Config & Organisation
    >;
    const sdk: StackValidationPolicy = {
        ...metadataOf({ ...definition, config: keys }),
        validateStack(args, reportViolation) {
            const reporter = reporterOf(definition.name, reportViolation);
            reporter.guard({ noun: "Stack", name: "resources" }, undefined, () => {
                const { config, problems } = readPolicyConfig(keys, args.getConfig());
                reporter.configProblems(problems);
                const settings = { config, organisation: organisationOf(config) };
                for (const { subject, urn, violation } of definition.check(
                    withHeld(args.resources),
                    settings,
                )) {
                    reporter.violation(subject, violation, urn);
                }
            });
        },
    };
    return { ...definition, kind: "stack", sdk };
}

/** A definition as the SDK wants it, without its check. */
function metadataOf<Config extends object>(definition: PolicyDefinition<Config>): Policy {
    const { name, displayName, description, level, severity, effect, remediationSteps, tags, config } =
        definition;
    return {
        name,
        displayName,
        description,
        enforcementLevel: level,
        severity,
        remediationSteps,
        url: pageOf(name),
        tags: ["aws", "iam", "gitlab", "oidc", `fails-${effect}`, ...tags],
        configSchema: configSchemaOf(config),
    };
}

function configSchemaOf<Config extends object>(keys: ConfigKeys<Config>): PolicyConfigSchema {
    return {
        properties: Object.fromEntries(configKeyEntries(keys).map(([name, { schema }]) => [name, schema])),
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

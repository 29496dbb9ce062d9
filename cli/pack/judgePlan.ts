import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { packageNames } from "../../trust/project";
import type { PlannedResource } from "../estate";
import { CommandError } from "../terminal";
import type { AnalyzedResource, Diagnostic, PackInfo } from "./messages";
import type { PackConfig } from "./packConfig";
import type { PackProcess } from "./packProcess";

/** What a policy pack says about a plan. */
export interface Judgement {
    pack: PackInfo;
    /** The names of the policies that ran, in the pack's order. */
    ran: string[];
    /** The names of those that the config switched off. */
    disabled: string[];
    /** First those of single resources, in the order of the plan, then those of the stack. */
    diagnostics: Diagnostic[];
}

/** Shows a plan to a pack as the engine does: each resource when it is registered, then the whole stack. */
export async function judgePlan(
    pack: PackProcess,
    resources: readonly PlannedResource[],
    config: PackConfig,
): Promise<Judgement> {
    await pack.configure(config);
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const analyzed = resources.map((resource) => analyzedResource(resource, byUrn));
    const diagnostics: Diagnostic[] = [];
    for (const [index, resource] of resources.entries()) {
        const shown = analyzed[index];
        // The engine judges what a stack manages; what it only looks up is seen by the stack policies.
        if (shown !== undefined && !resource.read) diagnostics.push(...(await pack.analyze(shown)));
    }
    diagnostics.push(...(await pack.analyzeStack(analyzed)));
    const info = pack.info();
    const isDisabled = (name: string) => levelIn(config, name) === "disabled";
    const names = info.policies.map((policy) => policy.name);
    return {
        pack: info,
        ran: info.policies
            .filter(({ name, level }) => (levelIn(config, name) ?? level) !== "disabled")
            .map(({ name }) => name),
        disabled: names.filter(isDisabled),
        diagnostics: diagnostics.map(pack.recorded()),
    };
}

function levelIn(config: PackConfig, name: string): string | undefined {
    const entry = config[name] ?? config["all"];
    const level = typeof entry === "string" ? entry : entry?.enforcementLevel;
    const all = config["all"];
    return level ?? (typeof all === "string" ? all : all?.enforcementLevel);
}

function analyzedResource(
    resource: PlannedResource,
    byUrn: ReadonlyMap<string, PlannedResource>,
): AnalyzedResource {
    const { type, name, urn, parent, dependencies, propertyDependencies, options, aliases } = resource;
    const provider = byUrn.get(resource.provider?.replace(/::[^:]*$/, "") ?? "");
    return {
        type,
        name,
        urn,
        props: resource.inputs,
        ...(parent === undefined ? {} : { parent }),
        dependencies,
        propertyDependencies,
        options: {
            protect: options.protect ?? false,
            ignoreChanges: options.ignoreChanges ?? [],
            aliases: aliases.flatMap((alias) => alias.urn ?? []),
        },
        ...(provider === undefined
            ? {}
            : {
                  provider: {
                      type: provider.type,
                      name: provider.name,
                      urn: provider.urn,
                      props: provider.inputs,
                  },
              }),
    };
}

/**
 * The folder of the policy pack: the one that was named, or the package of this project's policies as the project or this
 * command resolves it, or else the one that comes with this command's package. Throws CommandError where there is none,
 * and where it is not built.
 */
export function findPolicyPack(named: string | undefined, projectDirectory: string): string {
    const folder = named === undefined ? installedPack(projectDirectory) : resolve(named);
    if (folder === undefined)
        throw new CommandError(
            `The policy pack ${packageNames.policies} is not installed.`,
            "Install it in the project, or name a pack's folder: --policy-pack DIR",
        );
    if (!existsSync(join(folder, "PulumiPolicy.yaml")))
        throw new CommandError(
            `${folder} is not a policy pack: it has no PulumiPolicy.yaml.`,
            "Name the pack's folder: --policy-pack DIR",
        );
    return folder;
}

function installedPack(projectDirectory: string): string | undefined {
    for (const from of [join(projectDirectory, "package.json"), __filename]) {
        try {
            return dirname(createRequire(from).resolve(`${packageNames.policies}/package.json`));
        } catch {
            continue;
        }
    }
    const shipped = join(__dirname, "policy-pack");
    return existsSync(shipped) ? shipped : undefined;
}

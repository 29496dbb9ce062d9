import * as pulumi from "@pulumi/pulumi";
import type { GitLabFederationArgs } from "./args/federation";
import type { DiscoveryMirrorArgs } from "./args/mirror";
import type { IdentityProviderArgs } from "./args/provider";
import type { ProjectRoleArgs } from "./args/role";
import { DiscoveryMirror } from "./discoveryMirror";
import { GitLabFederation } from "./gitLabFederation";
import { IdentityProvider } from "./identityProvider";
import { ProjectRole } from "./projectRole";

/** What is read of the schema: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/. */
interface Schema {
    name: string;
    version: string;
    resources: Record<string, { properties: Record<string, unknown> }>;
}

type Construct = (
    name: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

// The constructors check every argument themselves: programs in other languages send what they like.
const components: Readonly<Record<string, Construct>> = {
    DiscoveryMirror: (name, inputs, options) =>
        new DiscoveryMirror(name, inputs as DiscoveryMirrorArgs, options),
    GitLabFederation: (name, inputs, options) =>
        new GitLabFederation(name, inputs as GitLabFederationArgs, options),
    IdentityProvider: (name, inputs, options) =>
        new IdentityProvider(name, inputs as IdentityProviderArgs, options),
    ProjectRole: (name, inputs, options) => new ProjectRole(name, inputs as ProjectRoleArgs, options),
};

/**
 * Serves the components to the engine, for programs in other languages, until the engine ends the process. The Pulumi
 * package is called what the schema says, whatever npm scope this package is published in: Pulumi would otherwise name
 * the SDKs of other languages after the scope. The schema is the committed one, so that serving needs no compiler.
 * @param schema - the text of `schema.json`.
 * @param args - what the engine started the plugin with: its own address first.
 */
export async function servePlugin(schema: string, args: string[]): Promise<void> {
    const { name: packageName, version, resources } = JSON.parse(schema) as Schema;
    const provider: pulumi.provider.Provider = {
        version,
        getSchema: () => Promise.resolve(schema),
        construct(name, type, inputs, options) {
            const [, , componentName = ""] = type.split(":");
            const construct = components[componentName];
            const outputs = resources[type]?.properties;
            if (construct === undefined || outputs === undefined)
                throw new Error(`The package ${packageName} has no component ${type}.`);
            const instance = construct(name, inputs, options);
            const state = Object.fromEntries(
                Object.keys(outputs).map((key) => [key, Reflect.get(instance, key)]),
            );
            return Promise.resolve({ urn: instance.urn, state });
        },
    };
    await pulumi.provider.main(provider, args);
}

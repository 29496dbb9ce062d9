import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider";
import {
    DiscoveryMirror,
    GitLabFederation,
    IdentityProvider,
    OrganizationGuardrails,
    ProjectRole,
} from "../../components";

/** A property's type, as Pulumi writes it: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/. */
export interface SchemaType {
    type?: string;
    $ref?: string;
    items?: SchemaType;
    additionalProperties?: SchemaType;
}

/** An argument or an output. */
export interface SchemaProperty extends SchemaType {
    description?: string;
    /** Whether it must be known when the program runs. */
    plain?: boolean;
    /** Whether it may be left out. */
    optional?: boolean;
}

/** A component. */
export interface SchemaResource {
    description?: string;
    inputProperties: Record<string, SchemaProperty>;
    requiredInputs?: string[];
    properties: Record<string, SchemaProperty>;
    required?: string[];
}

/** An object among the arguments. */
export interface SchemaObject {
    description?: string;
    properties: Record<string, SchemaProperty>;
    required?: string[];
}

/** What other languages see of the components. */
export interface ComponentSchema {
    name: string;
    version: string;
    resources: Record<string, SchemaResource>;
    types: Record<string, SchemaObject>;
}

const folder = join(__dirname, "../../components");

/** Where the schema is committed. */
export const schemaFile = join(folder, "schema.json");

/** The schema of the components as they are now, as Pulumi infers it from their types; it takes some seconds. */
export async function inferSchema(): Promise<ComponentSchema> {
    const components = [
        DiscoveryMirror,
        GitLabFederation,
        IdentityProvider,
        OrganizationGuardrails,
        ProjectRole,
    ];
    const provider = new ComponentProvider({ name: "gitlab-aws-oidc", dirname: folder, components });
    return JSON.parse(await provider.getSchema()) as ComponentSchema;
}

/** The schema as it is committed: formatted as the repository's other JSON is. */
export async function schemaText(schema: ComponentSchema): Promise<string> {
    return format(JSON.stringify(schema), { ...(await resolveConfig(schemaFile)), filepath: schemaFile });
}

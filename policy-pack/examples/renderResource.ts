import type { ExampleResource } from "./policyExample";

/** A resource as a program registers it. */
export interface RenderedResource {
    /** The type token, such as `aws:iam/role:Role`. */
    type: string;
    name: string;
    props: Record<string, unknown>;
    /** Per input, the names of the resources that its value comes from. */
    propertyDependencies: Record<string, string[]>;
}

/** What Pulumi sends in the place of a text that is not known yet. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The provider package that an example is written for. */
export type ProviderPackage = "aws" | "aws-native";

/** Writes an example's resource for a provider package. `aws` takes a trust policy as text, `aws-native` as an object too. */
export function renderResource(
    resource: ExampleResource,
    providerPackage: ProviderPackage,
): RenderedResource {
    const native = providerPackage === "aws-native";
    const { name } = resource;
    switch (resource.kind) {
        case "other":
            return { type: resource.type, name, props: resource.props ?? {}, propertyDependencies: {} };
        case "provider": {
            const { url = unknownText, audiences, urlFrom } = resource;
            return {
                type: native
                    ? "aws-native:iam:OidcProvider"
                    : "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
                name,
                props: { url, ...(audiences && { [native ? "clientIdList" : "clientIdLists"]: audiences }) },
                propertyDependencies: urlFrom ? { url: urlFrom } : {},
            };
        }
        case "role": {
            const { document, unknownFrom } = resource;
            const key = native ? "assumeRolePolicyDocument" : "assumeRolePolicy";
            const written = native || typeof document === "string" ? document : JSON.stringify(document);
            return {
                type: native ? "aws-native:iam:Role" : "aws:iam/role:Role",
                name,
                props: { [key]: unknownFrom ? unknownText : written },
                propertyDependencies: unknownFrom ? { [key]: unknownFrom } : {},
            };
        }
    }
}

import type { CaseResource, CaseRole } from ".";

/** A resource as a program registers it. */
export interface RenderedResource {
    /** The type token, such as `aws:iam/role:Role`. */
    type: string;
    name: string;
    props: Record<string, unknown>;
    /** Per input, the names of the resources that its value comes from. */
    propertyDependencies: Record<string, string[]>;
    /** Whether the resource is protected from deletion. Default: no. */
    protect?: boolean;
}

/** What Pulumi sends in the place of a text that is not known yet. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The provider package that an example is written for. */
export type ProviderPackage = "aws" | "aws-native";

/** Writes an example's resource for a provider package. `aws` takes a trust policy as text, `aws-native` as an object too. */
export function renderResource(resource: CaseResource, providerPackage: ProviderPackage): RenderedResource {
    const native = providerPackage === "aws-native";
    const { name } = resource;
    switch (resource.kind) {
        case "other":
            return {
                type: resource.type,
                name,
                props: resource.props ?? {},
                propertyDependencies: {},
                ...(resource.protect && { protect: true }),
            };
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
                props: { [key]: unknownFrom ? unknownText : written, ...permissionsOf(resource, native) },
                propertyDependencies: unknownFrom ? { [key]: unknownFrom } : {},
            };
        }
        case "role-policy": {
            const key = native ? "roleName" : "role";
            const role = referenceTo(resource.role);
            return {
                type: native ? "aws-native:iam:RolePolicy" : "aws:iam/rolePolicy:RolePolicy",
                name,
                props: { [key]: role.value, ...documentIn(resource.document, native) },
                propertyDependencies: { [key]: role.from },
            };
        }
        case "managed-policy":
            return {
                type: native ? "aws-native:iam:ManagedPolicy" : "aws:iam/policy:Policy",
                name,
                props: documentIn(resource.document, native),
                propertyDependencies: {},
            };
        case "organization-policy": {
            const { type, document, isUnknown } = resource;
            // The native package requires a type.
            const nativeType = type ?? "SERVICE_CONTROL_POLICY";
            return {
                type: native ? "aws-native:organizations:Policy" : "aws:organizations/policy:Policy",
                name,
                props: {
                    content: isUnknown ? unknownText : native ? document : JSON.stringify(document),
                    ...(native ? { type: nativeType } : type && { type }),
                },
                propertyDependencies: {},
            };
        }
        // aws-native attaches nothing by a resource of its own: its users take this one.
        case "attachment": {
            const role = referenceTo(resource.role);
            return {
                type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                name,
                props: {
                    role: role.value,
                    policyArn: "arn" in resource.policy ? resource.policy.arn : unknownText,
                },
                propertyDependencies: {
                    role: role.from,
                    policyArn: "from" in resource.policy ? [resource.policy.from] : [],
                },
            };
        }
    }
}

function permissionsOf(role: CaseRole, native: boolean): Record<string, unknown> {
    const { roleName, managedPolicyArns, inlinePolicies, permissionsBoundary, maxSessionDuration } = role;
    const inline = Object.entries(inlinePolicies ?? {}).map(([name, document]) =>
        native ? { policyName: name, policyDocument: document } : { name, policy: JSON.stringify(document) },
    );
    const props = {
        [native ? "roleName" : "name"]: roleName,
        managedPolicyArns,
        [native ? "policies" : "inlinePolicies"]: inlinePolicies && inline,
        permissionsBoundary,
        maxSessionDuration,
    };
    return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}

function documentIn(document: unknown, native: boolean): Record<string, unknown> {
    return native ? { policyDocument: document } : { policy: JSON.stringify(document) };
}

function referenceTo(role: string | { roleName: string }): { value: string; from: string[] } {
    return typeof role === "string"
        ? { value: unknownText, from: [role] }
        : { value: role.roleName, from: [] };
}

import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { PlannedAlias, PlannedOptions, PlannedResource } from "./plannedResource";

/** What a registration asks for, under the URN that the engine would give it. */
export function plannedRegistration(request: RegisterResourceRequest, urn: string): PlannedResource {
    const propertyDependencies: Record<string, string[]> = {};
    for (const [property, dependencies] of request.getPropertydependenciesMap().entries())
        propertyDependencies[property] = dependencies.getUrnsList();
    return {
        ...common(request, urn),
        custom: request.getCustom(),
        read: false,
        inputs: request.getObject()?.toJavaScript() ?? {},
        propertyDependencies,
        aliases: aliasesOf(request),
        providers: Object.fromEntries(request.getProvidersMap().entries()),
        options: optionsOf(request),
    };
}

/** What a look-up asks for; its only inputs are those that the program gave to find it by. */
export function plannedRead(request: ReadResourceRequest, urn: string): PlannedResource {
    return {
        ...common(request, urn),
        custom: true,
        read: true,
        inputs: request.getProperties()?.toJavaScript() ?? {},
        propertyDependencies: {},
        aliases: [],
        providers: {},
        options: { importId: request.getId() },
    };
}

function common(request: RegisterResourceRequest | ReadResourceRequest, urn: string) {
    const parent = request.getParent();
    const provider = request.getProvider();
    return {
        urn,
        type: request.getType(),
        name: request.getName(),
        dependencies: request.getDependenciesList(),
        ...(parent && { parent }),
        ...(provider && { provider }),
    };
}

function optionsOf(request: RegisterResourceRequest): PlannedOptions {
    const timeouts = request.getCustomtimeouts();
    const customTimeouts = withoutEmpty({
        create: timeouts?.getCreate(),
        update: timeouts?.getUpdate(),
        delete: timeouts?.getDelete(),
    });
    return withoutEmpty({
        protect: request.hasProtect() ? request.getProtect() : undefined,
        retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
        deleteBeforeReplace: request.getDeletebeforereplacedefined()
            ? request.getDeletebeforereplace()
            : undefined,
        ignoreChanges: request.getIgnorechangesList(),
        replaceOnChanges: request.getReplaceonchangesList(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
        deletedWith: request.getDeletedwith(),
        importId: request.getImportid(),
        customTimeouts: Object.keys(customTimeouts).length > 0 ? customTimeouts : undefined,
        version: request.getVersion(),
    });
}

function aliasesOf(request: RegisterResourceRequest): PlannedAlias[] {
    const urns = request.getAliasurnsList().map((urn): PlannedAlias => ({ urn }));
    const specs = request.getAliasesList().map((alias): PlannedAlias => {
        const spec = alias.getSpec();
        return withoutEmpty({
            urn: alias.getUrn(),
            name: spec?.getName(),
            type: spec?.getType(),
            stack: spec?.getStack(),
            project: spec?.getProject(),
            parentUrn: spec?.getParenturn(),
            noParent: spec?.getNoparent() || undefined,
        });
    });
    return [...urns, ...specs];
}

type WithoutEmpty<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

// The wire has empty texts and lists where the program said nothing.
function withoutEmpty<Value extends object>(value: Value): WithoutEmpty<Value> {
    const told = Object.entries(value).filter(
        ([, member]) =>
            member !== undefined && member !== "" && !(Array.isArray(member) && member.length === 0),
    );
    return Object.fromEntries(told) as WithoutEmpty<Value>;
}

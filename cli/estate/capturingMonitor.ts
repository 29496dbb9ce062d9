import { fileURLToPath } from "node:url";
import type {
    ReadResourceRequest,
    RegisterResourceOutputsRequest,
    RegisterResourceRequest,
    ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { offlineAnswer, type OfflineFacts, type ProviderInputs } from "./offlineAnswers";
import {
    openedValue,
    type AnsweredCall,
    type PlannedAlias,
    type PlannedOptions,
    type PlannedResource,
    resourceUrn,
    type SerializedProperties,
    stackReferenceType,
    stackType,
} from "./plan";

/** What a program asked of its monitor, in order. */
export interface CapturedProgram {
    resources: PlannedResource[];
    outputs: SerializedProperties;
    calls: AnsweredCall[];
}

/** What the monitor answers with. */
interface MonitorFacts extends OfflineFacts {
    stack: string;
    /** Stack outputs by the name of the reference; a stack that is not here has unknown outputs. */
    stackOutputs: Readonly<Record<string, Record<string, unknown>>>;
}

type Callback = (error: unknown, response: unknown) => void;

/**
 * Puts itself in the place of the mock monitor's methods, so that the requests are seen as the engine would get them.
 * The answers are a preview's: a resource has its inputs, and everything else of it is unknown. `onResource` hears of each
 * resource when it is registered.
 */
export function captureProgram(
    monitor: object,
    facts: MonitorFacts,
    onResource: (resource: PlannedResource) => void = () => undefined,
): CapturedProgram {
    const captured: CapturedProgram = { resources: [], outputs: {}, calls: [] };
    const byUrn = new Map<string, PlannedResource>();
    const add = (resource: PlannedResource): void => {
        if (byUrn.has(resource.urn))
            throw new Error(
                `there is one of that type and name already (${resource.urn}); each needs a name of its own`,
            );
        byUrn.set(resource.urn, resource);
        captured.resources.push(resource);
        onResource(resource);
    };
    const urnOf = (parent: string, type: string, name: string) =>
        resourceUrn(facts, parent === "" ? undefined : parent, type, name);

    Object.assign(monitor, {
        registerResource: answering((request: RegisterResourceRequest) => {
            const urn = urnOf(request.getParent(), request.getType(), request.getName());
            add(plannedRegistration(request, urn));
            return {
                getUrn: () => urn,
                getId: () => request.getImportid(),
                getObject: () => request.getObject(),
                getPropertydependenciesMap: () => undefined,
                getResult: () => 0,
            };
        }),
        readResource: answering((request: ReadResourceRequest) => {
            const urn = urnOf(request.getParent(), request.getType(), request.getName());
            const read = plannedRead(request, urn);
            add(read);
            const outputs =
                read.type === stackReferenceType ? facts.stackOutputs[request.getId()] : undefined;
            const state =
                outputs === undefined ? read.inputs : { ...read.inputs, outputs, secretOutputNames: [] };
            return { getUrn: () => urn, getProperties: () => ({ toJavaScript: () => state }) };
        }),
        invoke: answering((request: ResourceInvokeRequest) => {
            const token = request.getTok();
            const args = (request.getArgs()?.toJavaScript() ?? {}) as Record<string, unknown>;
            const provider = byUrn.get(request.getProvider().replace(/::[^:]*$/, ""));
            const { region, allowedAccountIds } = openedValue(provider?.inputs ?? {}) as ProviderInputs;
            const answer = offlineAnswer(facts, token, args, { region, allowedAccountIds });
            captured.calls.push(answer ?? { token, source: "unanswered", result: {} });
            if (answer === undefined) throw new Error(unanswered(token, args));
            return { getFailuresList: () => [], getReturn: () => ({ toJavaScript: () => answer.result }) };
        }),
        registerResourceOutputs: answering((request: RegisterResourceOutputsRequest) => {
            if (byUrn.get(request.getUrn())?.type === stackType)
                captured.outputs = request.getOutputs()?.toJavaScript() ?? {};
            return {};
        }),
        // The SDK closes its monitor at the end of a process.
        close: () => undefined,
    });
    return captured;
}

// What a gRPC client would get: an error carries its text in `details`, an answer comes on a later turn.
function answering<Request>(answer: (request: Request) => unknown) {
    return (request: Request, callback: Callback): void => {
        let response: unknown;
        let failure: unknown;
        try {
            response = answer(request);
        } catch (error) {
            failure = Object.assign(error as Error, { details: (error as Error).message });
        }
        setImmediate(() => {
            callback(failure ?? null, response);
        });
    };
}

function unanswered(token: string, args: Readonly<Record<string, unknown>>): string {
    return (
        `The program asks ${token} for ${JSON.stringify(args)}, and the offline preview asks no cloud. ` +
        `Give the answer in a JSON file, function token to result: --answers FILE`
    );
}

/** What a registration asks for, under the URN that the engine would give it. */
function plannedRegistration(request: RegisterResourceRequest, urn: string): PlannedResource {
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
function plannedRead(request: ReadResourceRequest, urn: string): PlannedResource {
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
    const position = request.getSourceposition();
    const source = position === undefined ? undefined : sourceOf(position.getUri(), position.getLine());
    return {
        urn,
        type: request.getType(),
        name: request.getName(),
        dependencies: request.getDependenciesList(),
        ...(parent && { parent }),
        ...(provider && { provider }),
        ...(source && { source }),
    };
}

/** The file and line in which the program's SDK says that a resource is made; undefined where it says nothing usable. */
function sourceOf(uri: string, line: number): { file: string; line: number } | undefined {
    if (!uri.startsWith("file://") || line < 1) return undefined;
    try {
        return { file: fileURLToPath(uri), line };
    } catch {
        return undefined;
    }
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

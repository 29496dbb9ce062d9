import {
    AnalyzeRequest,
    AnalyzerPropertyDependencies,
    AnalyzerProviderResource,
    AnalyzerResource,
    AnalyzerResourceOptions,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A resource as the engine shows it to a policy pack. */
export interface AnalyzedResource {
    /** The type token, such as `aws:iam/role:Role`. */
    type: string;
    name: string;
    urn: string;
    /** The inputs as they travel: JSON values, with Pulumi's markers for unknowns and its wrappers for secrets and assets. */
    props: Record<string, unknown>;
    /** Resource options that policies see. Defaults to none. */
    options?: { protect?: boolean; ignoreChanges?: string[]; aliases?: string[] };
    /** The provider that manages the resource. */
    provider?: { type: string; name: string; urn: string; props: Record<string, unknown> };
    /** The parent's URN. */
    parent?: string;
    /** URNs of the resources that this one waits for. Seen by stack policies only. */
    dependencies?: string[];
    /** For each input, the URNs of the resources that its value comes from. Seen by stack policies only. */
    propertyDependencies?: Record<string, string[]>;
}

/** The request that shows one resource's inputs to the resource policies. */
export function analyzeRequest(resource: AnalyzedResource): AnalyzeRequest {
    const request = new AnalyzeRequest();
    fillCommon(request, resource);
    return request;
}

/** One resource of the request that shows a whole stack to the stack policies. */
export function stackResource(resource: AnalyzedResource): AnalyzerResource {
    const wire = new AnalyzerResource();
    fillCommon(wire, resource);
    wire.setParent(resource.parent ?? "");
    wire.setDependenciesList(resource.dependencies ?? []);
    for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
        const dependencies = new AnalyzerPropertyDependencies();
        dependencies.setUrnsList(urns);
        wire.getPropertydependenciesMap().set(property, dependencies);
    }
    return wire;
}

/** A plain object as it travels. Members that JSON cannot carry (undefined, functions) are left out. */
export function toStruct(value: Record<string, unknown>): Struct {
    return Struct.fromJavaScript(
        JSON.parse(JSON.stringify(value)) as Parameters<typeof Struct.fromJavaScript>[0],
    );
}

function fillCommon(wire: AnalyzeRequest | AnalyzerResource, resource: AnalyzedResource): void {
    wire.setType(resource.type);
    wire.setName(resource.name);
    wire.setUrn(resource.urn);
    wire.setProperties(toStruct(resource.props));

    // The SDK refuses a request without options: it takes it for one of a very old engine.
    const options = new AnalyzerResourceOptions();
    options.setProtect(resource.options?.protect ?? false);
    options.setIgnorechangesList(resource.options?.ignoreChanges ?? []);
    options.setAliasesList(resource.options?.aliases ?? []);
    options.setParent(resource.parent ?? "");
    wire.setOptions(options);

    if (resource.provider) {
        const provider = new AnalyzerProviderResource();
        provider.setType(resource.provider.type);
        provider.setName(resource.provider.name);
        provider.setUrn(resource.provider.urn);
        provider.setProperties(toStruct(resource.provider.props));
        wire.setProvider(provider);
    }
}

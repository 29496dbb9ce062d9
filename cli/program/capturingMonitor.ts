import type {
    ReadResourceRequest,
    RegisterResourceOutputsRequest,
    RegisterResourceRequest,
    ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { offlineAnswer, type OfflineFacts } from "./offlineAnswers";
import { plannedRead, plannedRegistration } from "./plannedFromRequest";
import type { PlannedResource, SerializedProperties } from "./plannedResource";
import type { AnsweredCall } from "./programPlan";
import { resourceUrn, stackReferenceType, stackType } from "./resourceUrn";

/** What a program asked of its monitor, in order. */
export interface CapturedProgram {
    resources: PlannedResource[];
    outputs: SerializedProperties;
    calls: AnsweredCall[];
}

/** What the monitor answers with. */
export interface MonitorFacts extends OfflineFacts {
    stack: string;
    /** Stack outputs by the name of the reference; a stack that is not here has unknown outputs. */
    stackOutputs: Readonly<Record<string, Record<string, unknown>>>;
}

type Callback = (error: unknown, response: unknown) => void;

/**
 * Puts itself in the place of the mock monitor's methods, so that the requests are seen as the engine would get them.
 * The answers are a preview's: a resource has its inputs, and everything else of it is unknown.
 */
export function captureProgram(monitor: object, facts: MonitorFacts): CapturedProgram {
    const captured: CapturedProgram = { resources: [], outputs: {}, calls: [] };
    const byUrn = new Map<string, PlannedResource>();
    const add = (resource: PlannedResource): void => {
        if (byUrn.has(resource.urn))
            throw new Error(
                `there is one of that type and name already (${resource.urn}); each needs a name of its own`,
            );
        byUrn.set(resource.urn, resource);
        captured.resources.push(resource);
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
            const region = provider?.inputs["region"];
            const answer = offlineAnswer(facts, token, args, typeof region === "string" ? region : undefined);
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

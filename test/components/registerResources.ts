import * as pulumi from "@pulumi/pulumi";
import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

/** One resource as the program asked the engine for it. */
export interface RegisteredResource {
    type: string;
    name: string;
    /** Type chain and name, as in the URN. */
    urn: string;
    parent: string;
    inputs: Record<string, unknown>;
    dependencies: string[];
    deleteBeforeReplace: boolean;
    aliasNames: string[];
    protect: boolean;
    retainOnDelete: boolean;
    ignoreChanges: string[];
    /** The resource that exists and is taken over; empty where one is created. */
    importId: string;
}

/** One resource that the program only reads. */
export type ReadResource = Pick<RegisteredResource, "type" | "name" | "urn" | "parent"> & { id: string };

/** What a program did. */
export interface Registration<T> {
    resources: RegisteredResource[];
    reads: ReadResource[];
    /** What `build` returned. */
    built: T | undefined;
    /** What stopped it: thrown at once, or a promise that was rejected. Each message once. */
    errors: Error[];
}

/** What the AWS functions answer; undefined stands for a provider that is not configured. */
export type Answers = Record<string, (() => unknown) | undefined>;

const configured: Answers = {
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: "123456789012" }),
    "aws:index/getPartition:getPartition": () => ({ partition: "aws" }),
};

/** Runs a program in the SDK's mock runtime and returns what it registered. */
export async function registerResources<T>(
    build: () => T,
    {
        preview = true,
        answers = {},
        stack = "dev",
        stateOf = {},
    }: {
        preview?: boolean;
        answers?: Answers;
        stack?: string;
        /** What the provider adds to the inputs of each resource of a type. */
        stateOf?: Readonly<Record<string, object>>;
    } = {},
): Promise<Registration<T>> {
    const resources: RegisteredResource[] = [];
    const reads: ReadResource[] = [];
    const errors = new Map<string, Error>();
    await pulumi.runtime.setMocks(
        {
            newResource: ({ name, type, inputs, custom }) => ({
                id: custom === true && !preview ? `${name}_id` : undefined,
                state: { ...(inputs as Record<string, unknown>), ...stateOf[type] },
            }),
            call: ({ token }) => ({ ...configured, ...answers })[token]?.() ?? {},
        },
        "gitlab-aws-oidc",
        stack,
        preview,
    );
    seeRequests(resources, reads);
    let stop: () => void = () => undefined;
    // The engine would end the program here; resources that wait for a rejected promise wait for ever.
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const onRejection = (reason: unknown) => {
        const error = reason instanceof Error ? reason : new Error(String(reason));
        errors.set(error.message, error);
        stop();
    };
    // Mocha would count a rejection that the program leaves to the engine as its own.
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", onRejection);
    let built: T | undefined;
    try {
        built = build();
        await Promise.race([pulumi.runtime.disconnect(), stopped]);
    } catch (error) {
        onRejection(error);
    }
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners("unhandledRejection");
    others.forEach((listener) => process.on("unhandledRejection", listener));
    return { resources, reads, built, errors: [...errors.values()] };
}

/** The value of an Output in a test; undefined when it is unknown. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return (output as unknown as { promise(): Promise<T> }).promise();
}

/** Whether an Output is known. */
export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
    return (output as unknown as { isKnown: Promise<boolean> }).isKnown;
}

interface Monitor {
    newUrn(parent: string, type: string, name: string): string;
    registerResource(request: RegisterResourceRequest, callback: unknown): Promise<void>;
    readResource(request: ReadResourceRequest, callback: unknown): Promise<void>;
}

/** The mock's own callback does not see parents, dependencies and options: the request does. */
function seeRequests(resources: RegisteredResource[], reads: ReadResource[]): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.newUrn = (parent, type, name) => {
        const chain = parent === "" ? type : `${parent.split("::")[2] ?? ""}$${type}`;
        return `urn:pulumi:dev::gitlab-aws-oidc::${chain}::${name}`;
    };
    const read = monitor.readResource.bind(monitor);
    monitor.readResource = (request, callback) => {
        const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
        reads.push({ type, name, parent, urn: monitor.newUrn(parent, type, name), id: request.getId() });
        return read(request, callback);
    };
    monitor.registerResource = (request, callback) => {
        resources.push({
            type: request.getType(),
            name: request.getName(),
            parent: request.getParent(),
            urn: monitor.newUrn(request.getParent(), request.getType(), request.getName()),
            inputs: request.getObject()?.toJavaScript() ?? {},
            dependencies: request.getDependenciesList(),
            deleteBeforeReplace: request.getDeletebeforereplace(),
            aliasNames: request.getAliasesList().map((alias) => alias.getSpec()?.getName() ?? ""),
            protect: request.getProtect() ?? false,
            retainOnDelete: request.getRetainondelete() ?? false,
            ignoreChanges: request.getIgnorechangesList(),
            importId: request.getImportid(),
        });
        return register(request, callback);
    };
}

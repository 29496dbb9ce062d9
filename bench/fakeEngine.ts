import { Server, ServerCredentials, type handleUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
    RegisterResourceResponse,
    SupportsFeatureResponse,
    type RegisterResourceRequest,
    type ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Engine and resource monitor in one, just enough of them for a program to preview itself. */
export interface FakeEngine {
    /** Host and port of both services. */
    address: string;
    /** How many resources were registered since the start. */
    registered(): number;
    stop(): void;
}

type Handler = handleUnaryCall<unknown, unknown>;

/** Starts it on a free port of this machine. */
export async function startFakeEngine(): Promise<FakeEngine> {
    let registered = 0;
    const handlers: Record<string, Handler> = {
        log: ({ request }, callback) => {
            const message = request as LogRequest;
            if (message.getSeverity() === LogSeverity.ERROR) console.error(message.getMessage());
            callback(null, new Empty());
        },
        supportsFeature: (_, callback) => {
            const response = new SupportsFeatureResponse();
            response.setHassupport(true);
            callback(null, response);
        },
        registerResource: ({ request }, callback) => {
            const wanted = request as RegisterResourceRequest;
            registered++;
            const response = new RegisterResourceResponse();
            response.setUrn(`urn:pulumi:dev::gitlab-aws-oidc::${wanted.getType()}::${wanted.getName()}`);
            response.setObject(wanted.getObject());
            callback(null, response);
        },
        invoke: ({ request }, callback) => {
            const answers: Record<string, Record<string, string>> = {
                "aws:index/getCallerIdentity:getCallerIdentity": { accountId: "123456789012" },
                "aws:index/getPartition:getPartition": { partition: "aws" },
            };
            const response = new InvokeResponse();
            response.setReturn(
                Struct.fromJavaScript(answers[(request as ResourceInvokeRequest).getTok()] ?? {}),
            );
            callback(null, response);
        },
    };
    const server = new Server();
    for (const service of [EngineService, ResourceMonitorService]) {
        const methods = Object.entries(
            service as unknown as Record<string, { responseType: new () => unknown }>,
        ).map(([name, { responseType }]) => {
            const nothing: Handler = (_, callback) => callback(null, new responseType());
            return [name, handlers[name] ?? nothing] as const;
        });
        server.addService(service, Object.fromEntries(methods));
    }
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        );
    });
    return {
        address: `127.0.0.1:${String(port)}`,
        registered: () => registered,
        stop: () => server.forceShutdown(),
    };
}

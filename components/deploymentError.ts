import * as pulumi from "@pulumi/pulumi";

/**
 * What is wrong with a deployment and can be known only by asking AWS: printed without a stack trace, with what to do.
 * Pulumi puts "error serializing property …" before the message once for every resource that waits for the failed
 * answer, which would bury it; so the message cannot be changed.
 */
export class DeploymentError extends pulumi.RunError {
    constructor(what: string, fix: string) {
        super();
        Object.defineProperty(this, "message", { get: () => `${what}\n-> ${fix}`, set: () => undefined });
    }
}

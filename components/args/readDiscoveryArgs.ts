import * as pulumi from "@pulumi/pulumi";
import type { DiscoveryArgs } from "./discoveryArgs";
import { readFlag, readList, readObject, readText, type PropertyReaders, type Reader } from "./readValue";

/** Keys as JSON text, or as the object that a stack's YAML makes of them. What is wrong is never quoted. */
const readKeys: Reader<string> = (value, path, problems) => {
    if (typeof value === "string") return value;
    if (
        typeof value === "object" &&
        value !== null &&
        !pulumi.Output.isInstance(value) &&
        !(value instanceof Promise)
    ) {
        return JSON.stringify(value);
    }
    const message = "is no key set that is known when the program starts";
    problems.push({
        path,
        message,
        fix: 'Write it as JSON: {"keys":[…]}, or name its file under "jwksFile".',
    });
    return undefined;
};

/** How the properties of a mirror are read. */
export const discoveryReaders: PropertyReaders<DiscoveryArgs> = {
    mode: readText,
    bucketName: readText,
    accountRegional: readFlag,
    region: readText,
    domainName: readText,
    certificateArn: readText,
    jwksFile: readText,
    jwks: readKeys,
    keysManagedBySync: readFlag,
    publisherRoleArns: readList(readText),
    allowDestroy: readFlag,
};

/** What to write where a mirror lacks what it needs. */
export const requiredOfDiscovery = {
    mode: 'Write "s3" for a public bucket, or "cloudfront" for a private one behind a distribution.',
    bucketName: "Name the bucket, without dots.",
};

/** Reads the mirror of a federation. */
export const readDiscovery = readObject<DiscoveryArgs>(discoveryReaders, requiredOfDiscovery);

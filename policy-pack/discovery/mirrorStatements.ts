import type { PolicyResource } from "@pulumi/policy";
import { type BucketStatement, readBucketPolicy } from "../../trust/mirror";
import { known } from "../sdk/known";
import type { Mirror } from "./mirror";

/** A statement about a mirror's bucket, with the resource that holds it. */
export interface MirrorStatement extends BucketStatement {
    resource: PolicyResource;
    /** The input that holds the document: the beginning of its paths. */
    key: string;
}

/** The policies of a mirror's bucket. */
export interface MirrorStatements {
    statements: MirrorStatement[];
    /** Whether something about them is unknown or could not be read, so that nothing can be said to be missing. */
    isPartial: boolean;
}

/** Reads the policies of a mirror's bucket: resources of their own, and the bucket's `policy`. */
export function statementsOf({ bucket, parts }: Mirror): MirrorStatements {
    const statements: MirrorStatement[] = [];
    let isPartial = false;
    const holders = [
        ...parts.policy.map((resource) => [resource, ["policy", "policyDocument"]] as const),
        ...(bucket ? [[bucket, ["policy"]] as const] : []),
    ];
    for (const [resource, keys] of holders) {
        for (const key of keys) {
            const { value, unknownPaths } = known(() => resource.props[key] as unknown, key);
            if (unknownPaths.length > 0) isPartial = true;
            if (value === undefined || unknownPaths.length > 0) continue;
            const read = readBucketPolicy(value);
            if (read === undefined) isPartial = true;
            else statements.push(...read.map((statement) => ({ ...statement, resource, key })));
        }
    }
    return { statements, isPartial };
}

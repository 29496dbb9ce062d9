import * as pulumi from "@pulumi/pulumi";
import { limits, parseManagedPolicyArn } from "../../trust/aws";
import { atPath, type Problem } from "../../trust/problem";
import {
    check,
    checkEach,
    readInputText,
    readList,
    readMap,
    readText,
    type PropertyReaders,
    type Reader,
} from "./values";

/** What a role is permitted to do. None of it is part of a trust policy, so values may be Outputs where a name is given. */
export interface PermissionArgs {
    /**
     * ARNs of managed policies to attach, at most 20 by default. Defaults to none. Policies that others attach stay. Each
     * names its attachment, so it must be known when the program starts; for an Output use `managedPolicies`.
     * Example: `["arn:aws:iam::aws:policy/ReadOnlyAccess"]`.
     */
    managedPolicyArns?: string[];
    /**
     * Further managed policies to attach: a name of your own, unique within the role, and the ARN, which may be an Output
     * such as the `arn` of a policy of the same program. Renaming an entry attaches it again. Defaults to none.
     * Example: `{"deploy": "arn:aws:iam::123456789012:policy/deploy"}`.
     */
    managedPolicies?: Record<string, pulumi.Input<string>>;
    /**
     * Policies of the role itself: a name and a JSON document each, 10,240 characters together. A document may be an
     * Output. Defaults to none.
     * Example: `{"read": "{\"Version\":\"2012-10-17\",\"Statement\":[]}"}`.
     */
    inlinePolicies?: Record<string, pulumi.Input<string>>;
    /**
     * ARN of the managed policy that limits what the role can ever do; it may be an Output. Defaults to none.
     * Example: `arn:aws:iam::123456789012:policy/ci-boundary`.
     */
    permissionsBoundary?: pulumi.Input<string>;
}

/** Reads an ARN that names its attachment: an Output would have no name before the deployment. */
const readNamingArn: Reader<string> = (value, path, problems) => {
    if (!pulumi.Output.isInstance(value) && !(value instanceof Promise))
        return readText(value, path, problems);
    const message = "is an Output, and an entry of this list names its attachment";
    const fix = 'Give it a name of its own: "managedPolicies": {"NAME": ARN}.';
    problems.push({ path, message, fix });
    return undefined;
};

/** How the properties of a role's permissions are read. */
export const permissionReaders: PropertyReaders<PermissionArgs> = {
    managedPolicyArns: readList(readNamingArn),
    managedPolicies: readMap(readInputText),
    inlinePolicies: readMap(readInputText),
    permissionsBoundary: readInputText,
};

/** One managed policy of a role. */
export interface PolicyAttachment {
    /** Its identity among the role's attachments, from its ARN or its key: never its position. */
    readonly name: string;
    readonly arn: pulumi.Input<string>;
}

/** The managed policies of a role with the names of their attachments. The ARNs in the list are valid. */
export function policyAttachments({
    managedPolicyArns = [],
    managedPolicies = {},
}: Partial<PermissionArgs>): PolicyAttachment[] {
    return [
        ...managedPolicyArns.map((arn) => ({ name: policyIdentity(arn), arn })),
        // A key holds no slash, and an identity always does.
        ...Object.entries(managedPolicies).map(([name, arn]) => ({ name, arn })),
    ];
}

/** A policy's identity among those of one role: its owner, path and name. */
function policyIdentity(arn: string): string {
    const { owner, pathAndName } = parseManagedPolicyArn(arn) ?? { owner: "", pathAndName: arn };
    return `${owner}/${pathAndName}`;
}

/** What is wrong with a role's permissions, as far as they are known. */
export function permissionProblems(args: Partial<PermissionArgs>): Problem[] {
    return [
        ...checkEach("managedPolicyArns", args.managedPolicyArns, managedPolicyArnProblems),
        ...Object.entries(args.managedPolicies ?? {}).flatMap(([name, arn]) =>
            atPath(`managedPolicies.${name}`, [
                ...policyNameProblems(name),
                ...(typeof arn === "string" ? managedPolicyArnProblems(arn) : []),
            ]),
        ),
        ...managedPolicySetProblems(args),
        ...inlineProblems(args.inlinePolicies ?? {}),
        ...boundaryProblems("permissionsBoundary", args.permissionsBoundary),
    ];
}

/** What is wrong with a permissions boundary; an Output is not judged. */
export function boundaryProblems(path: string, value: pulumi.Input<string> | undefined): Problem[] {
    return check(path, typeof value === "string" ? value : undefined, managedPolicyArnProblems);
}

function managedPolicyArnProblems(arn: string): Problem[] {
    if (parseManagedPolicyArn(arn) !== undefined) return [];
    const fix = 'Write one such as "arn:aws:iam::aws:policy/ReadOnlyAccess".';
    return [{ path: "", value: arn, message: "is not a managed policy ARN", fix }];
}

/** The policies of a role together: repeated, of two partitions, too many. Malformed ARNs are reported elsewhere. */
function managedPolicySetProblems({
    managedPolicyArns = [],
    managedPolicies = {},
}: Partial<PermissionArgs>): Problem[] {
    const known = [
        ...managedPolicyArns.map((arn, index) => ({ path: `managedPolicyArns[${String(index)}]`, arn })),
        ...Object.entries(managedPolicies).flatMap(([key, arn]) =>
            typeof arn === "string" ? [{ path: `managedPolicies.${key}`, arn }] : [],
        ),
    ];
    const repeated = known.flatMap(({ path, arn }, index): Problem[] =>
        known.findIndex((other) => other.arn === arn) === index
            ? []
            : [{ path, value: arn, message: "is listed twice", fix: "Name each policy once." }],
    );
    const partitionOf = (arn: string) => parseManagedPolicyArn(arn)?.partition;
    const first = partitionOf(known[0]?.arn ?? "");
    const foreign = known.find(({ arn }) => (partitionOf(arn) ?? first) !== first);
    if (first !== undefined && foreign !== undefined) {
        const message = "is of another partition than the first";
        const fix = `Begin it with "arn:${first}:".`;
        repeated.push({ path: foreign.path, value: foreign.arn, message, fix });
    }
    const { managedPoliciesPerRoleOnRequest: most, managedPoliciesPerRole: usual } = limits;
    const count = managedPolicyArns.length + Object.keys(managedPolicies).length;
    if (count <= most) return repeated;
    const message = `more policies than IAM attaches to a role: ${String(usual)} by default, ${String(most)} on request`;
    const fix = "Merge some of them into one policy.";
    return [...repeated, { path: "managedPolicyArns", value: count, message, fix }];
}

function inlineProblems(policies: NonNullable<PermissionArgs["inlinePolicies"]>): Problem[] {
    const plain = Object.entries(policies).flatMap(([name, document]) =>
        typeof document === "string" ? [[name, document] as const] : [],
    );
    const length = plain.reduce((sum, [, document]) => sum + document.replace(/\s/g, "").length, 0);
    const tooLong =
        length <= limits.inlinePoliciesLength
            ? []
            : [
                  {
                      path: "inlinePolicies",
                      message: `have ${String(length)} characters together; IAM accepts ${String(limits.inlinePoliciesLength)}`,
                      fix: "Move some into managed policies.",
                  },
              ];
    return [
        ...Object.keys(policies).flatMap((name) =>
            atPath(`inlinePolicies.${name}`, policyNameProblems(name)),
        ),
        ...plain.flatMap(([name, document]) =>
            atPath(`inlinePolicies.${name}`, inlinePolicyProblems(document)),
        ),
        ...tooLong,
    ];
}

function policyNameProblems(name: string): Problem[] {
    if (name.length <= limits.policyNameLength && /^[\w+=,.@-]+$/.test(name)) return [];
    const fix = `Use at most ${String(limits.policyNameLength)} letters, digits and "+=,.@_-".`;
    return [{ path: "", value: name, message: "is not a policy name", fix }];
}

/** The document itself is not repeated in a message: it may be long. */
function inlinePolicyProblems(document: string): Problem[] {
    let parsed: unknown;
    try {
        parsed = JSON.parse(document);
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const fix = "Write a policy document as a JSON string.";
        return [{ path: "", message: `is not valid JSON: ${why}`, fix }];
    }
    if (typeof parsed === "object" && parsed !== null && "Statement" in parsed) return [];
    const message = 'is not a policy document: it has no "Statement"';
    return [{ path: "", message, fix: 'Write {"Version":"2012-10-17","Statement":[…]}.' }];
}

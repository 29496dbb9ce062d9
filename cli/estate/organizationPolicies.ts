import { isObject } from "../../trust/document";
import {
    type OrganizationPolicy,
    type OrganizationPolicyKind,
    organizationPolicyTypes,
    readOrganizationPolicy,
    type RoleFacts,
} from "../../trust/organization";
import { formatProblems } from "../../trust/problem";
import { CommandError, readTextFile } from "../terminal";
import { placeholderAccount } from "./offlineAnswers";
import type { TrustedRole } from "./roles";

/** Which policies of the organization an answer rests on, as JSON documents have it. */
export interface PoliciesLookedAt {
    /** Whether any was given. Without one, a yes holds only where no policy of the organization denies it. */
    given: boolean;
    /** In the order in which they were given. */
    policies: { file: string; kind: OrganizationPolicyKind }[];
}

/** In megabytes: far beyond what AWS accepts. */
const largestPolicy = 1;

/**
 * Reads policies of the organization from files: the document itself, or what `aws organizations describe-policy` printed.
 * Throws CommandError with everything that AWS would refuse: such a policy denies nobody, and somebody would rely on it.
 */
export function readOrganizationPolicies(files: readonly string[]): OrganizationPolicy[] {
    return files.map((file) => {
        const text = readTextFile(file, largestPolicy);
        const policy = describedPolicy(file, text) ?? readOrganizationPolicy(file, text);
        if (policy.mistakes.length > 0)
            throw new CommandError(
                [
                    `${file} is not a policy that AWS Organizations accepts (read as a ${kindWords[policy.kind]}):`,
                    formatProblems(policy.mistakes.slice(0, 20)),
                ].join("\n"),
            );
        return policy;
    });
}

/** The policy in an answer of `aws organizations describe-policy`; undefined where a file is something else. */
function describedPolicy(file: string, text: string): OrganizationPolicy | undefined {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        return undefined;
    }
    const policy = isObject(value) ? value["Policy"] : undefined;
    if (!isObject(policy)) return undefined;
    const { Content: content, PolicySummary: summary } = policy;
    const type = isObject(summary) ? summary["Type"] : undefined;
    const kind = kinds.find((each) => organizationPolicyTypes[each] === type);
    if (kind === undefined || typeof content !== "string")
        throw new CommandError(
            `${file} contains no resource or service control policy.`,
            "Save what this prints: aws organizations describe-policy --policy-id ID",
        );
    return readOrganizationPolicy(file, content, { kind });
}

const kinds = ["resource-control", "service-control"] as const;

const kindWords: Readonly<Record<OrganizationPolicyKind, string>> = {
    "resource-control": "resource control policy",
    "service-control": "service control policy",
};

/** What is known of a role that an organization's policies can ask for. */
export function factsOfRole({ arn, tags }: Pick<TrustedRole, "arn" | "tags">): RoleFacts {
    // The offline preview invents an account where none is configured.
    const isReal = arn !== undefined && !arn.includes(`:${placeholderAccount}:`);
    return { ...(isReal && { arn }), ...(tags !== undefined && { tags }) };
}

/** Which policies an answer rests on. */
export function policiesLookedAt(policies: readonly OrganizationPolicy[]): PoliciesLookedAt {
    return { given: policies.length > 0, policies: policies.map(({ name: file, kind }) => ({ file, kind })) };
}

/** The same in words, one sentence each: what a reader has to know of the answer. */
export function policyNotes({ given, policies }: PoliciesLookedAt): string[] {
    if (!given)
        return [
            "Policies of the organization were not given: one that denies a job keeps it out all the same (--organization-policy FILE).",
        ];
    const service = policies.filter(({ kind }) => kind === "service-control");
    return [
        `Under the organization's policies: ${policies.map(({ file }) => file).join(", ")}. Roles of the management account are exempt from them.`,
        ...service.map(
            ({ file }) =>
                `${file} is a service control policy: it binds principals of the organization and keeps no job from assuming a role.`,
        ),
    ];
}

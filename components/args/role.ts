import type * as pulumi from "@pulumi/pulumi";
import {
    type AccountScope,
    isAccountId,
    isPartition,
    limits,
    parseProviderArn,
    providerArn,
} from "../../trust/aws";
import {
    type SubjectSelector,
    type TrustedIssuer,
    audienceProblems,
    buildTrustPolicy,
    selectSubjects,
    selectorProblems,
} from "../../trust/gitlab";
import { additionalConditionProblems } from "../../trust/conditions";
import { atPath, type Problem } from "../../trust/problem";
import {
    descriptionProblems,
    rolePathProblems,
    sessionDurationProblems,
    tagProblems,
    trustPolicyQuotaProblems,
} from "./iamValues";
import { permissionProblems, permissionReaders, type PermissionArgs } from "./permissions";
import { readPreviousIssuer, type PreviousIssuer } from "./provider";
import {
    check,
    checkEach,
    readFlag,
    readId,
    readInputText,
    readList,
    readMap,
    readNumber,
    readObject,
    readText,
    type PropertyReaders,
    type Reader,
} from "./values";

/** What may assume a role and what the role may do. */
export interface RoleArgs extends PermissionArgs {
    /**
     * Which jobs may assume the role; at least one entry. Several entries add up.
     * Example: `[{"project": "acme/web", "branches": ["main"], "protectedRefsOnly": true}]`.
     */
    subjects: SubjectSelector[];
    /**
     * Further conditions that every job must meet: operator, condition key, values. They are added to every statement and
     * so can only narrow. `aws:SourceIp` is the only additional control available on a self-managed instance. Defaults to
     * none.
     * Example: `{"IpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}}`.
     */
    additionalConditions?: Record<string, Record<string, string[]>>;
    /**
     * Audiences that the role accepts in addition to the main one; each must be registered with the provider. Defaults to
     * none.
     * Example: `["sts.amazonaws.com"]`.
     */
    additionalAudiences?: string[];
    /**
     * How long a session may last, in seconds, 3600 to 43200. Defaults to 3600.
     * Example: `7200`.
     */
    maxSessionDuration?: number;
    /**
     * The role's name in AWS, at most 64 characters. Defaults to the role name prefix, a dash and the role's key. IAM
     * cannot rename a role: a change deletes the role before it creates the new one, and jobs are refused in between. To
     * keep them running, add a second role, let the jobs change to it, then remove the first.
     * Example: `deploy-web`.
     */
    name?: string;
    /**
     * The role's path in AWS, which begins and ends in a slash. Defaults to `/`. IAM cannot move a role: a change deletes
     * the role before it creates the new one, as with `name`.
     * Example: `/ci/`.
     */
    path?: string;
    /**
     * What the role is for, at most 1000 characters. Defaults to a sentence that names the issuer.
     * Example: `Deploys the web shop.`.
     */
    description?: string;
    /**
     * AWS tags of the role. Defaults to none.
     * Example: `{"team": "shop"}`.
     */
    tags?: Record<string, string>;
    /**
     * How many characters the account's quota allows a trust policy, white space counted. Defaults to 2048; Service
     * Quotas grants up to 8192 on request
     * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
     * Example: `4096`.
     */
    trustPolicyLengthQuota?: number;
}

/** A role of a federation. */
export interface FederatedRole extends RoleArgs {
    /**
     * Keys that this role had before: it keeps its place in the state and its name in AWS. Keep them for as long as the
     * role exists, or write `name` before you remove them; otherwise the default name changes and the role is replaced.
     * With more than one, `name` must specify what the role is called. Defaults to none.
     * Example: `["web-deploy"]`.
     */
    previousKeys?: string[];
}

/** One role for GitLab jobs, and whose tokens it accepts. */
export interface ProjectRoleArgs extends RoleArgs {
    /**
     * The issuer as host and path, or its URL.
     * Example: `gitlab.com`.
     */
    issuer: string;
    /**
     * The audience that tokens must have, byte for byte.
     * Example: `https://gitlab.com`.
     */
    audience: string;
    /**
     * The account's twelve digits; it may be an Output that is known at preview.
     * Example: `123456789012`.
     */
    accountId: pulumi.Input<string>;
    /**
     * The account's partition; it may be an Output that is known at preview.
     * Example: `aws`.
     */
    partition: pulumi.Input<string>;
    /**
     * Issuers that are still trusted while the instance moves to another one. Defaults to none.
     * Example: `[{"url": "https://gitlab-old.example.com", "audience": "https://gitlab-old.example.com"}]`.
     */
    previousIssuers?: PreviousIssuer[];
}

const readTexts = readList(readText);

const readSubject = readObject<SubjectSelector>(
    {
        project: readText,
        group: readText,
        branches: readTexts,
        gitTags: readTexts,
        projectId: readId,
        namespaceIds: readList(readId),
        protectedRefsOnly: readFlag,
        pipelineSources: readTexts,
        runnerEnvironments: readTexts,
        userAccessLevels: readTexts,
        deploymentTiers: readTexts,
        protectedEnvironmentsOnly: readFlag,
        subjectComponents: readTexts,
    },
    {},
);

/** A policy accepts a single value without a list; here both are a list. */
const readTextOrTexts: Reader<string[]> = (value, path, problems) =>
    typeof value === "string" ? [value] : readTexts(value, path, problems);

const roleReaders: PropertyReaders<RoleArgs> = {
    ...permissionReaders,
    subjects: readList(readSubject),
    additionalConditions: readMap(readMap(readTextOrTexts)),
    additionalAudiences: readTexts,
    maxSessionDuration: readNumber,
    name: readText,
    path: readText,
    description: readText,
    tags: readMap(readText),
    trustPolicyLengthQuota: readNumber,
};

const requiredOfRole = { subjects: 'Name at least one subject, with a "project" and "branches".' };

/** Reads a role of a federation. */
export const readFederatedRole = readObject<FederatedRole>(
    { ...roleReaders, previousKeys: readTexts },
    requiredOfRole,
);

/** Reads the arguments of a role that is used alone. */
export const readProjectRole = readObject<ProjectRoleArgs>(
    {
        ...roleReaders,
        issuer: readText,
        audience: readText,
        accountId: readInputText,
        partition: readInputText,
        previousIssuers: readList(readPreviousIssuer),
    },
    {
        ...requiredOfRole,
        issuer: 'Write the issuer\'s host and path, such as "gitlab.com".',
        audience: "Write the audience that the provider registers.",
        accountId: "Give the account's twelve digits.",
        partition: 'Give the account\'s partition, such as "aws".',
    },
);

/** What is wrong with an account id: it must have twelve digits. */
export function accountIdProblems(value: string): Problem[] {
    if (isAccountId(value)) return [];
    const fix = "Write its twelve digits in quotes; unquoted, leading zeros are lost.";
    return [{ path: "", value, message: "is not an AWS account ID", fix }];
}

/** What is wrong with a partition's name. */
export function partitionProblems(value: string): Problem[] {
    if (isPartition(value)) return [];
    return [
        { path: "", value, message: "is not an AWS partition", fix: 'Write one such as "aws" or "aws-cn".' },
    ];
}

/**
 * A role's trust policy as far as it is known without the account, and everything that is wrong with the role except its
 * name, as far as it can be known before the deployment. `args` is well typed; properties may be missing. The partition
 * counts for the policy's length. The policy is absent where something that it is made of is wrong.
 */
export function checkRole(
    args: Partial<RoleArgs>,
    issuers: readonly TrustedIssuer[],
    partition = "aws",
): { trustPolicy?: string; problems: Problem[] } {
    const selectors = args.subjects ?? [];
    const wrongTrust = [
        ...subjectProblems(selectors, issuers),
        ...check("additionalConditions", args.additionalConditions, (value) =>
            additionalConditionProblems(
                value,
                issuers.map(({ issuer }) => issuer),
                usedKeys(selectors, issuers),
            ),
        ),
    ];
    const trustPolicy =
        wrongTrust.length > 0
            ? undefined
            : buildTrustPolicy({
                  // Every account ID has the same length.
                  accountId: "000000000000",
                  partition,
                  issuers,
                  subjects: selectors,
                  ...(args.additionalConditions && { additionalConditions: args.additionalConditions }),
              });
    const problems = [
        ...wrongTrust,
        ...check("subjects", trustPolicy, (document) =>
            lengthProblems(document, args.trustPolicyLengthQuota),
        ),
        ...permissionProblems(args),
        ...checkEach("additionalAudiences", args.additionalAudiences, (value) =>
            audienceProblems(value, issuers[0]?.issuer),
        ),
        ...check("maxSessionDuration", args.maxSessionDuration, sessionDurationProblems),
        ...check("trustPolicyLengthQuota", args.trustPolicyLengthQuota, trustPolicyQuotaProblems),
        ...check("path", args.path, rolePathProblems),
        ...check("description", args.description, descriptionProblems),
        ...check("tags", args.tags, tagProblems),
    ];
    return { ...(trustPolicy !== undefined && { trustPolicy }), problems };
}

/** The trust policy of a checked role for the account that it is created in. */
export function trustPolicyFor(trustPolicy: string, scope: AccountScope): string {
    const document = JSON.parse(trustPolicy) as { Statement: { Principal: { Federated: string } }[] };
    for (const { Principal } of document.Statement) {
        const { issuer = "" } = parseProviderArn(Principal.Federated) ?? {};
        Principal.Federated = providerArn({ ...scope, issuer });
    }
    return JSON.stringify(document);
}

/** A selector may be wrong for one of several issuers only; the same mistake is reported once. */
function subjectProblems(subjects: readonly SubjectSelector[], issuers: readonly TrustedIssuer[]): Problem[] {
    if (subjects.length === 0) {
        const message = "no subject is named, so nobody could assume the role";
        const fix = 'Name at least one, with a "project" and "branches".';
        return [{ path: "subjects", value: subjects, message, fix }];
    }
    return subjects.flatMap((selector, index) => {
        const found = issuers.flatMap(({ issuer }) => selectorProblems(selector, issuer));
        const distinct = [
            ...new Map(found.map((problem) => [`${problem.path} ${problem.message}`, problem])).values(),
        ];
        return atPath(`subjects[${String(index)}]`, distinct);
    });
}

/** The condition keys that the role's subjects use, without prefix. */
function usedKeys(selectors: readonly SubjectSelector[], issuers: readonly TrustedIssuer[]): string[] {
    return issuers.flatMap(({ issuer }) =>
        selectors.flatMap((selector) =>
            selectSubjects(selector, issuer).flatMap(({ conditions }) => Object.keys(conditions)),
        ),
    );
}

function lengthProblems(document: string, quota: number = limits.trustPolicyLength): Problem[] {
    if (document.length <= quota) return [];
    const request =
        document.length <= limits.trustPolicyLengthOnRequest
            ? `ask Service Quotas for "Role trust policy length" (up to ${String(limits.trustPolicyLengthOnRequest)}) and write the new quota under "trustPolicyLengthQuota"`
            : `no quota goes beyond ${String(limits.trustPolicyLengthOnRequest)}`;
    return [
        {
            path: "",
            message: `the trust policy would have ${String(document.length)} characters; the account's quota is ${String(quota)}`,
            fix: `Split the role into several, name fewer refs, or use patterns; ${request}.`,
        },
    ];
}

import { isAccountId } from "../../trust/aws";
import {
    gitlabComIssuer,
    groupPathProblems,
    isComponentValue,
    issuerHostAndPath,
    projectPathProblems,
} from "../../trust/gitlab";
import { bucketNameProblems, isAccountRegionalName } from "../../trust/mirror";
import type { Problem } from "../../trust/problem";
import { tagProblems } from "./iamValues";
import { issuerUrlProblems } from "./provider";
import {
    check,
    checkEach,
    type PropertyReaders,
    readFlag,
    readId,
    readList,
    readMap,
    readObject,
    readText,
} from "./values";

/** An issuer of ID tokens, and whose jobs of it belong to the organization. A token that any of the lists describes passes. */
export interface GuardrailIssuer {
    /**
     * The issuer's URL, as its tokens spell it in `iss`. Without any of the lists below, all of its tokens pass; of
     * `https://gitlab.com`, which everybody shares, lists are required.
     * Example: `https://gitlab.com`.
     */
    url: string;
    /**
     * Paths of groups: every project below them, as far as its subject begins with `project_path`. A path can be claimed
     * again by somebody else once the group is gone; an id cannot. Defaults to none.
     * Example: `["acme"]`.
     */
    groups?: string[];
    /**
     * Paths of projects, as far as the subject begins with `project_path`. Defaults to none.
     * Example: `["partner/shared-pipelines"]`.
     */
    projects?: string[];
    /**
     * Ids of projects. Of gitlab.com they hold in either form of subject, elsewhere where it begins with `project_id`.
     * Defaults to none.
     * Example: `["51230001"]`.
     */
    projectIds?: string[];
    /**
     * Ids of groups, each with its direct projects: a subgroup has an id of its own. Only gitlab.com's tokens show them to
     * AWS. Defaults to none.
     * Example: `["9970"]`.
     */
    namespaceIds?: string[];
}

/** A tag of roles. */
export interface GuardrailRoleTag {
    /**
     * The tag's key. Letter case does not matter.
     * Example: `web-identity-guardrail`.
     */
    key: string;
    /**
     * The tag's value, to the letter.
     * Example: `exempt`.
     */
    value: string;
}

/** Roles to which the guardrail does not apply, beside those of the management account, which AWS exempts. */
export interface GuardrailExemptions {
    /**
     * Accounts, each of 12 digits. Defaults to none.
     * Example: `["123456789012"]`.
     */
    accountIds?: string[];
    /**
     * Every role with this tag. Requires `protect`: otherwise everyone who may tag roles may leave. Defaults to none.
     * Example: `{"key": "web-identity-guardrail", "value": "exempt"}`.
     */
    roleTag?: GuardrailRoleTag;
}

/** What a service control policy keeps from everybody but named principals. */
export interface GuardrailProtection {
    /**
     * ARNs of the principals that may still do it, with `*` and `?` as wildcards; of a session its role's ARN.
     * Example: `["arn:aws:iam::*:role/platform"]`.
     */
    principalArns: string[];
    /**
     * Buckets with a mirror's discovery documents: whoever writes there decides which tokens are genuine. Defaults to none.
     * Example: `["acme-gitlab-oidc"]`.
     */
    bucketNames?: string[];
}

/** The arguments of an organization's guardrail for web identity. */
export interface OrganizationGuardrailsArgs {
    /**
     * The issuers whose tokens may be used, and which of them. At least one.
     * Example: `[{"url": "https://gitlab.com", "groups": ["acme"], "namespaceIds": ["9970"]}]`.
     */
    issuers: GuardrailIssuer[];
    /**
     * Whether tokens of every issuer that is not listed are denied: of other CI services, of Google and Amazon, and of EKS
     * clusters, each of which has an issuer of its own. Defaults to false.
     * Example: `true`.
     */
    denyOtherIssuers?: boolean;
    /**
     * Where the policies are attached: the ids of roots, organizational units and accounts.
     * Example: `["ou-ab12-11111111"]`.
     */
    targetIds: string[];
    /**
     * Roles to which the guardrail does not apply. Defaults to none.
     * Example: `{"accountIds": ["123456789012"]}`.
     */
    exceptions?: GuardrailExemptions;
    /**
     * What a service control policy protects: providers of the listed issuers, the mirror and the exceptions. Defaults to
     * no such policy.
     * Example: `{"principalArns": ["arn:aws:iam::*:role/platform"]}`.
     */
    protect?: GuardrailProtection;
    /**
     * What the policies' names begin with, which must be unique in the organization. Defaults to the component's name.
     * Example: `gitlab-guardrail`.
     */
    policyNamePrefix?: string;
    /**
     * AWS tags. Defaults to none.
     * Example: `{"team": "security"}`.
     */
    tags?: Record<string, string>;
}

const issuerReaders: PropertyReaders<GuardrailIssuer> = {
    url: readText,
    groups: readList(readText),
    projects: readList(readText),
    projectIds: readList(readId),
    namespaceIds: readList(readId),
};

/** Reads the arguments of an organization's guardrail. */
export const readOrganizationGuardrails = readObject<OrganizationGuardrailsArgs>(
    {
        issuers: readList(
            readObject<GuardrailIssuer>(issuerReaders, {
                url: "Write the issuer's URL, as tokens spell it.",
            }),
        ),
        denyOtherIssuers: readFlag,
        targetIds: readList(readText),
        exceptions: readObject<GuardrailExemptions>(
            {
                accountIds: readList(readId),
                roleTag: readObject<GuardrailRoleTag>(
                    { key: readText, value: readText },
                    { key: "Write the tag's key.", value: "Write the tag's value." },
                ),
            },
            {},
        ),
        protect: readObject<GuardrailProtection>(
            { principalArns: readList(readText), bucketNames: readList(readText) },
            { principalArns: "Name the principals that may still change providers." },
        ),
        policyNamePrefix: readText,
        tags: readMap(readText),
    },
    {
        issuers: "List the issuers, with the groups and ids that are the organization's.",
        targetIds: "Name the root, organizational units or accounts.",
    },
);

/** More entries of one list than any of AWS's limits lets through. */
const mostEntries = 2000;

const problem = (path: string, value: unknown, message: string, fix: string): Problem[] => [
    { path, value, message, fix },
];

/** Everything that is wrong with the arguments of a guardrail, its size left aside; properties may be missing. */
export function guardrailProblems(args: Partial<OrganizationGuardrailsArgs>): Problem[] {
    const { issuers, targetIds, exceptions, protect, policyNamePrefix } = args;
    return [
        ...(issuers?.length === 0
            ? problem(
                  "issuers",
                  issuers,
                  "is empty: nothing would be guarded",
                  "List the issuers that are used.",
              )
            : []),
        ...checkEach("issuers", issuers, issuerProblems),
        ...repeated(
            "issuers",
            issuers?.map(({ url }) =>
                typeof url === "string" ? issuerHostAndPath(url).toLowerCase() : undefined,
            ),
        ),
        ...(targetIds?.length === 0
            ? problem(
                  "targetIds",
                  targetIds,
                  "is empty: the policies would guard nothing",
                  "Name a unit or an account.",
              )
            : []),
        ...checkEach("targetIds", targetIds, targetProblems),
        ...repeated("targetIds", targetIds),
        ...checkEach("exceptions.accountIds", exceptions?.accountIds, accountProblems),
        ...check("exceptions.roleTag", exceptions?.roleTag, ({ key, value }) =>
            tagProblems({ [key]: value }),
        ),
        ...(exceptions?.roleTag !== undefined && protect === undefined
            ? problem(
                  "exceptions.roleTag",
                  undefined,
                  "is protected by nothing: everyone who may tag a role may take it out of the guardrail",
                  'Add "protect" with the principals that may give roles this tag.',
              )
            : []),
        ...(protect?.principalArns?.length === 0
            ? problem(
                  "protect.principalArns",
                  [],
                  "is empty: nobody could ever change a provider again",
                  "Name the principals that deploy this stack and the providers.",
              )
            : []),
        ...checkEach("protect.principalArns", protect?.principalArns, principalProblems),
        ...checkEach("protect.bucketNames", protect?.bucketNames, (name) =>
            bucketNameProblems(name, { accountRegional: isAccountRegionalName(name) }),
        ),
        ...check("policyNamePrefix", policyNamePrefix, policyNameProblems),
        ...check("tags", args.tags, tagProblems),
    ];
}

/** What is wrong with one issuer and its lists. */
function issuerProblems(issuer: Partial<GuardrailIssuer>): Problem[] {
    const { url, groups, projects, projectIds, namespaceIds } = issuer;
    const lists = { groups, projects, projectIds, namespaceIds };
    const isGitlabCom = url !== undefined && issuerHostAndPath(url).toLowerCase() === gitlabComIssuer;
    return [
        ...check("url", url, issuerUrlProblems),
        ...Object.entries(lists).flatMap(([name, list]) => listProblems(name, list)),
        ...checkEach("groups", groups, groupPathProblems),
        ...checkEach("projects", projects, projectPathProblems),
        ...checkEach("projectIds", projectIds, idProblems),
        ...checkEach("namespaceIds", namespaceIds, idProblems),
        ...(namespaceIds !== undefined && url !== undefined && !isGitlabCom
            ? problem(
                  "namespaceIds",
                  namespaceIds,
                  `would be compared with a key that AWS has for no token of ${url}`,
                  'Leave it out; name "groups", and "projectIds" for subjects that begin with project_id.',
              )
            : []),
        ...formProblems(issuer, isGitlabCom),
    ];
}

function listProblems(path: string, list: readonly string[] | undefined): Problem[] {
    if (list === undefined) return [];
    if (list.length > mostEntries)
        return problem(
            path,
            list.length,
            `entries are more than fit into an organization's policies (far fewer than ${String(mostEntries)})`,
            "Name groups, or ids of groups.",
        );
    const empty = problem(path, list, "is an empty list", "Name at least one, or leave the key out.");
    return [...(list.length === 0 ? empty : []), ...repeated(path, list)];
}

/** A guardrail that knows one form of subject denies all jobs of the other form, or misses them. */
function formProblems(issuer: Partial<GuardrailIssuer>, isGitlabCom: boolean): Problem[] {
    const { url, groups, projects, projectIds, namespaceIds } = issuer;
    const hasPaths = groups !== undefined || projects !== undefined;
    const hasIds = projectIds !== undefined || (isGitlabCom && namespaceIds !== undefined);
    if (!hasPaths && !hasIds) {
        return isGitlabCom
            ? problem(
                  "",
                  url,
                  "has no list: everyone in the world can have a project on gitlab.com",
                  'Add "groups" with the paths and "namespaceIds" or "projectIds" with the ids of the organization\'s.',
              )
            : [];
    }
    if (!hasIds)
        return problem(
            "projectIds",
            undefined,
            "is missing: every subject that begins with project_id would be denied, the organization's own too",
            isGitlabCom
                ? 'Add "namespaceIds" or "projectIds".'
                : 'Add "projectIds", or leave all lists out so that the whole instance passes.',
        );
    if (!hasPaths && !isGitlabCom)
        return problem(
            "groups",
            undefined,
            "is missing: every subject that begins with project_path would be denied",
            'Add "groups" or "projects", or leave all lists out so that the whole instance passes.',
        );
    return [];
}

function repeated(path: string, values: readonly unknown[] | undefined): Problem[] {
    return (values ?? []).flatMap((value, index) =>
        value !== undefined && values?.indexOf(value) !== index
            ? problem(`${path}[${String(index)}]`, value, "is listed twice", "Leave one of the two out.")
            : [],
    );
}

function idProblems(id: string): Problem[] {
    if (isComponentValue("id", id)) return [];
    return problem("", id, "is not a GitLab ID", 'Write the number that its page shows, such as "12345".');
}

function accountProblems(id: string): Problem[] {
    return isAccountId(id)
        ? []
        : problem("", id, "is not an AWS account ID", "Write its 12 digits in quotes.");
}

/** Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html, `TargetId`. Read 2026-11. */
function targetProblems(id: string): Problem[] {
    if (/^(?:r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/.test(id)) return [];
    return problem(
        "",
        id,
        "is not the id of a root, an organizational unit or an account",
        'Write it as "r-ab12", "ou-ab12-11111111" or "123456789012".',
    );
}

function principalProblems(arn: string): Problem[] {
    if (/^arn:[\w*-]+:(?:iam|sts)::[\d*?]+:[^\s]+$/.test(arn)) return [];
    return problem(
        "",
        arn,
        "is not the ARN of a principal of IAM",
        'Write it as "arn:aws:iam::*:role/platform"; "*" alone would except everybody.',
    );
}

/** Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html, `Name`; ours is longer by a suffix. */
function policyNameProblems(name: string): Problem[] {
    if (/^[\w+=,.@-]{1,100}$/.test(name)) return [];
    return problem(
        "",
        name,
        "is not a beginning of policy names",
        'Use up to 100 letters, digits and "+=,.@_-".',
    );
}

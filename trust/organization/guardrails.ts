import { gitlabComIssuer, issuerHostAndPath } from "../gitlab";
import { limitsOfKind, type OrganizationPolicyKind } from "./organizationPolicy";
import { splitByPrefix } from "./splitByPrefix";

/** An issuer, and whose jobs of it belong to the organization. Without any description all of them do. */
export interface GuardedIssuer {
    /** The issuer's URL, as tokens spell it in `iss`. */
    url: string;
    /** Paths of groups: every project below them, known by its path. */
    groups?: readonly string[];
    /** Paths of projects. */
    projects?: readonly string[];
    /** Ids of projects, in either form of subject. */
    projectIds?: readonly string[];
    /** Ids of groups, each with its direct projects, in either form of subject. Only gitlab.com's tokens show them to AWS. */
    namespaceIds?: readonly string[];
}

/** Roles to which the guardrail does not apply. */
export interface GuardrailExceptions {
    /** Accounts, each of 12 digits. */
    accountIds?: readonly string[];
    /** A tag: every role that has it with this value. */
    roleTag?: { key: string; value: string };
}

/** What a service control policy keeps from everybody but named principals. */
export interface GuardrailProtection {
    /** ARNs of the principals that may go on, with `*` and `?` as wildcards: `arn:aws:iam::*:role/platform`. */
    principalArns: readonly string[];
    /** Buckets of mirrored discovery documents. */
    bucketNames?: readonly string[];
}

/** What an organization's guardrail for web identity is made of. */
export interface Guardrail {
    issuers: readonly GuardedIssuer[];
    /** Whether tokens of every issuer that is not listed are denied. */
    denyOtherIssuers: boolean;
    exceptions?: GuardrailExceptions;
    protect?: GuardrailProtection;
}

/** The documents of a guardrail, each as the JSON text that AWS counts, and what does not fit. */
export interface GuardrailDocuments {
    resourceControl: string[];
    serviceControl: string[];
    /** Issuers of which even the split conditions are longer than a document, by URL. Empty where everything fits. */
    tooLong: readonly string[];
}

type Condition = Record<string, Record<string, string | readonly string[]>>;

/** A statement of an organization's policy. */
export interface GuardrailStatement {
    Sid: string;
    Effect: "Deny";
    Principal?: "*";
    Action: string | readonly string[];
    Resource: string | readonly string[];
    Condition: Condition;
}

/**
 * The documents of a guardrail. Every token of a listed issuer that its description leaves out is denied, and no other: of
 * one issuer the lists are alternatives, so that a token which any of them describes passes. Statements are packed into as
 * few documents as the limits allow; of a list that is too long for one document, each statement judges the tokens of a
 * part of the alphabet.
 */
export function guardrailDocuments(guardrail: Guardrail): GuardrailDocuments {
    const tooLong: string[] = [];
    const resource = guardrail.issuers.flatMap((issuer, index) => {
        const statements = outsidersOf(issuer, `Issuer${String(index)}`, guardrail.exceptions);
        if (statements === undefined) tooLong.push(issuer.url);
        return statements ?? [];
    });
    const others = guardrail.denyOtherIssuers ? [otherIssuers(guardrail)] : [];
    return {
        resourceControl: packed([...resource, ...others], "resource-control"),
        serviceControl: packed(protection(guardrail), "service-control"),
        tooLong,
    };
}

/** The text of a document: without white space, which AWS counts. */
export function documentText(statements: readonly GuardrailStatement[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Statements in as few documents as their order allows. One that fits into none has a document of its own, too long. */
function packed(statements: readonly GuardrailStatement[], kind: OrganizationPolicyKind): string[] {
    const { length } = limitsOfKind(kind);
    const documents: GuardrailStatement[][] = [];
    for (const statement of statements) {
        const open = documents.find((each) => documentText([...each, statement]).length <= length);
        if (open === undefined) documents.push([statement]);
        else open.push(statement);
    }
    return documents.map(documentText);
}

/** What the statements of one issuer compare: a key's operator, and the values that belong to the organization. */
interface Belonging {
    key: string;
    operator: "StringNotLike" | "StringNotEquals";
    entries: readonly BelongingEntry[];
}

/** One group, project or id: the values that it stands for, and what all of them begin with. */
interface BelongingEntry {
    literal: string;
    values: string[];
}

/** Statements that deny an issuer's tokens which belong to nobody here; undefined where they fit into no document. */
function outsidersOf(
    issuer: GuardedIssuer,
    sid: string,
    exceptions?: GuardrailExceptions,
): GuardrailStatement[] | undefined {
    const host = issuerHostAndPath(issuer.url);
    const belonging = belongingOf(issuer, host);
    if (belonging.length === 0) return [];
    const statement = (suffix: string, ...conditions: readonly Condition[]): GuardrailStatement =>
        denyTokens(sid + suffix, [
            { Null: { [`${host}:sub`]: "false" } },
            ...conditions,
            ...exceptionConditions(exceptions),
        ]);
    const fits = (each: GuardrailStatement): boolean =>
        documentText([each]).length <= limitsOfKind("resource-control").length;
    const whole = statement("", ...belonging.map(outsideOf));
    if (fits(whole)) return [whole];
    // The longest list is split, and each part says the others in full.
    const [longest, ...shorter] = [...belonging].sort((left, right) => sizeOf(right) - sizeOf(left));
    if (longest === undefined) return undefined;
    const rest = shorter.map(outsideOf);
    const part = (
        prefixes: readonly string[],
        entries: readonly BelongingEntry[],
        number: number,
    ): GuardrailStatement =>
        statement(
            `Part${String(number)}`,
            { StringLike: { [longest.key]: prefixes.map((prefix) => `${prefix}*`) } },
            outsideOf({ ...longest, entries }),
            ...rest,
        );
    const { parts, alone } = splitByPrefix(longest.entries, (prefixes, entries) =>
        fits(part(prefixes, entries, 999)),
    );
    const judged = parts.flatMap(({ prefixes }) => prefixes.map((prefix) => `${prefix}*`));
    const others = { [longest.key]: [...judged, ...alone.flatMap(({ values }) => values)] };
    const statements = [
        ...parts.map(({ prefixes, entries }, at) => part(prefixes, entries, at + 1)),
        statement("Rest", { StringNotLike: others }, ...rest),
    ];
    return statements.every(fits) ? statements : undefined;
}

function sizeOf({ entries }: Belonging): number {
    return entries.reduce((sum, { values }) => sum + values.join('","').length, 0);
}

function outsideOf({ key, operator, entries }: Belonging): Condition {
    return { [operator]: { [key]: entries.flatMap(({ values }) => values) } };
}

/**
 * The lists of an issuer. A project's id is a key of its own at gitlab.com, with either form of subject; elsewhere it is
 * what the subject begins with.
 */
function belongingOf(issuer: GuardedIssuer, host: string): Belonging[] {
    const { groups = [], projects = [], projectIds = [], namespaceIds = [] } = issuer;
    const hasKeys = host.toLowerCase() === gitlabComIssuer;
    const whole = (literal: string) => ({ literal, values: [literal, `${literal}:*`] });
    const lists: Belonging[] = [
        {
            key: `${host}:sub`,
            operator: "StringNotLike",
            entries: [
                ...[...groups].sort().map((group) => {
                    const literal = `project_path:${group}/`;
                    return { literal, values: [`${literal}*`] };
                }),
                ...[...projects].sort().map((project) => whole(`project_path:${project}`)),
                ...(hasKeys ? [] : [...projectIds].sort().map((id) => whole(`project_id:${id}`))),
            ],
        },
        ...(hasKeys ? [listOfIds(`${host}:project_id`, projectIds)] : []),
        listOfIds(`${host}:namespace_id`, namespaceIds),
    ];
    return lists
        .map((list) => ({ ...list, entries: withoutContained(list.entries) }))
        .filter(({ entries }) => entries.length > 0);
}

/** Without what is below a listed group: the group says it already. */
function withoutContained(entries: readonly BelongingEntry[]): BelongingEntry[] {
    const groups = entries.filter(({ literal }) => literal.endsWith("/"));
    return entries.filter(
        (entry) => !groups.some((group) => group !== entry && entry.literal.startsWith(group.literal)),
    );
}

function listOfIds(key: string, ids: readonly string[]): Belonging {
    return {
        key,
        operator: "StringNotEquals",
        entries: [...ids].sort().map((id) => ({ literal: id, values: [id] })),
    };
}

/** Denies tokens of every issuer that is not listed: of those, none of the listed issuers' keys is there. */
function otherIssuers({ issuers, exceptions }: Guardrail): GuardrailStatement {
    const absent = issuers.map(({ url }): Condition => ({
        Null: { [`${issuerHostAndPath(url)}:sub`]: "true" },
    }));
    return denyTokens("OtherIssuers", [...absent, ...exceptionConditions(exceptions)]);
}

/** Both operators are met where the key is absent, so that a role without the tag is no exception. */
function exceptionConditions({ accountIds = [], roleTag }: GuardrailExceptions = {}): Condition[] {
    return [
        ...(accountIds.length === 0
            ? []
            : [{ StringNotEquals: { "aws:ResourceAccount": [...accountIds].sort() } }]),
        ...(roleTag === undefined
            ? []
            : [{ StringNotEquals: { [`aws:ResourceTag/${roleTag.key}`]: roleTag.value } }]),
    ];
}

function denyTokens(sid: string, conditions: readonly Condition[]): GuardrailStatement {
    return {
        Sid: sid,
        Effect: "Deny",
        Principal: "*",
        Action: "sts:AssumeRoleWithWebIdentity",
        Resource: "*",
        Condition: merged(conditions),
    };
}

/** Conditions on different keys, each operator once; lists of one value as the value. */
function merged(conditions: readonly Condition[]): Condition {
    const result: Condition = {};
    for (const condition of conditions) {
        for (const [operator, keys] of Object.entries(condition)) {
            const block = (result[operator] ??= {});
            for (const [key, values] of Object.entries(keys)) {
                const [only, ...more] = typeof values === "string" ? [values] : values;
                block[key] = more.length === 0 && only !== undefined ? only : values;
            }
        }
    }
    return result;
}

/**
 * Who changes a provider of a listed issuer decides which keys are genuine; who gives a role the tag of an exception, or
 * changes the trust policy of one that has it, leaves the guardrail; who writes a mirror's bucket makes tokens.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 * and …/list_amazons3.html. Read 2026-11.
 */
function protection({ issuers, exceptions, protect }: Guardrail): GuardrailStatement[] {
    if (protect === undefined) return [];
    const unlessNamed: Condition = { ArnNotLike: { "aws:PrincipalArn": [...protect.principalArns].sort() } };
    const deny = (
        Sid: string,
        Action: readonly string[],
        Resource: string | readonly string[],
        ...more: readonly Condition[]
    ): GuardrailStatement => ({
        Sid,
        Effect: "Deny",
        Action,
        Resource,
        Condition: merged([...more, unlessNamed]),
    });
    const { roleTag } = exceptions ?? {};
    const { bucketNames = [] } = protect;
    return [
        deny(
            "Providers",
            providerActions,
            issuers.map(({ url }) => `arn:*:iam::*:oidc-provider/${issuerHostAndPath(url)}`),
        ),
        ...(roleTag === undefined
            ? []
            : [
                  // Names of tags ignore letter case.
                  deny("ExceptionTag", ["iam:CreateRole", "iam:TagRole", "iam:UntagRole"], "*", {
                      "ForAnyValue:StringEqualsIgnoreCase": { "aws:TagKeys": roleTag.key },
                  }),
                  deny("ExceptedRoles", ["iam:UpdateAssumeRolePolicy"], "*", {
                      StringEquals: { [`aws:ResourceTag/${roleTag.key}`]: roleTag.value },
                  }),
              ]),
        ...(bucketNames.length === 0
            ? []
            : [
                  deny(
                      "Mirror",
                      bucketActions,
                      [...bucketNames]
                          .sort()
                          .flatMap((name) => [`arn:*:s3:::${name}`, `arn:*:s3:::${name}/*`]),
                  ),
              ]),
    ];
}

const providerActions = [
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:CreateOpenIDConnectProvider",
    "iam:DeleteOpenIDConnectProvider",
    "iam:RemoveClientIDFromOpenIDConnectProvider",
    "iam:TagOpenIDConnectProvider",
    "iam:UntagOpenIDConnectProvider",
    "iam:UpdateOpenIDConnectProviderThumbprint",
];

const bucketActions = [
    "s3:BypassGovernanceRetention",
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:DeleteObject*",
    "s3:PutBucketAcl",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:PutObject*",
    "s3:PutReplicationConfiguration",
    "s3:ReplicateDelete",
    "s3:ReplicateObject",
    "s3:RestoreObject",
];

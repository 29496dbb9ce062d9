import type { PolicyResource } from "@pulumi/policy";
import { parseProviderArn } from "../../trust/aws";
import { isObject } from "../../trust/document";
import { failing, passing, type PolicyCase } from "../cases";
import { mirror, mirrorBucketName, other, policyWith } from "../cases/mirror";
import {
    type ConfigKeys,
    isWriteAction,
    known,
    knownTexts,
    type Mirror,
    mirrorsOf,
    type MirrorStatement,
    rolesOf,
    scopeOfProvider,
    stackPolicy,
    type StackViolation,
    statementsOf,
    strangersMeeting,
    trustStatementsOf,
} from "../engine";

/** The config of `discovery-bucket-write-protected`. */
export interface WriteProtectedConfig {
    /** Principals of other accounts that may write, by the exact text of the bucket policy. */
    publishers: string[];
}

const config: ConfigKeys<WriteProtectedConfig> = {
    publishers: {
        schema: {
            type: "array",
            description:
                "Principals of other accounts, or organisations, that may write, each as the bucket policy spells it.",
            items: { type: "string", minLength: 1 },
        },
        fallback: [],
    },
};

/** A mirror's bucket that others than the account's own principals can write to: who writes the keys signs any token. */
export const discoveryBucketWriteProtected = stackPolicy<WriteProtectedConfig>({
    name: "discovery-bucket-write-protected",
    displayName: "Nobody else writes the keys",
    finds: "anybody but the account's own principals able to write a mirror",
    description:
        "Only principals of the account itself, and named publishers, can write, delete or re-policy a mirror.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Remove the statement, or name one publisher role of the same account. Whoever can write the keys can sign a token for any job.",
    tags: ["discovery", "bucket"],
    config,
    otherFinders: [],
    cases,
    *check(resources, { organisation, config: { publishers } }) {
        for (const mirror of mirrorsOf(resources, organisation)) {
            yield* writableByAcl(mirror);
            const owner = ownerOf(mirror, resources);
            const granting = statementsOf(mirror).statements.filter(isWriteGrant);
            for (const each of granting) yield* strangers(each, owner, publishers);
        }
    },
});

function isWriteGrant({ statement }: MirrorStatement): boolean {
    if (statement.effect !== "Allow") return false;
    return statement.notActions !== undefined || statement.actions.some(isWriteAction);
}

function* strangers(
    each: MirrorStatement,
    owner: string | undefined,
    publishers: readonly string[],
): Generator<StackViolation> {
    const { statement, resource, key, accounts } = each;
    const report = (
        path: string,
        value: string,
        who: string,
        more: Partial<StackViolation["violation"]> = {},
    ): StackViolation => ({
        subject: { noun: "Bucket policy", name: resource.name },
        urn: resource.urn,
        violation: {
            effect: "open",
            path: `${key} ${path}`,
            value,
            message: `may write, delete or re-policy the mirror, and is ${who}; whoever writes the keys can sign a token for any job`,
            fix: "Remove it, or name a publisher role of the bucket's own account.",
            ...more,
        },
    });
    if (each.isForEverybody && !isNamed(statement.conditions, publishers)) {
        const [stranger] = strangersMeeting(statement.conditions, owner);
        if (each.metAnonymously !== false) {
            yield report(`${statement.path}.Principal`, "*", "everybody");
        } else if (stranger) {
            const isHandedOn = stranger.kind === "access-point";
            yield report(`${statement.path}.Principal`, "*", stranger.words, {
                ...(isHandedOn && {
                    fix: "Remove it: whoever may make an access point would decide who writes. Name a publisher role of the bucket's own account.",
                }),
            });
        }
    }
    for (const { accountId, path, text } of accounts) {
        if (accountId === owner || publishers.includes(text)) continue;
        if (owner === undefined) {
            yield report(
                path,
                text,
                `of the account ${accountId}, which nothing in this stack shows to be the bucket's own`,
                {
                    level: "advisory",
                    fix: "Set allowedAccountIds on the AWS provider, or list the principal under publishers of this policy.",
                },
            );
        } else yield report(path, text, "of another account");
    }
    const ofAccounts = new Set(accounts.map((account) => account.path));
    for (const { kind, text, path } of statement.principals) {
        if (text === "*" && (kind === "AWS" || kind === "*")) continue;
        if (ofAccounts.has(path) || publishers.includes(text)) continue;
        yield report(path, text, "no principal of the account");
    }
}

/** Whether a condition demands what the config names as a publisher: an organisation, for instance. */
function isNamed(
    conditions: MirrorStatement["statement"]["conditions"],
    publishers: readonly string[],
): boolean {
    return conditions.some(
        ({ operator, values }) =>
            operator?.kind === "string" &&
            !operator.negated &&
            !operator.ifExists &&
            values.length > 0 &&
            values.every(({ text }) => publishers.includes(text)),
    );
}

function* writableByAcl({ bucket, parts }: Mirror): Generator<StackViolation> {
    for (const resource of [...parts.acl, ...parts.object, ...(bucket ? [bucket] : [])]) {
        const [value] = knownTexts(resource, ["acl", "accessControl"]);
        const written = value !== undefined && /write/i.test(value) && /public/i.test(value) ? [value] : [];
        for (const who of [...written, ...writersIn(resource)]) {
            const message = "lets others write; who writes the keys can sign a token for any job";
            const violation = {
                effect: "open",
                path: "acl",
                value: who,
                message,
                fix: "Leave it out.",
            } as const;
            yield { subject: { noun: "Access list", name: resource.name }, urn: resource.urn, violation };
        }
    }
}

/** Groups of S3, and users of other owners, that the grants of an access list let write it or its objects. */
function writersIn(resource: PolicyResource): string[] {
    const read = (key: string): unknown => known(() => resource.props[key] as unknown, key).value;
    const policy = read("accessControlPolicy");
    const [own, list] = isObject(policy)
        ? [isObject(policy["owner"]) ? policy["owner"]["id"] : undefined, policy["grants"]]
        : [undefined, read("grants")];
    const grants: unknown[] = Array.isArray(list) ? list : [];
    return grants.filter(isObject).flatMap((grant) => {
        const grantee = isObject(grant["grantee"]) ? grant["grantee"] : grant;
        const permissions = JSON.stringify(grant["permissions"] ?? grant["permission"] ?? "");
        if (!/WRITE|FULL_CONTROL/.test(permissions)) return [];
        const { uri, id, emailAddress } = grantee;
        if (typeof uri === "string") return /\/LogDelivery$/.test(uri) ? [] : [uri];
        if (typeof emailAddress === "string") return [emailAddress];
        return typeof id === "string" && typeof own === "string" && id !== own ? [id] : [];
    });
}

/** The account for which a Deny of the bucket's policy makes an exception, as the bucket's own. */
function ownAccountIn({ statement }: MirrorStatement): string[] {
    if (statement.effect !== "Deny") return [];
    return statement.conditions
        .filter(({ keyName, operator }) => keyName === "aws:principalaccount" && operator?.negated === true)
        .flatMap(({ values }) => values.map(({ text }) => text));
}

/** The account that the bucket is in, as far as the stack betrays it. */
function ownerOf(mirror: Mirror, resources: readonly PolicyResource[]): string | undefined {
    const { issuer, bucket, bucketName } = mirror;
    const told =
        scopeOfProvider(bucket?.provider?.props).accountId ??
        /-(\d{12})-[a-z0-9-]+-an$/.exec(bucketName)?.[1];
    if (told !== undefined) return told;
    const demanded = new Set(statementsOf(mirror).statements.flatMap(ownAccountIn));
    if (demanded.size === 1) return [...demanded][0];
    const accounts = rolesOf(resources).flatMap(({ role }) => {
        const { statements } = trustStatementsOf(role);
        const principals = statements.flatMap(({ principals: each }) =>
            each.map(({ text }) => parseProviderArn(text)),
        );
        return principals.flatMap((arn) => (arn?.issuer === issuer ? [arn.accountId] : []));
    });
    return new Set(accounts).size === 1 ? accounts[0] : undefined;
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const keys = `arn:aws:s3:::${mirrorBucketName}/oauth/discovery/keys`;
    const role = (account: string) => ({ AWS: `arn:aws:iam::${account}:role/publisher` });
    const writer = (Principal: unknown, more: Record<string, unknown> = {}) =>
        mirror({ policy: policyWith({ Principal, Action: "s3:PutObject", Resource: keys, ...more }) });
    const granted = (grantee: Record<string, unknown>, permission: string) => {
        const accessControlPolicy = { owner: { id: "ours" }, grants: [{ grantee, permission }] };
        const acl = { bucket: mirrorBucketName, accessControlPolicy };
        return mirror({ more: [other("acl", "aws:s3/bucketAcl:BucketAcl", acl)] });
    };
    const two = { AWS: [role("123456789012").AWS, role("999999999999").AWS] };

    return [
        passing("nobody but the account itself", ...mirror()),
        passing("a publisher of the account", ...writer(role("123456789012"))),
        passing(
            "everybody with credentials of the account",
            ...writer("*", { Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } } }),
        ),
        {
            ...passing("a publisher of another account that the config names", ...writer(two)),
            config: { "discovery-bucket-write-protected": { publishers: [role("999999999999").AWS] } },
        },
        failing("everybody", ...writer("*")),
        failing(
            "everybody, from one address",
            ...writer("*", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }),
        ),
        failing("a publisher of another account", ...writer(two)),
        ...(
            [
                ["any signed caller", { StringLike: { "aws:PrincipalArn": "*" } }],
                [
                    "any signed caller, by its kind of signature",
                    { StringEquals: { "s3:authType": "REST-HEADER" } },
                ],
                ["any caller with an account", { Null: { "aws:PrincipalAccount": "false" } }],
                ["all accounts but one", { StringNotEquals: { "aws:PrincipalAccount": "111111111111" } }],
                ["callers of another account", { StringEquals: { "aws:PrincipalAccount": "999999999999" } }],
                [
                    "roles of another account",
                    { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::999999999999:role/*" } },
                ],
                ["callers of an organisation", { StringEquals: { "aws:PrincipalOrgID": "o-another" } }],
                ["callers from any endpoint", { StringLike: { "aws:SourceVpce": "vpce-*" } }],
                [
                    "callers with a tag, which they choose",
                    { StringEquals: { "aws:PrincipalTag/team": "keys" } },
                ],
                [
                    "roles of any account, by their name",
                    { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/publisher" } },
                ],
                ["sessions of any account, by their name", { StringLike: { "aws:userid": "*:publisher" } }],
                ["any path to a role", { StringLike: { "aws:PrincipalArn": "*:role/publisher" } }],
                ["users, of whatever account", { StringEquals: { "aws:PrincipalType": "User" } }],
                ["whoever comes over TLS", { Bool: { "aws:SecureTransport": "true" } }],
                [
                    "whoever leaves the object to the owner",
                    { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
                ],
                [
                    "an organisation, if the caller is in one",
                    { "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-ours/*" } },
                ],
                [
                    "an account, if there is one",
                    { StringEqualsIfExists: { "aws:PrincipalAccount": "123456789012" } },
                ],
                [
                    "a list of accounts, one of them another",
                    { StringEquals: { "aws:PrincipalAccount": ["123456789012", "999999999999"] } },
                ],
                [
                    "services that call for another account",
                    { StringEquals: { "aws:SourceAccount": "999999999999" } },
                ],
                ["services that call for any bucket", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }],
                [
                    "access points of the account",
                    { StringEquals: { "s3:DataAccessPointAccount": "123456789012" } },
                ],
                [
                    "access points of any account",
                    { StringLike: { "s3:DataAccessPointArn": "arn:aws:s3:*:*:accesspoint/*" } },
                ],
            ] as const
        ).map(([who, Condition]) => failing(who, ...writer("*", { Condition }))),
        failing("a foreign account as the only writer", ...writer({ AWS: "arn:aws:iam::999999999999:root" })),
        passing(
            "roles of the account, by a condition",
            ...writer("*", {
                Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/keys-*" } },
            }),
        ),
        passing(
            "the bucket's own account, by a variable",
            ...writer("*", {
                Condition: { StringEquals: { "aws:PrincipalAccount": "${aws:ResourceAccount}" } },
            }),
        ),
        passing(
            "services that call for the account",
            ...writer("*", { Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } }),
        ),
        failing("a principal whose account nobody knows", ...writer({ AWS: "AIDAEXAMPLEID" })),
        failing(
            "a group of S3, by a grant of the access list",
            ...granted(
                { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers" },
                "WRITE",
            ),
        ),
        failing(
            "another owner, by a grant of the access list",
            ...granted({ type: "CanonicalUser", id: "theirs" }, "FULL_CONTROL"),
        ),
        passing(
            "one endpoint of the account's network",
            ...writer("*", { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } } }),
        ),
        {
            ...passing(
                "an organisation that the config names",
                ...writer("*", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-ours" } } }),
            ),
            config: { "discovery-bucket-write-protected": { publishers: ["o-ours"] } },
        },
        failing("everybody may delete", ...writer({ AWS: "*" }, { Action: "s3:DeleteObject" })),
        failing(
            "everybody may change the policy",
            ...writer("*", { Action: "s3:PutBucketPolicy", Resource: `arn:aws:s3:::${mirrorBucketName}` }),
        ),
        failing("a service of AWS", ...writer({ Service: "logging.s3.amazonaws.com" })),
        {
            ...failing("everybody may do everything", ...writer("*", { Action: "s3:*" })),
            alsoReportedBy: ["discovery-bucket-least-public"],
        },
        {
            ...failing("a writable access list", ...mirror({ bucket: { acl: "public-read-write" } })),
            alsoReportedBy: ["discovery-bucket-least-public"],
        },
    ];
}

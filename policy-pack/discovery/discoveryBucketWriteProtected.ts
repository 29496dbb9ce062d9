import type { PolicyResource } from "@pulumi/policy";
import { parseProviderArn } from "../../trust/aws";
import { readTrustDocument } from "../../trust/document";
import type { ConfigKeys } from "../config/policyConfig";
import { knownTexts } from "../permissions/reference";
import { scopeOfProvider } from "../resources/scopeOfProvider";
import { rolesOf } from "../resources/stackRoles";
import type { StackPolicyDefinition, StackViolation } from "../sdk/stackPolicy";
import { type Mirror, mirrorsOf } from "./mirror";
import { type MirrorStatement, statementsOf } from "./mirrorStatements";
import { isWriteAction } from "./writeActions";

/** The config of `discovery-bucket-write-protected`. */
export interface WriteProtectedConfig {
    /** Principals of other accounts that may write, by the exact text of the bucket policy. */
    publishers: string[];
}

const config: ConfigKeys<WriteProtectedConfig> = {
    publishers: {
        schema: {
            type: "array",
            description: "Principals of other accounts that may write, each as the bucket policy spells it.",
            items: { type: "string", minLength: 1 },
        },
        fallback: [],
    },
};

/** A mirror's bucket that others than the account's own principals can write to: who writes the keys signs any token. */
export const discoveryBucketWriteProtected: StackPolicyDefinition<WriteProtectedConfig> = {
    name: "discovery-bucket-write-protected",
    displayName: "Nobody else writes the keys",
    description:
        "Only principals of the account itself, and named publishers, can write, delete or re-policy a mirror.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Remove the statement, or name one publisher role of the same account. Whoever can write the keys can sign a token for any job.",
    tags: ["discovery", "bucket"],
    config,
    *check(resources, { organisation, config: { publishers } }) {
        for (const mirror of mirrorsOf(resources, organisation)) {
            yield* writableByAcl(mirror);
            const owner = ownerOf(mirror, resources);
            const granting = statementsOf(mirror).statements.filter(isWriteGrant);
            const first = granting.flatMap(({ accounts }) => accounts)[0]?.accountId;
            for (const each of granting) yield* strangers(each, owner ?? first, publishers);
        }
    },
};

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
    const report = (path: string, value: string, who: string): StackViolation => ({
        subject: { noun: "Bucket policy", name: resource.name },
        urn: resource.urn,
        violation: {
            effect: "open",
            path: `${key} ${path}`,
            value,
            message: `may write, delete or re-policy the mirror, and is ${who}; who writes the keys can sign a token for any job`,
            fix: "Remove it, or name a publisher role of the bucket's own account.",
        },
    });
    if (each.isForEverybody && each.metAnonymously !== false) {
        yield report(`${statement.path}.Principal`, "*", "everybody");
    }
    for (const { accountId, path, text } of accounts) {
        if (accountId === owner || publishers.includes(text)) continue;
        yield report(path, text, "of another account");
    }
    for (const { kind, text, path } of statement.principals) {
        if (kind === "AWS" || kind === "*" || publishers.includes(text)) continue;
        yield report(path, text, "no principal of the account");
    }
}

function* writableByAcl({ bucket, parts }: Mirror): Generator<StackViolation> {
    for (const resource of [...parts.acl, ...parts.object, ...(bucket ? [bucket] : [])]) {
        const [value] = knownTexts(resource, ["acl", "accessControl"]);
        if (value === undefined || !/write/i.test(value) || !/public/i.test(value)) continue;
        const message = "lets everybody write; who writes the keys can sign a token for any job";
        const violation = { effect: "open", path: "acl", value, message, fix: "Leave it out." } as const;
        yield { subject: { noun: "Access list", name: resource.name }, urn: resource.urn, violation };
    }
}

/** The account that the bucket is in, as far as the stack betrays it. */
function ownerOf(
    { issuer, bucket, bucketName }: Mirror,
    resources: readonly PolicyResource[],
): string | undefined {
    const told =
        scopeOfProvider(bucket?.provider?.props).accountId ??
        /-(\d{12})-[a-z0-9-]+-an$/.exec(bucketName)?.[1];
    if (told !== undefined) return told;
    const accounts = rolesOf(resources).flatMap(({ role }) => {
        const statements = readTrustDocument(role.document.value).statements;
        const principals = statements.flatMap(({ principals: each }) =>
            each.map(({ text }) => parseProviderArn(text)),
        );
        return principals.flatMap((arn) => (arn?.issuer === issuer ? [arn.accountId] : []));
    });
    return new Set(accounts).size === 1 ? accounts[0] : undefined;
}

import type * as pulumi from "@pulumi/pulumi";
import { parsePrincipalArn } from "../../trust/aws";
import { type TrustedIssuer, audienceProblems, issuerHostAndPath } from "../../trust/gitlab";
import { atPath, type Problem } from "../../trust/problem";
import {
    roleNameProblems,
    rolePathProblems,
    sessionDurationProblems,
    tagProblems,
    trustPolicyQuotaProblems,
} from "./iamValues";
import { mirrorAddress, readDiscovery, type Discovery } from "./mirror";
import { boundaryProblems } from "./permissions";
import {
    audienceListProblems,
    instanceUrlProblems,
    issuerUrlProblems,
    previousIssuerProblems,
    readPreviousIssuer,
    thumbprintProblems,
    type PreviousIssuer,
} from "./provider";
import { accountIdProblems, partitionProblems, readFederatedRole, type FederatedRole } from "./role";
import {
    check,
    readFlag,
    readId,
    readInputText,
    readList,
    readMap,
    readNumber,
    readObject,
    readText,
} from "./values";

/** What every role of a federation has unless it specifies otherwise. */
export interface RoleDefaults {
    /**
     * The roles' path in AWS, which begins and ends in a slash. Defaults to `/`. A change deletes the roles before it
     * creates the new ones.
     * Example: `/gitlab/`.
     */
    path?: string;
    /**
     * ARN of the managed policy that limits what the roles can ever do; it may be an Output. Defaults to none.
     * Example: `arn:aws:iam::123456789012:policy/ci-boundary`.
     */
    permissionsBoundary?: pulumi.Input<string>;
    /**
     * How long a session may last, in seconds, 3600 to 43200. Defaults to 3600.
     * Example: `7200`.
     */
    maxSessionDuration?: number;
    /**
     * AWS tags of the roles; a role's own tag wins. Defaults to none.
     * Example: `{"managed-by": "pulumi"}`.
     */
    tags?: Record<string, string>;
    /**
     * How many characters the account's quota allows a trust policy. Defaults to 2048.
     * Example: `4096`.
     */
    trustPolicyLengthQuota?: number;
}

/** The access of one GitLab instance's jobs to one AWS account. Plain unless noted otherwise: known when the program starts. */
export interface GitLabFederationArgs {
    /**
     * The instance's address, without a trailing slash. Defaults to `https://gitlab.com`.
     * Example: `https://gitlab.example.com`.
     */
    gitlabUrl?: string;
    /**
     * The audience (client ID) that tokens must have. Defaults to the address in `gitlabUrl`.
     * Example: `sts.amazonaws.com`.
     */
    audience?: string;
    /**
     * Audiences that are registered too, for the roles that name them. Defaults to none.
     * Example: `["sts.amazonaws.com"]`.
     */
    additionalAudiences?: string[];
    /**
     * Issuers that are still trusted while the instance moves to another one. Defaults to none.
     * Example: `[{"url": "https://gitlab-old.example.com", "audience": "https://gitlab-old.example.com"}]`.
     */
    previousIssuers?: PreviousIssuer[];
    /**
     * Whether the account already has the provider and something else manages it: then it is only looked up. A provider
     * that this stack created is released, not deleted. Defaults to false.
     * Example: `true`.
     */
    useExistingProvider?: boolean;
    /**
     * Whether this stack takes over the provider that the account already has, instead of creating one; it needs
     * `accountId`. May stay once it has. Defaults to false.
     * Example: `true`.
     */
    adoptProvider?: boolean;
    /**
     * The account's twelve digits; credentials of another account are an error. Defaults to the caller's account.
     * Example: `123456789012`.
     */
    accountId?: string;
    /**
     * The partition. Defaults to the caller's partition.
     * Example: `aws`.
     */
    partition?: string;
    /**
     * SHA-1 thumbprints of 40 hexadecimal digits, at most 5; only for a certificate that no public authority signed.
     * Defaults to none (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html).
     * Example: `["990f4193972f2becf12ddeda5237f9c952f20d9e"]`.
     */
    thumbprints?: string[];
    /**
     * What the roles' names in AWS begin with. Defaults to `gitlab-` and the stack's name. A change deletes the roles
     * before it creates the new ones.
     * Example: `gitlab-prod`.
     */
    roleNamePrefix?: string;
    /**
     * What every role has unless it specifies otherwise. Defaults to nothing.
     * Example: `{"path": "/gitlab/", "maxSessionDuration": 7200}`.
     */
    roleDefaults?: RoleDefaults;
    /**
     * AWS tags of everything. Defaults to none.
     * Example: `{"managed-by": "pulumi"}`.
     */
    tags?: Record<string, string>;
    /**
     * The public mirror of the discovery document and keys, for an instance that AWS cannot reach: its URL is then the
     * issuer, while `gitlabUrl` stays the instance's address and the default of `audience`. Defaults to none.
     * Example: `{"mode": "s3", "bucketName": "acme-gitlab-oidc", "jwksFile": "gitlab-keys.json"}`.
     */
    discovery?: Discovery;
    /**
     * The roles, by a key of lower-case letters, digits and dashes; at least one.
     * Example: `{"web-deploy": {"subjects": [{"project": "acme/web", "branches": ["main"]}]}}`.
     */
    roles: Record<string, FederatedRole>;
}

const readRoleDefaults = readObject<RoleDefaults>(
    {
        path: readText,
        permissionsBoundary: readInputText,
        maxSessionDuration: readNumber,
        tags: readMap(readText),
        trustPolicyLengthQuota: readNumber,
    },
    {},
);

/** Reads the arguments of a federation, as a program, another language or a stack's config gives them. */
export const readFederation = readObject<GitLabFederationArgs>(
    {
        gitlabUrl: readText,
        audience: readText,
        additionalAudiences: readList(readText),
        previousIssuers: readList(readPreviousIssuer),
        useExistingProvider: readFlag,
        adoptProvider: readFlag,
        accountId: readId,
        partition: readText,
        thumbprints: readList(readText),
        roleNamePrefix: readText,
        roleDefaults: readRoleDefaults,
        tags: readMap(readText),
        discovery: readDiscovery,
        roles: readMap(readFederatedRole),
    },
    { roles: 'Name at least one role, with its "subjects".' },
);

/** The instance of a federation that names none. */
export const defaultGitLabUrl = "https://gitlab.com";

/** The issuer's URL: the instance's address, or its mirror's where there is one. */
export function currentIssuerUrl({ gitlabUrl, discovery, accountId }: Partial<GitLabFederationArgs>): string {
    const mirror = discovery && mirrorAddress(discovery, accountId);
    return mirror?.issuerUrl ?? gitlabUrl ?? defaultGitLabUrl;
}

/**
 * The issuers of a federation, the current one first, each with its main audience. Of a URL that is wrong, the issuer that
 * it most likely means: the URL's own problems say what is wrong, and the roles are checked all the same.
 */
export function trustedIssuers(args: Partial<GitLabFederationArgs>): TrustedIssuer[] {
    const { gitlabUrl = defaultGitLabUrl, audience: main = gitlabUrl } = args;
    const previous: Partial<PreviousIssuer>[] = args.previousIssuers ?? [];
    return [{ url: currentIssuerUrl(args), audience: main }, ...previous].flatMap(
        ({ url: each = "", audience }) => {
            const issuer = issuerHostAndPath(each);
            return issuer === "" || audience === undefined ? [] : [{ issuer, audiences: [audience] }];
        },
    );
}

/**
 * The name in AWS of a federation's role: its own, or the prefix with its key. A renamed key keeps the name that the
 * role was created with, because IAM cannot rename a role. Undefined when several previous keys leave that open.
 */
export function roleName(
    key: string,
    { name, previousKeys = [] }: Pick<FederatedRole, "name" | "previousKeys">,
    prefix: string,
): string | undefined {
    if (name !== undefined) return name;
    if (previousKeys.length > 1) return undefined;
    return `${prefix}-${previousKeys[0] ?? key}`;
}

/** Everything that is wrong with a federation, except its mirror and its roles. Properties may be missing. */
export function federationProblems(
    args: Partial<GitLabFederationArgs> & { roleNamePrefix: string },
): Problem[] {
    const { roleDefaults = {} } = args;
    const issuer = trustedIssuers(args)[0]?.issuer;
    const current = trustedIssuers({ ...args, previousIssuers: [] })[0]?.issuer;
    return [
        ...check("gitlabUrl", args.gitlabUrl, args.discovery ? instanceUrlProblems : issuerUrlProblems),
        ...check("audience", args.audience, (value) => audienceProblems(value, issuer)),
        ...check("additionalAudiences", args.additionalAudiences, (value) =>
            audienceListProblems(value, issuer),
        ),
        ...repeatedAudience(args),
        ...check("previousIssuers", args.previousIssuers, (value) => previousIssuerProblems(value, current)),
        ...check("accountId", args.accountId, accountIdProblems),
        ...check("partition", args.partition, partitionProblems),
        ...check("thumbprints", args.thumbprints, thumbprintProblems),
        ...providerProblems(args),
        ...check("roleNamePrefix", args.roleNamePrefix, roleNameProblems),
        ...atPath("roleDefaults", [
            ...check("path", roleDefaults.path, rolePathProblems),
            ...boundaryProblems("permissionsBoundary", roleDefaults.permissionsBoundary),
            ...check("maxSessionDuration", roleDefaults.maxSessionDuration, sessionDurationProblems),
            ...check("tags", roleDefaults.tags, tagProblems),
            ...check("trustPolicyLengthQuota", roleDefaults.trustPolicyLengthQuota, trustPolicyQuotaProblems),
        ]),
        ...check("tags", args.tags, tagProblems),
        ...mirrorSurroundingProblems(args),
    ];
}

function repeatedAudience({
    audience,
    additionalAudiences = [],
    gitlabUrl,
}: Partial<GitLabFederationArgs>): Problem[] {
    const main = audience ?? gitlabUrl ?? defaultGitLabUrl;
    const index = additionalAudiences.indexOf(main);
    if (index < 0) return [];
    const path = `additionalAudiences[${String(index)}]`;
    return [{ path, value: main, message: "is the main audience already", fix: "Leave it out." }];
}

function providerProblems({
    useExistingProvider = false,
    adoptProvider = false,
    thumbprints,
    accountId,
}: Partial<GitLabFederationArgs>): Problem[] {
    const problems: Problem[] = [];
    const adopting = { path: "adoptProvider", value: true };
    if (useExistingProvider && thumbprints !== undefined) {
        const message = "would do nothing: the provider exists and is only looked up";
        const fix = 'Leave it out, or let this stack own the provider with "useExistingProvider": false.';
        problems.push({ path: "thumbprints", value: thumbprints, message, fix });
    }
    if (useExistingProvider && adoptProvider) {
        const message = 'contradicts "useExistingProvider": a provider is either looked up or taken over';
        problems.push({ ...adopting, message, fix: "Leave one of the two out." });
    }
    if (adoptProvider && accountId === undefined) {
        const message = "needs the account, which the provider's ARN contains";
        const fix = 'Write the account\'s twelve digits under "accountId".';
        problems.push({ ...adopting, message, fix });
    }
    return problems;
}

/** What a mirror makes of the arguments around it. */
function mirrorSurroundingProblems(
    args: Partial<GitLabFederationArgs> & { roleNamePrefix: string },
): Problem[] {
    const { discovery, gitlabUrl, audience, thumbprints } = args;
    if (discovery === undefined) return [];
    const nearly =
        audience === undefined || gitlabUrl === undefined
            ? []
            : audienceProblems(audience, issuerHostAndPath(gitlabUrl));
    const thumbprintProblem = {
        path: "thumbprints",
        value: thumbprints,
        message: "would do nothing: AWS reads the mirror, whose certificate is public",
        fix: "Leave it out; the instance's own certificate does not matter to AWS.",
    };
    return [
        ...atPath("discovery", ownPublisherProblems(args)),
        ...atPath("audience", nearly),
        ...(thumbprints === undefined ? [] : [thumbprintProblem]),
    ];
}

/** A bucket policy can only name roles that exist, and the federation's own come after the bucket. */
function ownPublisherProblems(args: Partial<GitLabFederationArgs> & { roleNamePrefix: string }): Problem[] {
    const own = Object.entries(args.roles ?? {}).map(([key, role]) =>
        roleName(key, role, args.roleNamePrefix),
    );
    return (args.discovery?.publisherRoleArns ?? []).flatMap((value, index): Problem[] => {
        const { kind, pathAndName = "" } = parsePrincipalArn(value) ?? {};
        if (kind !== "role" || !own.includes(pathAndName.slice(pathAndName.lastIndexOf("/") + 1))) return [];
        const path = `publisherRoleArns[${String(index)}]`;
        const message =
            "is a role of this stack, which comes after the bucket: S3 refuses to name what does not exist yet";
        const fix =
            'Leave it out and allow the role s3:GetObject and s3:PutObject on the keys in its "inlinePolicies".';
        return [{ path, value, message, fix }];
    });
}

const roleKey = /^[a-z][a-z0-9-]*$/;
const keyRule = 'Use lower-case letters, digits and dashes, a letter first, such as "web-deploy".';

/**
 * What is wrong with the keys and names of a federation's roles, seen from the federation: their form, and two roles that
 * would be one. A name that nobody wrote is reported at its key, and not at all where the prefix is what is wrong with it.
 */
export function roleKeyProblems(roles: Readonly<Record<string, FederatedRole>>, prefix: string): Problem[] {
    const problems: Problem[] = [];
    const owners = new Map<string, string>();
    const names = new Map<string, string>();
    const prefixIsWrong = roleNameProblems(prefix).length > 0;
    for (const [key, role] of Object.entries(roles)) {
        const path = `roles.${key}`;
        const found = problems.length;
        if (!roleKey.test(key)) {
            problems.push({ path, value: key, message: "is not a role key", fix: keyRule });
        }
        for (const [index, previous] of (role.previousKeys ?? []).entries()) {
            const at = `${path}.previousKeys[${String(index)}]`;
            const owner = previous in roles ? previous : owners.get(previous);
            if (!roleKey.test(previous)) {
                problems.push({ path: at, value: previous, message: "is not a role key", fix: keyRule });
            } else if (owner !== undefined) {
                const message =
                    owner === previous ? "is still the key of a role" : `is a previous key of "${owner}" too`;
                const fix = "Only one role can have had this key: leave it out here or there.";
                problems.push({ path: at, value: previous, message, fix });
            }
            owners.set(previous, key);
        }
        // The name may come from a previous key: what is wrong with that is reported already.
        if (problems.length > found) continue;
        const name = roleName(key, role, prefix);
        if (name === undefined) {
            const message =
                "is missing: with several previous keys the role's name in AWS could be any of them";
            const fix = `Write the name that the role has in AWS, such as "${prefix}-${role.previousKeys?.[0] ?? key}".`;
            problems.push({ path: `${path}.name`, message, fix });
            continue;
        }
        const at = role.name === undefined ? path : `${path}.name`;
        if (role.name !== undefined || !prefixIsWrong) {
            problems.push(...atPath(at, roleNameProblems(name)));
        }
        // IAM does not distinguish names that differ in case only.
        const twin = names.get(name.toLowerCase());
        if (twin !== undefined) {
            const message = `is the name of role "${twin}" too`;
            problems.push({ path: at, value: name, message, fix: 'Give one of them another "name".' });
        }
        names.set(name.toLowerCase(), key);
    }
    return problems;
}

import { isAccountId, isPartition, partitions } from "../../trust/aws";
import { type TrustedIssuer, audienceProblems, issuerHostAndPath, parseIssuer } from "../../trust/gitlab";
import { atPath, type Problem } from "../../trust/problem";
import type { GitLabFederationArgs } from "./federationArgs";
import { federationMirrorProblems } from "./federationMirrorProblems";
import {
    roleNameProblems,
    rolePathProblems,
    managedPolicyArnProblems,
    sessionDurationProblems,
    tagProblems,
    trustPolicyQuotaProblems,
} from "./iamProblems";
import {
    audienceListProblems,
    instanceUrlProblems,
    issuerUrlProblems,
    thumbprintProblems,
} from "./providerProblems";
import { roleKeyProblems } from "./roleKeyProblems";
import { roleName } from "./roleName";
import type { PreviousIssuerArgs } from "./roleArgs";
import { roleProblems } from "./roleProblems";
import { defaultGitLabUrl, trustedIssuers } from "./trustedIssuers";

/** Everything that is wrong with the arguments of a federation. They are well typed; properties may be missing. */
export function federationProblems(
    args: Partial<GitLabFederationArgs> & { roleNamePrefix: string },
): Problem[] {
    const check = <T>(path: string, value: T | undefined, problemsOf: (value: T) => Problem[]) =>
        value === undefined ? [] : atPath(path, problemsOf(value));
    const issuers = trustedIssuers(args);
    const issuer = issuers[0]?.issuer;
    const { roleDefaults = {} } = args;
    return [
        ...check("gitlabUrl", args.gitlabUrl, args.discovery ? instanceUrlProblems : issuerUrlProblems),
        ...check("audience", args.audience, (value) => audienceProblems(value, issuer)),
        ...check("additionalAudiences", args.additionalAudiences, (value) =>
            audienceListProblems(value, issuer),
        ),
        ...repeatedAudience(args),
        ...previousIssuerProblems(args),
        ...check("accountId", args.accountId, accountIdProblems),
        ...check("partition", args.partition, partitionProblems),
        ...check("thumbprints", args.thumbprints, thumbprintProblems),
        ...existingProviderProblems(args),
        ...check("roleNamePrefix", args.roleNamePrefix, roleNameProblems),
        ...check("roleDefaults.path", roleDefaults.path, rolePathProblems),
        ...check(
            "roleDefaults.permissionsBoundary",
            roleDefaults.permissionsBoundary,
            managedPolicyArnProblems,
        ),
        ...check("roleDefaults.maxSessionDuration", roleDefaults.maxSessionDuration, sessionDurationProblems),
        ...check("roleDefaults.tags", roleDefaults.tags, tagProblems),
        ...check(
            "roleDefaults.trustPolicyLengthQuota",
            roleDefaults.trustPolicyLengthQuota,
            trustPolicyQuotaProblems,
        ),
        ...check("tags", args.tags, tagProblems),
        ...federationMirrorProblems(args),
        ...roleMapProblems(args, issuers),
    ];
}

function roleMapProblems(
    args: Partial<GitLabFederationArgs> & { roleNamePrefix: string },
    issuers: readonly TrustedIssuer[],
): Problem[] {
    const roles = Object.entries(args.roles ?? {});
    if (roles.length === 0) {
        const fix = 'Name at least one role, with its "subjects".';
        return [
            { path: "roles", ...(args.roles && { value: args.roles }), message: "no role is defined", fix },
        ];
    }
    const registered = args.additionalAudiences ?? [];
    return [
        ...roleKeyProblems(args.roles ?? {}, args.roleNamePrefix),
        ...roles.flatMap(([key, role]) => {
            const unregistered = (role.additionalAudiences ?? []).flatMap((value, index) =>
                registered.includes(value)
                    ? []
                    : [
                          {
                              path: `additionalAudiences[${String(index)}]`,
                              value,
                              message: "is not registered with the provider, so no token could have it",
                              fix: 'List it under the stack\'s "additionalAudiences" too.',
                          },
                      ],
            );
            const withDefaults = {
                ...role,
                ...(args.roleDefaults?.trustPolicyLengthQuota !== undefined && {
                    trustPolicyLengthQuota:
                        role.trustPolicyLengthQuota ?? args.roleDefaults.trustPolicyLengthQuota,
                }),
            };
            const name = roleName(key, role, args.roleNamePrefix);
            return atPath(`roles.${key}`, [
                ...roleProblems(withDefaults, issuers, name, args.partition),
                ...unregistered,
            ]);
        }),
    ];
}

function repeatedAudience({
    audience,
    additionalAudiences = [],
    gitlabUrl,
}: Partial<GitLabFederationArgs>): Problem[] {
    const main = audience ?? gitlabUrl ?? defaultGitLabUrl;
    const index = additionalAudiences.findIndex((value) => value === main);
    if (index < 0) return [];
    return [
        {
            path: `additionalAudiences[${String(index)}]`,
            value: main,
            message: "is the main audience already",
            fix: "Leave it out.",
        },
    ];
}

function previousIssuerProblems({ previousIssuers = [], ...args }: Partial<GitLabFederationArgs>): Problem[] {
    const current = trustedIssuers(args)[0]?.issuer;
    const seen = new Set([current]);
    return previousIssuers.flatMap((previous: Partial<PreviousIssuerArgs>, index) => {
        const path = `previousIssuers[${String(index)}]`;
        if (previous.url === undefined || previous.audience === undefined) return [];
        const issuer = issuerHostAndPath(previous.url);
        const repeated = seen.has(issuer)
            ? [
                  {
                      path: `${path}.url`,
                      value: previous.url,
                      message: "is trusted already",
                      fix: "Name each issuer once.",
                  },
              ]
            : [];
        seen.add(issuer);
        return [
            ...atPath(`${path}.url`, issuerUrlProblems(previous.url)),
            ...repeated,
            ...atPath(
                `${path}.audience`,
                audienceProblems(previous.audience, parseIssuer(previous.url).issuer?.hostAndPath),
            ),
        ];
    });
}

function accountIdProblems(value: string): Problem[] {
    if (isAccountId(value)) return [];
    return [
        {
            path: "",
            value,
            message: "is no AWS account id",
            fix: "Write its twelve digits in quotes; unquoted, leading zeros are lost.",
        },
    ];
}

function partitionProblems(value: string): Problem[] {
    if (isPartition(value)) return [];
    return [
        {
            path: "",
            value,
            message: "is no partition of AWS",
            fix: `Use one of: ${partitions.map(({ name }) => name).join(", ")}.`,
        },
    ];
}

function existingProviderProblems({
    useExistingProvider,
    thumbprints,
}: Partial<GitLabFederationArgs>): Problem[] {
    if (useExistingProvider !== true || thumbprints === undefined) return [];
    return [
        {
            path: "thumbprints",
            value: thumbprints,
            message: "would do nothing: the provider exists and is only looked up",
            fix: 'Leave it out, or let this stack own the provider with "useExistingProvider": false.',
        },
    ];
}

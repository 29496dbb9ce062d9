import type { Problem } from "../../trust/problem";
import { ArgsError, withoutConsequences } from "./argsError";
import type { GitLabFederationArgs } from "./federationArgs";
import { federationProblems } from "./federationProblems";
import { readDiscovery } from "./readDiscoveryArgs";
import { readPreviousIssuer } from "./readPreviousIssuer";
import { readFederatedRole } from "./readRoleArgs";
import { readFlag, readId, readList, readMap, readNumber, readObject, readText } from "./readValue";
import type { RoleDefaultsArgs } from "./roleArgs";

const readRoleDefaults = readObject<RoleDefaultsArgs>(
    {
        path: readText,
        permissionsBoundary: readText,
        maxSessionDuration: readNumber,
        tags: readMap(readText),
        trustPolicyLengthQuota: readNumber,
    },
    {},
);

const readProperties = readObject<GitLabFederationArgs>(
    {
        gitlabUrl: readText,
        audience: readText,
        additionalAudiences: readList(readText),
        previousIssuers: readList(readPreviousIssuer),
        useExistingProvider: readFlag,
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

/**
 * Reads the arguments of a federation, as a program, another language or a stack's config gives them. Returns them well
 * typed, with ids as text. Raises ArgsError with every mistake at once; `what` names the arguments in it, `earlier` are
 * mistakes that were found before, and `roleNamePrefix` is the default of that argument.
 */
export function readFederationArgs(
    value: unknown,
    {
        what,
        roleNamePrefix,
        earlier = [],
    }: { what: string; roleNamePrefix: string; earlier?: readonly Problem[] },
): GitLabFederationArgs & { roleNamePrefix: string } {
    const found = [...earlier];
    const args = { roleNamePrefix, ...readProperties(value, "", found) };
    const problems = withoutConsequences(found, federationProblems(args));
    if (problems.length > 0) throw new ArgsError(what, problems);
    // Without a problem nothing is missing that the interface requires.
    return args as GitLabFederationArgs & { roleNamePrefix: string };
}

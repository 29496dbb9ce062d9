import type { AccessEntry } from "../../trust/access/accessEntry";
import { type Claims, evaluate } from "../../trust/decision";
import { readTrustDocument } from "../../trust/document";
import type { RoleAccess } from "../access/roleAccess";
import type { TrustedRole } from "../access/trustedRoles";
import { matchesLike } from "../explain/subjectMiss";

/** The job that is asked about: its subject alone, or all its claims. */
export type AskedJob = { subject: string } | { claims: Claims };

/**
 * The roles that one job can reach, with the entries that let it in. Of a subject alone, further conditions are left open
 * and stay in the table; with claims they must be met. Roles that are not known before the deployment stay.
 */
export function onlyFor(
    job: AskedJob,
    access: readonly RoleAccess[],
    roles: readonly TrustedRole[],
): RoleAccess[] {
    const policies = new Map(roles.map(({ urn, trustPolicy }) => [urn, trustPolicy]));
    return access
        .map((role) => ({
            ...role,
            entries: role.entries.filter((entry) => letsIn(job, entry, policies.get(role.urn))),
        }))
        .filter(({ isKnown, entries }) => !isKnown || entries.length > 0);
}

function letsIn(job: AskedJob, entry: AccessEntry, document: unknown): boolean {
    const claims = "claims" in job ? job.claims : usualClaims(job.subject, entry);
    const subject = String(claims["sub"]);
    const isPattern = /\.(?:For\w+:)?StringLike(?:IfExists)?\[/.test(entry.path);
    const isNamed =
        entry.subject === undefined ||
        entry.subject === subject ||
        (isPattern ? matchesLike(entry.subject, subject) : !entry.path.includes(":sub"));
    if (!isNamed) return false;
    const { statements } = evaluate(readTrustDocument(document), claims);
    if (statements.some(({ effect, matched }) => effect === "Deny" && matched)) return false;
    return statements.some(({ path, matched, actionMatches, principalMatches, conditions }) => {
        if (entry.path !== path && !entry.path.startsWith(`${path}.`)) return false;
        if ("claims" in job) return matched;
        const onSubject = conditions.filter(({ key }) => key.toLowerCase().endsWith(":sub"));
        return actionMatches && principalMatches && onSubject.every(({ met }) => met !== false);
    });
}

/** Claims that carry a subject to an entry's own issuer and audience. */
function usualClaims(subject: string, { issuer, audiences }: AccessEntry): Claims {
    return { iss: `https://${issuer}`, aud: audiences[0] ?? `https://${issuer}`, sub: subject };
}

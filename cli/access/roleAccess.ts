import type { AccessEntry } from "../../trust/admission";
import { readTrustDocument } from "../../trust/document";
import { describeAccess } from "../../trust/admission";
import type { TrustContext } from "../../trust/rules";
import type { TrustedRole } from "./trustedRoles";

/** Who may assume one role. */
export interface RoleAccess {
    /** What a reader calls the role: its key, or its name. */
    role: string;
    urn: string;
    /** Whether the trust policy is known before the deployment. */
    isKnown: boolean;
    /** One per Allow statement and subject; empty where no GitLab job gets in. */
    entries: AccessEntry[];
}

/** Who may assume which role, for the roles that GitLab jobs have to do with, or may have. */
export function roleAccess(roles: readonly TrustedRole[], context: TrustContext): RoleAccess[] {
    return roles
        .map(({ label, urn, trustPolicy }) => ({
            role: label,
            urn,
            isKnown: trustPolicy !== undefined,
            entries: trustPolicy === undefined ? [] : describeAccess(readTrustDocument(trustPolicy), context),
        }))
        .filter(({ isKnown, entries }) => !isKnown || entries.length > 0);
}

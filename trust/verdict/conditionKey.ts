import { limits } from "../aws";
import { issuerHostAndPath } from "../gitlab";
import type { ConditionBlock } from "../conditions";

/** A condition key of an OIDC issuer, taken apart. */
export interface IssuerKey {
    block: ConditionBlock;
    /** What stands before the name, as written: `https://gitlab.com`. */
    prefix: string;
    /** The prefix without scheme, port and trailing slash, in lower case: `gitlab.com`. */
    issuer: string;
    /** The key's name in lower case: `sub`. */
    name: string;
    /** Whether the prefix is spelt as AWS spells it; otherwise no request ever has the key. */
    wellFormed: boolean;
}

/** The issuer's keys among a statement's conditions. Keys of AWS services, such as `aws:SourceIp`, are none. */
export function issuerKeys(conditions: readonly ConditionBlock[]): IssuerKey[] {
    return conditions.flatMap((block) => {
        const colon = block.key.lastIndexOf(":");
        const prefix = block.key.slice(0, Math.max(colon, 0));
        // No issuer is longer, so this is nobody's key.
        if (prefix.length > 2 * limits.providerUrlLength) return [];
        const issuer = issuerHostAndPath(prefix)
            .replace(/:\d*(?=\/|$)/, "")
            .toLowerCase();
        // The prefixes of services have no dot: aws, sts, saml, iam.
        if (!issuer.includes(".")) return [];
        const wellFormed = issuer === prefix.toLowerCase();
        return [{ block, prefix, issuer, name: block.keyName.slice(colon + 1), wellFormed }];
    });
}

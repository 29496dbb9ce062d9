import { issuerHostAndPath, type TrustedIssuer } from "../../trust";
import type { GitLabFederationArgs } from "./federationArgs";
import type { PreviousIssuerArgs } from "./roleArgs";

/** The instance that a federation is for where nothing else is said. */
export const defaultGitLabUrl = "https://gitlab.com";

/**
 * The issuers of a federation, the current one first, each with its main audience. Of a URL that is wrong, the issuer that
 * it most likely means: the URL's own problems say what is wrong, and the roles are checked all the same.
 */
export function trustedIssuers(args: Partial<GitLabFederationArgs>): TrustedIssuer[] {
    const url = args.gitlabUrl ?? defaultGitLabUrl;
    const previous: Partial<PreviousIssuerArgs>[] = args.previousIssuers ?? [];
    return [{ url, audience: args.audience ?? url }, ...previous].flatMap(({ url: each = "", audience }) => {
        const issuer = issuerHostAndPath(each);
        return issuer === "" || audience === undefined ? [] : [{ issuer, audiences: [audience] }];
    });
}

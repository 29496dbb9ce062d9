import { type TrustedIssuer, issuerHostAndPath } from "../../trust/gitlab";
import type { GitLabFederationArgs } from "./federationArgs";
import { mirrorAddress } from "./mirrorAddress";
import type { PreviousIssuerArgs } from "./roleArgs";

/** The instance that a federation is for where nothing else is said. */
export const defaultGitLabUrl = "https://gitlab.com";

/**
 * The issuers of a federation, the current one first, each with its main audience. Of a URL that is wrong, the issuer that
 * it most likely means: the URL's own problems say what is wrong, and the roles are checked all the same.
 */
export function trustedIssuers(args: Partial<GitLabFederationArgs>): TrustedIssuer[] {
    const { gitlabUrl = defaultGitLabUrl, audience: main = gitlabUrl } = args;
    const previous: Partial<PreviousIssuerArgs>[] = args.previousIssuers ?? [];
    return [{ url: currentIssuerUrl(args), audience: main }, ...previous].flatMap(
        ({ url: each = "", audience }) => {
            const issuer = issuerHostAndPath(each);
            return issuer === "" || audience === undefined ? [] : [{ issuer, audiences: [audience] }];
        },
    );
}

/** The issuer's URL: the instance's address, or its mirror's where there is one. */
export function currentIssuerUrl({ gitlabUrl, discovery, accountId }: Partial<GitLabFederationArgs>): string {
    const mirror = discovery && mirrorAddress(discovery, accountId);
    return mirror?.issuerUrl ?? gitlabUrl ?? defaultGitLabUrl;
}

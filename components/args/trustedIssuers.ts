import { parseIssuer, type TrustedIssuer } from "../../trust";
import type { GitLabFederationArgs } from "./federationArgs";
import type { PreviousIssuerArgs } from "./roleArgs";

/** The instance that a federation is for where nothing else is said. */
export const defaultGitLabUrl = "https://gitlab.com";

/**
 * The issuers of a federation, the current one first, each with its main audience. An issuer whose URL is wrong is left
 * out; the URL's own problems say why.
 */
export function trustedIssuers(args: Partial<GitLabFederationArgs>): TrustedIssuer[] {
    const url = args.gitlabUrl ?? defaultGitLabUrl;
    const previous: Partial<PreviousIssuerArgs>[] = args.previousIssuers ?? [];
    return [{ url, audience: args.audience ?? url }, ...previous].flatMap(({ url: each = "", audience }) => {
        const { issuer } = parseIssuer(each);
        return issuer === undefined || audience === undefined
            ? []
            : [{ issuer: issuer.hostAndPath, audiences: [audience] }];
    });
}

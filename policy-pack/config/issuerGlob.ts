import { globMatches, globOfPattern } from "../../trust/languages";

/**
 * Whether one of the globs matches an issuer, given as host and path in lower-case host and without trailing slash.
 * `*` and `?` cross `/` and `.`, as everywhere in AWS: `*.example.com` takes in every depth.
 */
export function matchesIssuerGlob(globs: readonly string[], issuer: string): boolean {
    return globs.some((glob) => globMatches(globOfPattern(glob), issuer));
}

import { issuerHostAndPath, parseIssuer } from "../../trust/gitlab";
import { globMatches, globOfPattern } from "../../trust/languages";
import { type Problem, atPath, memberPath } from "../../trust/problem";
import type { KnownIssuer } from "../../trust/admission";
import type { ConfigKeys } from "./config";

/** What an organisation says once about its GitLab instances, for all policies. */
export interface Organisation {
    /** Its own GitLab issuers. gitlab.com need not be listed, unless its audiences are to be limited. Default: none. */
    issuers: KnownIssuer[];
    /**
     * Globs of issuers that may be registered as identity providers, without their scheme. Default: any.
     * An empty list allows none.
     */
    allowedIssuers: string[] | undefined;
    /** Globs of issuers whose tokens do end in a slash, without scheme and that slash. Default: Auth0, AKS, Entra ID's v1 tokens. */
    trailingSlashIssuers: string[];
    /** Globs of issuers that are no GitLab though their host contains the word, without scheme. Default: none. */
    otherIssuers: string[];
}

/**
 * Issuers whose `iss` ends in a slash, so that their provider's URL has to.
 * Sources, read 2026-11: https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure,
 * https://learn.microsoft.com/azure/aks/use-oidc-issuer, and
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference (`https://sts.windows.net/TENANT/`).
 */
export const defaultTrailingSlashIssuers = ["*.auth0.com", "*.oic.prod-aks.azure.com/*", "sts.windows.net/*"];

/** The config keys that hold it: those of `gitlab-issuers`, which stack policies repeat. */
export const organisationKeys: ConfigKeys<Organisation> = {
    issuers: {
        schema: {
            type: "array",
            description:
                "The organisation's own GitLab issuers. A self-managed instance whose host does not contain gitlab must be listed here to be recognized, unless a role of the stack shows it.",
            items: {
                type: "object",
                properties: {
                    url: {
                        type: "string",
                        minLength: 1,
                        description: "The issuer as tokens spell it in iss.",
                    },
                    audiences: {
                        type: "array",
                        description:
                            "The audiences that providers may register and roles may check. Default: any.",
                        items: { type: "string", minLength: 1 },
                    },
                },
                required: ["url"],
                additionalProperties: false,
            },
        },
        fallback: [],
        check: (issuers, path) =>
            issuers.flatMap(({ url }, at) =>
                atPath(memberPath(memberPath(path, at), "url"), issuerProblems(url)),
            ),
    },
    allowedIssuers: {
        schema: {
            type: "array",
            description:
                "The GitLab issuers that identity providers and roles may trust: host and path, * and ? allowed. Default: any.",
            items: { type: "string", minLength: 1 },
        },
        fallback: undefined,
        check: (globs, path) => globs.flatMap((glob, at) => globProblems(glob, memberPath(path, at))),
    },
    trailingSlashIssuers: {
        schema: {
            type: "array",
            description: "Issuers whose tokens do end in a slash: host and path, * and ? allowed.",
            items: { type: "string", minLength: 1 },
            default: defaultTrailingSlashIssuers,
        },
        fallback: defaultTrailingSlashIssuers,
        check: (globs, path) => globs.flatMap((glob, at) => globProblems(glob, memberPath(path, at))),
    },
    otherIssuers: {
        schema: {
            type: "array",
            description:
                "Issuers that are not GitLab although their host contains the word, such as a cluster's or a vendor's tenant: host and path, * and ? allowed.",
            items: { type: "string", minLength: 1 },
        },
        fallback: [],
        check: (globs, path) => globs.flatMap((glob, at) => globProblems(glob, memberPath(path, at))),
    },
};

const noSettings: Organisation = {
    issuers: [],
    allowedIssuers: undefined,
    trailingSlashIssuers: defaultTrailingSlashIssuers,
    otherIssuers: [],
};

let held = noSettings;

/**
 * Keeps the settings for the policies that run after `gitlab-issuers`: the SDK shows no policy another one's config, but
 * all of a pack run in one process, in the order of the pack.
 */
export function holdOrganisation(organisation: Organisation): void {
    held = organisation;
}

/** The settings that were held last; without any, the defaults. */
export function heldOrganisation(): Organisation {
    return held;
}

/** The settings of a stack policy: each that its own config gives, and for the others what is held. */
export function organisationOf(own: Organisation): Organisation {
    return {
        issuers: own.issuers.length > 0 ? own.issuers : held.issuers,
        allowedIssuers: own.allowedIssuers ?? held.allowedIssuers,
        trailingSlashIssuers:
            own.trailingSlashIssuers.join() === defaultTrailingSlashIssuers.join()
                ? held.trailingSlashIssuers
                : own.trailingSlashIssuers,
        otherIssuers: own.otherIssuers.length > 0 ? own.otherIssuers : held.otherIssuers,
    };
}

function issuerProblems(url: string): Problem[] {
    return parseIssuer(url.includes("://") ? url : `https://${url}`).problems;
}

function globProblems(glob: string, path: string): Problem[] {
    if (!glob.includes("://")) return [];
    const message = "has a scheme; issuers are compared without it";
    return [{ path, value: glob, message, fix: `Write "${issuerHostAndPath(glob)}".` }];
}

/**
 * Whether one of the globs matches an issuer, given as host and path in lower-case host and without trailing slash.
 * `*` and `?` cross the dots of a host and the slashes of a path, but not from the one into the other:
 * `*.example.com` takes in every depth, and not `evil.test/x.example.com`, whose host is another. Only a `*` that ends
 * a glob takes in any path.
 */
export function matchesIssuerGlob(globs: readonly string[], issuer: string): boolean {
    const [host, path] = hostAndPath(issuer);
    return globs.some((glob) => {
        const [hostGlob, pathGlob] = hostAndPath(glob);
        if (!globMatches(globOfPattern(hostGlob), host)) return false;
        if (pathGlob === "" && hostGlob.endsWith("*")) return true;
        return globMatches(globOfPattern(pathGlob), path);
    });
}

function hostAndPath(text: string): [host: string, path: string] {
    const slash = text.indexOf("/");
    return slash < 0 ? [text, ""] : [text.slice(0, slash), text.slice(slash)];
}

import { limits } from "../aws";
import type { Problem } from "../problem";

/** The issuer of gitlab.com, as its condition keys begin. */
export const gitlabComIssuer = "gitlab.com";

/** An OIDC issuer: who signed a token, as its `iss` claim spells it. */
export interface Issuer {
    /** The whole URL, equal to the token's `iss` byte for byte: `https://gitlab.example.com/gitlab`. */
    url: string;
    /** The URL without its scheme: the prefix of condition keys and the tail of the provider's ARN. */
    hostAndPath: string;
    /** The host alone, in lower case. */
    host: string;
    /** The path with its leading slash, or the empty string. */
    path: string;
}

/** What can be wrong with an issuer URL. Stable names. */
export type IssuerProblemCode =
    | "white-space"
    | "not-https"
    | "user-info"
    | "port"
    | "no-host"
    | "upper-case-host"
    | "query"
    | "fragment"
    | "well-known-path"
    | "leftover-path"
    | "path-characters"
    | "website-endpoint"
    | "dotted-bucket"
    | "trailing-slash"
    | "too-long";

/** One thing that is wrong with an issuer URL; the path is empty. */
interface IssuerProblem extends Problem {
    code: IssuerProblemCode;
}

const urlParts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)([^?#]*)(\?[^#]*)?(#[^]*)?$/i;

const hostName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

const websiteEndpoint = /\.s3-website[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;

const virtualHostedBucket = /^(.+)\.s3(?:\.dualstack)?[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;

/**
 * Reads an issuer URL as AWS compares it with a token's `iss`: byte for byte.
 * The issuer is there only when nothing is wrong. Rules: https, at most 255 characters, no port, query or fragment
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html); no trailing slash, which
 * GitLab never puts into `iss`; for a bucket, no website endpoint (HTTP only) and no dot in its name (the certificate of
 * S3 covers one label: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html).
 */
export function parseIssuer(text: string): { issuer?: Issuer; problems: IssuerProblem[] } {
    const [, scheme = "", authority = "", path = "", query, fragment] = urlParts.exec(text.trim()) ?? [];
    const problems: IssuerProblem[] = [];
    const report = (code: IssuerProblemCode, message: string, fix: string) => {
        problems.push({ code, path: "", value: text, message, fix });
    };

    const userInfoEnd = authority.lastIndexOf("@");
    const [, rawHost = "", port] = /^(.*?)(:\d*)?$/.exec(authority.slice(userInfoEnd + 1)) ?? [];
    const host = rawHost.toLowerCase();
    const cleanPath = withoutTrailingSlashes(
        path.replace(/\/\.well-known(\/.*)?$|\/oauth\/discovery\/keys\/?$/, ""),
    );
    const wanted = `Write "https://${host}${cleanPath}".`;

    if (/\s/.test(text)) report("white-space", "contains white space", wanted);
    if (scheme !== "https") {
        const found = scheme === "" ? "has no scheme" : `begins with "${scheme}://"`;
        report(
            "not-https",
            `${found}; AWS takes issuers that begin with "https://" only`,
            scheme === "http" ? `${wanted} A GitLab whose external_url is http cannot federate.` : wanted,
        );
    }
    if (userInfoEnd >= 0) report("user-info", "contains a user name or password", wanted);
    if (port !== undefined) report("port", `contains the port "${port}"; AWS takes none`, wanted);
    if (!hostName.test(host)) {
        report(
            "no-host",
            "has no valid host name",
            'Write the instance\'s address, such as "https://gitlab.example.com".',
        );
    } else if (rawHost !== host) {
        report("upper-case-host", "has capital letters in its host; the token's iss has none", wanted);
    }
    if (query !== undefined) report("query", "contains a query", wanted);
    if (fragment !== undefined) report("fragment", "contains a fragment", wanted);
    if (/\/\.well-known(\/|$)|\/oauth\/discovery\/keys\/?$/.test(path)) {
        report("well-known-path", "is the address of a discovery document, not the issuer", wanted);
    } else if (/\/(undefined|null|true|false|NaN|\[object Object\])(?=\/|$)/.test(path)) {
        report(
            "leftover-path",
            "has a programming value in its path, left by a template",
            "Write the issuer as GitLab's tokens spell it.",
        );
    } else if (!/^[\w.~%+/-]*$/.test(path) || withoutTrailingSlashes(path).includes("//")) {
        report("path-characters", "has a path that no GitLab instance has", wanted);
    }
    if (websiteEndpoint.test(host)) {
        report(
            "website-endpoint",
            "is an S3 website endpoint, which speaks HTTP only",
            'Use the REST endpoint: "https://BUCKET.s3.REGION.amazonaws.com".',
        );
    } else if (virtualHostedBucket.exec(host)?.[1]?.includes(".")) {
        report(
            "dotted-bucket",
            "names a bucket with dots, whose certificate does not match",
            "Use a bucket name without dots.",
        );
    }
    if (path.endsWith("/"))
        report(
            "trailing-slash",
            "ends in a slash; GitLab's iss has none, and AWS compares byte for byte",
            wanted,
        );
    if (text.length > limits.providerUrlLength) {
        report(
            "too-long",
            `has ${String(text.length)} characters; AWS takes at most ${String(limits.providerUrlLength)}`,
            "Use a shorter address.",
        );
    }
    if (problems.length > 0) return { problems };
    return { issuer: { url: `https://${host}${path}`, hostAndPath: host + path, host, path }, problems };
}

/**
 * An issuer as it is compared leniently: without scheme and trailing slashes, host in lower case. `https://GitLab.com/`
 * and `gitlab.com` are one. AWS returns a provider's URL without the scheme that it was made with
 * (https://github.com/pulumi/pulumi-aws/issues/5805).
 */
export function issuerHostAndPath(text: string): string {
    const [, , authority = "", path = ""] = urlParts.exec(text.trim()) ?? [];
    return authority.toLowerCase() + withoutTrailingSlashes(path);
}

/** Not by a regular expression: one that ends in `/+$` takes quadratic time on a text of nothing but slashes. */
function withoutTrailingSlashes(path: string): string {
    let end = path.length;
    while (path[end - 1] === "/") end--;
    return path.slice(0, end);
}

/**
 * Whether an audience is the issuer's address but for a slash, the scheme or letter case: most likely a slip, because
 * both sides compare byte for byte. The exact address `https://…` is not. `issuer` is host and path.
 */
export function isNearlyIssuer(audience: string, issuer: string): boolean {
    return (
        audience !== `https://${issuer}` && issuerHostAndPath(audience).toLowerCase() === issuer.toLowerCase()
    );
}

/**
 * What is wrong with an audience (client ID) for tokens of an issuer, given as host and path: empty, longer than 255
 * characters, white space, a wildcard, or nearly the issuer's address. Any other text is a team's own choice.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html.
 */
export function audienceProblems(audience: string, issuer?: string): Problem[] {
    const problem = (message: string, fix: string): Problem[] => [
        { path: "", value: audience, message, fix },
    ];
    const example = issuer === undefined ? '"sts.amazonaws.com"' : `"https://${issuer}"`;
    if (audience === "")
        return problem(
            "is empty; a provider without an audience accepts no token",
            `Write ${example}, or leave the key out.`,
        );
    if (audience.length > limits.audienceLength) {
        return problem(
            `has ${String(audience.length)} characters; AWS takes at most ${String(limits.audienceLength)}`,
            "Use a shorter audience.",
        );
    }
    if (/[*?]/.test(audience))
        return problem(
            "holds a wildcard; an audience is compared literally",
            `Write one exact audience, such as ${example}.`,
        );
    if (/\$/.test(audience))
        return problem(
            'holds a "$": an unexpanded variable',
            `Write the audience itself, such as ${example}.`,
        );
    if (!/^[\x21-\x7e]+$/.test(audience))
        return problem(
            "holds white space or characters beyond ASCII",
            `Write one exact audience, such as ${example}.`,
        );
    if (issuer !== undefined && isNearlyIssuer(audience, issuer)) {
        return problem(
            "is nearly the issuer's address; audiences are compared byte for byte",
            `Write ${example}, or a name that is plainly another.`,
        );
    }
    return [];
}

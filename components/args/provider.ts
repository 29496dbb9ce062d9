import { limits, parseProviderArn } from "../../trust/aws";
import { audienceProblems, issuerHostAndPath, parseIssuer } from "../../trust/gitlab";
import { atPath, type Problem } from "../../trust/problem";
import { tagProblems } from "./iamValues";
import { check, readFlag, readList, readMap, readObject, readText } from "./values";

/** The arguments of an IAM OIDC identity provider: which issuer an AWS account trusts, and for which audiences. */
export interface IdentityProviderArgs {
    /**
     * The issuer's URL as its tokens spell it: `https://`, no port, no trailing slash, at most 255 characters.
     * Example: `https://gitlab.example.com`.
     */
    url: string;
    /**
     * The audiences (client IDs) that are registered, 1 to 100 of at most 255 characters each.
     * Example: `["https://gitlab.example.com"]`.
     */
    audiences: string[];
    /**
     * SHA-1 thumbprints of 40 hexadecimal digits, at most 5. Defaults to none, which is right for a public certificate.
     * Example: `["990f4193972f2becf12ddeda5237f9c952f20d9e"]`.
     */
    thumbprints?: string[];
    /**
     * Whether the account already has the provider and something else manages it: then it is only looked up. A provider
     * that this stack created is released, not deleted. Defaults to false.
     * Example: `true`.
     */
    useExisting?: boolean;
    /**
     * ARN of a provider that exists and that this stack takes over instead of creating one. May stay once it has. Defaults
     * to none.
     * Example: `arn:aws:iam::123456789012:oidc-provider/gitlab.example.com`.
     */
    adoptArn?: string;
    /**
     * AWS tags. Defaults to none.
     * Example: `{"team": "platform"}`.
     */
    tags?: Record<string, string>;
}

/** An issuer that is still trusted, by statements of its own, while an instance moves to another one. */
export interface PreviousIssuer {
    /**
     * The issuer's URL, as the tokens spell it.
     * Example: `https://gitlab-old.example.com`.
     */
    url: string;
    /**
     * The audience of its tokens.
     * Example: `https://gitlab-old.example.com`.
     */
    audience: string;
}

/** Reads the arguments of an identity provider. */
export const readIdentityProvider = readObject<IdentityProviderArgs>(
    {
        url: readText,
        audiences: readList(readText),
        thumbprints: readList(readText),
        useExisting: readFlag,
        adoptArn: readText,
        tags: readMap(readText),
    },
    {
        url: 'Write the issuer\'s URL, such as "https://gitlab.com".',
        audiences: "Name at least one audience.",
    },
);

/** Reads an issuer that is still trusted. */
export const readPreviousIssuer = readObject<PreviousIssuer>(
    { url: readText, audience: readText },
    {
        url: "Write the previous issuer's URL.",
        audience: "Write the audience of the previous issuer's tokens.",
    },
);

/** Everything that is wrong with the arguments of an identity provider; properties may be missing. */
export function identityProviderProblems(args: Partial<IdentityProviderArgs>): Problem[] {
    const { url, audiences, useExisting } = args;
    const issuer = url === undefined ? undefined : parseIssuer(url).issuer?.hostAndPath;
    return [
        ...check("url", url, issuerUrlProblems),
        ...check("audiences", audiences, (value) => audienceListProblems(value, issuer)),
        ...(audiences?.length === 0
            ? [
                  {
                      path: "audiences",
                      value: audiences,
                      message: "is empty; no token would be accepted",
                      fix: "Name at least one audience.",
                  },
              ]
            : []),
        ...check("thumbprints", args.thumbprints, thumbprintProblems),
        ...check("adoptArn", args.adoptArn, (arn) => adoptionProblems(arn, url, useExisting === true)),
        ...check("tags", args.tags, tagProblems),
    ];
}

function adoptionProblems(arn: string, url: string | undefined, useExisting: boolean): Problem[] {
    if (useExisting) {
        const message = "contradicts useExisting: a provider is either looked up or taken over";
        return [{ path: "", value: arn, message, fix: "Leave one of the two out." }];
    }
    const parsed = parseProviderArn(arn);
    if (parsed !== undefined && (url === undefined || parsed.issuer === issuerHostAndPath(url))) return [];
    const example = `arn:aws:iam::123456789012:oidc-provider/${url === undefined ? "gitlab.example.com" : issuerHostAndPath(url)}`;
    return [
        {
            path: "",
            value: arn,
            message: "is not the ARN of this issuer's provider",
            fix: `Write it as "${example}".`,
        },
    ];
}

/** What is wrong with the issuers that are still trusted, seen from the list. `current` is host and path. */
export function previousIssuerProblems(
    previousIssuers: readonly Partial<PreviousIssuer>[],
    current: string | undefined,
): Problem[] {
    const seen = new Set([current]);
    return previousIssuers.flatMap(({ url, audience }, index) => {
        if (url === undefined || audience === undefined) return [];
        const issuer = issuerHostAndPath(url);
        const repeated = seen.has(issuer)
            ? [{ path: "url", value: url, message: "is trusted already", fix: "Name each issuer once." }]
            : [];
        seen.add(issuer);
        return atPath(`[${String(index)}]`, [
            ...atPath("url", issuerUrlProblems(url)),
            ...repeated,
            ...atPath("audience", audienceProblems(audience, parseIssuer(url).issuer?.hostAndPath)),
        ]);
    });
}

/** What is wrong with a list of audiences of one provider; `issuer` is host and path. */
export function audienceListProblems(audiences: readonly string[], issuer: string | undefined): Problem[] {
    const each = audiences.flatMap((audience, index) => {
        const path = `[${String(index)}]`;
        if (audiences.indexOf(audience) !== index) {
            return [{ path, value: audience, message: "is listed twice", fix: "Name each audience once." }];
        }
        return atPath(path, audienceProblems(audience, issuer));
    });
    if (audiences.length <= limits.audiencesPerProvider) return each;
    const message = `more audiences than IAM registers with a provider (${String(limits.audiencesPerProvider)})`;
    return [...each, { path: "", value: audiences.length, message, fix: "Leave some out." }];
}

/** What is wrong with a list of thumbprints: at most 5, each of 40 hexadecimal digits. */
export function thumbprintProblems(thumbprints: readonly string[]): Problem[] {
    const fix =
        "Write 40 hexadecimal digits without colons, or leave the key out: a public certificate needs none.";
    const wrong = thumbprints.flatMap((value, index): Problem[] =>
        /^[0-9a-f]{40}$/i.test(value)
            ? []
            : [{ path: `[${String(index)}]`, value, message: "is not a SHA-1 thumbprint", fix }],
    );
    if (thumbprints.length <= limits.thumbprintsPerProvider) return wrong;
    const message = `more thumbprints than IAM accepts (${String(limits.thumbprintsPerProvider)})`;
    return [...wrong, { path: "", value: thumbprints.length, message, fix: "Leave some out." }];
}

/** What is wrong with an issuer URL, as a list of problems with an empty path. */
export function issuerUrlProblems(url: string): Problem[] {
    return parseIssuer(url).problems.map(({ path, value, message, fix }) => ({ path, value, message, fix }));
}

/** What is wrong with the address of an instance that is mirrored. AWS never sees it, so it may have a port. */
export function instanceUrlProblems(url: string): Problem[] {
    return parseIssuer(url)
        .problems.filter(({ code }) => code !== "port")
        .map(({ path, value, message, fix }) => ({ path, value, message, fix }));
}

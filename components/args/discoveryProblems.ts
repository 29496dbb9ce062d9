import { isRegion, parsePrincipalArn } from "../../trust/aws";
import { bucketNameProblems } from "../../trust/mirror";
import { gitlabComIssuer, issuerHostAndPath, parseIssuer } from "../../trust/gitlab";
import { type Problem, atPath, nearestName } from "../../trust/problem";
import type { DiscoveryArgs } from "./discoveryArgs";
import { mirrorAddress, mirrorRegion } from "./mirrorAddress";
import { mirroredKeys } from "./mirroredKeys";

const modes = ["s3", "cloudfront"];

/** What a mirror's check knows beside the mirror itself. */
export interface DiscoverySurroundings {
    gitlabUrl: string | undefined;
    /** Only where it is plain. */
    accountId: string | undefined;
}

/** Everything that is wrong with a mirror's arguments, seen from them. They are well typed; properties may be missing. */
export function discoveryProblems(
    discovery: Partial<DiscoveryArgs>,
    { gitlabUrl, accountId }: DiscoverySurroundings,
): Problem[] {
    return [
        ...modeProblems(discovery),
        ...instanceProblems(gitlabUrl),
        ...regionProblems(discovery),
        ...nameProblems(discovery, accountId),
        ...mirroredKeys(discovery).problems,
        ...publisherProblems(discovery.publisherRoleArns ?? [], accountId),
    ];
}

function modeProblems({ mode, domainName, certificateArn }: Partial<DiscoveryArgs>): Problem[] {
    if (mode === undefined) return [];
    if (!modes.includes(mode)) {
        const nearest = nearestName(mode, modes);
        const meant = nearest === undefined ? "" : `Did you mean "${nearest}"? `;
        return [
            { path: "mode", value: mode, message: "is no mode", fix: `${meant}Known: ${modes.join(", ")}.` },
        ];
    }
    if (mode === "s3") {
        return Object.entries({ domainName, certificateArn }).flatMap(([path, value]) => {
            const message = 'would do nothing: with "s3" the bucket\'s own address is the issuer';
            const fix = 'Leave it out, or set "mode" to "cloudfront".';
            return value === undefined ? [] : [{ path, value, message, fix }];
        });
    }
    return [...domainProblems(domainName), ...certificateProblems(certificateArn)];
}

function domainProblems(domainName: string | undefined): Problem[] {
    const path = "domainName";
    if (domainName === undefined) {
        const message =
            "is missing: a distribution's own domain is unknown until it exists, and the issuer must be known";
        return [{ path, message, fix: 'Write a host name of yours, such as "gitlab-oidc.example.com".' }];
    }
    const { issuer, problems } = parseIssuer(`https://${domainName}`);
    if (issuer?.path === "" && domainName.includes(".")) return [];
    const message = problems[0]?.message ?? "is no host name alone";
    return [
        {
            path,
            value: domainName,
            message,
            fix: 'Write the host name alone, such as "gitlab-oidc.example.com".',
        },
    ];
}

function certificateProblems(arn: string | undefined): Problem[] {
    const path = "certificateArn";
    const fix =
        'Write "arn:aws:acm:us-east-1:ACCOUNT:certificate/ID": CloudFront takes certificates of us-east-1 only.';
    if (arn === undefined) return [{ path, message: 'is missing, and "cloudfront" needs it', fix }];
    if (/^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(arn)) return [];
    return [{ path, value: arn, message: "is no ARN of a certificate that CloudFront takes", fix }];
}

function instanceProblems(gitlabUrl: string | undefined): Problem[] {
    if (gitlabUrl !== undefined && issuerHostAndPath(gitlabUrl) !== gitlabComIssuer) return [];
    const message = "is for a private instance, and gitlab.com is public";
    return [
        { path: "", message, fix: 'Set "gitlabUrl" to the instance\'s address, or leave "discovery" out.' },
    ];
}

function regionProblems(discovery: Partial<DiscoveryArgs>): Problem[] {
    const region = mirrorRegion(discovery);
    const path = "region";
    if (region === undefined) {
        const message = "is not known when the program starts, and the issuer's URL contains it";
        return [{ path, message, fix: 'Set "aws:region" in the stack\'s config, or write the region here.' }];
    }
    if (isRegion(region)) return [];
    return [{ path, value: region, message: "is no region", fix: 'Write one such as "eu-north-1".' }];
}

function nameProblems(discovery: Partial<DiscoveryArgs>, accountId: string | undefined): Problem[] {
    const { bucketName, accountRegional = false } = discovery;
    if (bucketName === undefined) return [];
    if (accountRegional && accountId === undefined) {
        const message = "needs the account: the bucket's name, and with it the issuer's URL, contains it";
        return [
            {
                path: "accountRegional",
                value: true,
                message,
                fix: 'Write the account\'s twelve digits under "accountId".',
            },
        ];
    }
    const region = mirrorRegion(discovery);
    const name = mirrorAddress({ ...discovery, mode: "s3" }, accountId)?.bucket ?? bucketName;
    return atPath(
        "bucketName",
        bucketNameProblems(name, { accountRegional, ...(region !== undefined && { region }) }),
    );
}

function publisherProblems(arns: readonly string[], accountId: string | undefined): Problem[] {
    const owner = accountId ?? parsePrincipalArn(arns[0] ?? "")?.accountId;
    return arns.flatMap((value, index): Problem[] => {
        const path = `publisherRoleArns[${String(index)}]`;
        const principal = parsePrincipalArn(value);
        if (principal === undefined || /[*?]/.test(value)) {
            const fix =
                'Write one such as "arn:aws:iam::123456789012:role/publisher"; wildcards are not allowed.';
            return [{ path, value, message: "is no ARN of a role or user", fix }];
        }
        if (principal.accountId !== owner) {
            const message = "is of another account: whoever writes the keys can sign a token for any job";
            return [{ path, value, message, fix: "Name a role of the mirror's own account." }];
        }
        if (arns.indexOf(value) === index) return [];
        return [{ path, value, message: "is listed twice", fix: "Name it once." }];
    });
}

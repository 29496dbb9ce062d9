import { parsePrincipalArn } from "../../trust/aws";
import { audienceProblems, issuerHostAndPath } from "../../trust/gitlab";
import { atPath, type Problem } from "../../trust/problem";
import { discoveryProblems } from "./discoveryProblems";
import type { GitLabFederationArgs } from "./federationArgs";
import { roleName } from "./roleName";

/** Everything that is wrong with a federation's mirror, and with what the federation says beside it. */
export function federationMirrorProblems(
    args: Partial<GitLabFederationArgs> & { roleNamePrefix: string },
): Problem[] {
    const { discovery, gitlabUrl, audience, accountId, thumbprints } = args;
    if (discovery === undefined) return [];
    const nearly =
        audience === undefined || gitlabUrl === undefined
            ? []
            : audienceProblems(audience, issuerHostAndPath(gitlabUrl));
    return [
        ...atPath("discovery", discoveryProblems(discovery, { gitlabUrl, accountId })),
        ...atPath("discovery", ownPublisherProblems(args)),
        ...atPath("audience", nearly),
        ...(thumbprints === undefined
            ? []
            : [
                  {
                      path: "thumbprints",
                      value: thumbprints,
                      message: "would do nothing: AWS reads the mirror, whose certificate is public",
                      fix: "Leave it out; the instance's own certificate does not matter to AWS.",
                  },
              ]),
    ];
}

/** A bucket policy can only name roles that exist, and the federation's own come after the bucket. */
function ownPublisherProblems(args: Partial<GitLabFederationArgs> & { roleNamePrefix: string }): Problem[] {
    const own = Object.entries(args.roles ?? {}).map(([key, role]) =>
        roleName(key, role, args.roleNamePrefix),
    );
    return (args.discovery?.publisherRoleArns ?? []).flatMap((value, index): Problem[] => {
        const { kind, pathAndName = "" } = parsePrincipalArn(value) ?? {};
        if (kind !== "role" || !own.includes(pathAndName.split("/").at(-1))) return [];
        return [
            {
                path: `publisherRoleArns[${String(index)}]`,
                value,
                message:
                    "is a role of this stack, which comes after the bucket: S3 refuses to name what does not exist yet",
                fix: 'Leave it out and allow the role s3:GetObject and s3:PutObject on the keys in its "inlinePolicies".',
            },
        ];
    });
}

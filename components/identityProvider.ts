import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { parseIssuer } from "../trust/gitlab";
import { atPath } from "../trust/problem";
import { ArgsError, withoutConsequences } from "./args/argsError";
import { audienceListProblems, issuerUrlProblems, thumbprintProblems } from "./args/providerProblems";
import { readFlag, readList, readMap, readObject, readText } from "./args/readValue";
import { tagProblems } from "./args/iamProblems";
import { lookUpProvider } from "./lookUpProvider";
import type { Problem } from "../trust/problem";

/** An IAM OIDC identity provider: which issuer an AWS account trusts, and for which audiences. */
export interface IdentityProviderArgs {
    /** The issuer's URL as its tokens spell it: `https://`, no port, no trailing slash, at most 255 characters. */
    url: string;
    /** The audiences (client IDs) that are registered, 1 to 100 of at most 255 characters each. */
    audiences: string[];
    /** SHA-1 thumbprints of 40 hexadecimal digits, at most 5. Defaults to none, which is right for a public certificate. */
    thumbprints?: string[];
    /** Whether the account already has the provider: then it is looked up and none is created. Defaults to false. */
    useExisting?: boolean;
    /** AWS tags. Defaults to none. */
    tags?: Record<string, string>;
}

const readArgs = readObject<IdentityProviderArgs>(
    {
        url: readText,
        audiences: readList(readText),
        thumbprints: readList(readText),
        useExisting: readFlag,
        tags: readMap(readText),
    },
    {
        url: 'Write the issuer\'s URL, such as "https://gitlab.com".',
        audiences: "Name at least one audience.",
    },
);

/**
 * Makes an AWS account trust the ID tokens of one GitLab instance: creates the IAM OIDC provider, or looks up the one
 * that is there. IAM reads the issuer's discovery document when the provider is created, so it must be public by then.
 */
export class IdentityProvider extends pulumi.ComponentResource {
    /** The provider's ARN. Of a provider that is yet to be created, it is not known at preview. */
    public readonly arn: pulumi.Output<string>;
    /** The issuer as host and path: what condition keys begin with. */
    public readonly issuer: pulumi.Output<string>;
    /** The issuer's URL. */
    public readonly url: pulumi.Output<string>;

    constructor(name: string, args: IdentityProviderArgs, opts?: pulumi.ComponentResourceOptions) {
        const { url, audiences, thumbprints, useExisting, tags } = readIdentityProviderArgs(name, args);
        super("gitlab-aws-oidc:index:IdentityProvider", name, {}, opts);
        this.issuer = pulumi.output(url.slice("https://".length));
        this.url = pulumi.output(url);
        this.arn = useExisting
            ? lookUpProvider(url, audiences, this)
            : new aws.iam.OpenIdConnectProvider(
                  name,
                  {
                      url,
                      clientIdLists: [...audiences].sort(),
                      ...(thumbprints && { thumbprintLists: [...thumbprints].sort() }),
                      ...(tags && Object.keys(tags).length > 0 && { tags }),
                  },
                  { parent: this },
              ).arn;
        this.registerOutputs({ arn: this.arn, issuer: this.issuer, url: this.url });
    }
}

function readIdentityProviderArgs(name: string, value: unknown): IdentityProviderArgs {
    const found: Problem[] = [];
    const args: Partial<IdentityProviderArgs> = readArgs(value, "", found) ?? {};
    const { url, audiences, thumbprints, tags } = args;
    const issuer = url === undefined ? undefined : parseIssuer(url).issuer?.hostAndPath;
    const problems = withoutConsequences(found, [
        ...(url === undefined ? [] : atPath("url", issuerUrlProblems(url))),
        ...(audiences === undefined ? [] : atPath("audiences", audienceListProblems(audiences, issuer))),
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
        ...(thumbprints === undefined ? [] : atPath("thumbprints", thumbprintProblems(thumbprints))),
        ...(tags === undefined ? [] : atPath("tags", tagProblems(tags))),
    ]);
    if (problems.length > 0) throw new ArgsError(`IdentityProvider "${name}"`, problems);
    return args as IdentityProviderArgs;
}

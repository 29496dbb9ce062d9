import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DeploymentError } from "./errors";

/**
 * The ARN of the provider that an account already has for an issuer. At preview it is an error when there is none, or
 * when it lacks an audience: no job could get in.
 */
export function lookUpProvider(
    url: string,
    audiences: readonly string[],
    parent: pulumi.Resource,
): pulumi.Output<string> {
    return pulumi.output(find(url, audiences, parent));
}

async function find(url: string, audiences: readonly string[], parent: pulumi.Resource): Promise<string> {
    let provider: Partial<aws.iam.GetOpenIdConnectProviderResult> | undefined;
    try {
        provider = await aws.iam.getOpenIdConnectProvider({ url }, { parent });
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new DeploymentError(
            `The account has no readable OIDC provider for ${url}: ${reason}`,
            'Set "useExistingProvider" to false to create it, or check the account and the URL.',
        );
    }
    const { arn, clientIdLists } = provider ?? {};
    if (arn === undefined || clientIdLists === undefined) {
        throw new DeploymentError(
            `The AWS provider did not answer the look-up of the OIDC provider for ${url}.`,
            "Configure the AWS provider before the preview.",
        );
    }
    const missing = audiences.filter((audience) => !clientIdLists.includes(audience));
    if (missing.length > 0) {
        throw new DeploymentError(
            `The account's OIDC provider for ${url} does not register ${missing.map((audience) => JSON.stringify(audience)).join(", ")}; it registers ${JSON.stringify(clientIdLists)}.`,
            'Register it where the provider is managed, or set "audience" to one that is registered.',
        );
    }
    return arn;
}

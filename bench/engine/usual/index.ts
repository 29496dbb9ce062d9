import { readFileSync } from "node:fs";
import * as aws from "@pulumi/aws";

// The usual way: the provider's own ARN in every trust policy, which is unknown at the first preview.

interface Role {
    subject: string;
    policyArn: string;
}

const roles = JSON.parse(readFileSync("roles.json", "utf8")) as Record<string, Role>;

const provider = new aws.iam.OpenIdConnectProvider("gitlab", {
    url: "https://gitlab.com",
    clientIdLists: ["https://gitlab.com"],
});

for (const [key, { subject, policyArn }] of Object.entries(roles)) {
    const role = new aws.iam.Role(key, {
        name: `bench-${key}`,
        assumeRolePolicy: provider.arn.apply((arn) =>
            JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Federated: arn },
                        Action: "sts:AssumeRoleWithWebIdentity",
                        Condition: {
                            StringEquals: {
                                "gitlab.com:aud": "https://gitlab.com",
                                "gitlab.com:sub": subject,
                            },
                        },
                    },
                ],
            }),
        ),
    });
    new aws.iam.RolePolicyAttachment(key, { role: role.name, policyArn });
}

export const providerArn = provider.arn;

// The floor: plain JavaScript that registers what the federation registers, its components included, and checks nothing.
const { readFileSync } = require("node:fs");
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const roles = JSON.parse(readFileSync("roles.json", "utf8"));
const token = (name) => `gitlab-aws-oidc:index:${name}`;

class Component extends pulumi.ComponentResource {
    constructor(type, name, opts) {
        super(token(type), name, {}, opts);
    }
    end(outputs) {
        this.registerOutputs(outputs);
    }
}

const federation = new Component("GitLabFederation", "gitlab");
const identity = new Component("IdentityProvider", "gitlab:gitlab.com", { parent: federation });
const provider = new aws.iam.OpenIdConnectProvider(
    "gitlab:gitlab.com",
    { url: "https://gitlab.com", clientIdLists: ["https://gitlab.com"] },
    { parent: identity },
);
identity.end({ arn: provider.arn });

for (const [key, { subject, policyArn }] of Object.entries(roles)) {
    const component = new Component("ProjectRole", `gitlab:${key}`, {
        parent: federation,
        dependsOn: [identity],
    });
    const role = new aws.iam.Role(
        `gitlab:${key}`,
        {
            name: `bench-${key}`,
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
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
        },
        { parent: component },
    );
    new aws.iam.RolePolicyAttachment(
        `gitlab:${key}:policy`,
        { role: role.name, policyArn },
        { parent: component },
    );
    component.end({ arn: `arn:aws:iam::123456789012:role/bench-${key}` });
}
federation.end({ providerArn: provider.arn });

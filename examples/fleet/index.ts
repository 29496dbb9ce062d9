import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { GitLabFederation } from "@OWNER/gitlab-aws-oidc-components";
import { rolesByAccount } from "./teams";

interface Account {
    id: string;
    region: aws.Region;
}

const config = new pulumi.Config();
const accounts = config.requireObject<Record<string, Account>>("accounts");
const hubAccount = config.require("hubAccount");
const hub = accounts[hubAccount];
if (hub === undefined) throw new Error(`The config has no account ${hubAccount}, which hubAccount names.`);

const prefix = (account: string) => `ci-${account}`;
/** The role in the hub that the jobs of one project assume first; its name is fixed, so that others can trust it. */
const hubRoleArn = `arn:aws:iam::${hub.id}:role/${prefix(hubAccount)}-hub`;
/** What the hub's role may assume in every other account. */
const spokeName = "ci-from-hub";
const spokes = Object.entries(accounts).filter(([name]) => name !== hubAccount);

/** ARNs and names of all roles, as `ACCOUNT/TEAM-KEY`: the keys of the one access table. */
const roleArns: Record<string, pulumi.Output<string>> = {};
const roleNames: Record<string, pulumi.Output<string>> = {};

for (const [name, roles] of rolesByAccount(Object.keys(accounts))) {
    const account = accounts[name];
    if (account === undefined) continue;
    const provider = new aws.Provider(name, {
        region: account.region,
        // Credentials of another account are refused.
        allowedAccountIds: [account.id],
        assumeRoles: [{ roleArn: `arn:aws:iam::${account.id}:role/fleet-deployer` }],
    });
    const all =
        name === hubAccount
            ? {
                  ...roles,
                  hub: {
                      description: "Assumes the spoke role of every other account, for an hour at most.",
                      subjects: [
                          {
                              project: "acme/platform/rollout",
                              projectId: "51230007",
                              branches: ["main"],
                              protectedRefsOnly: true,
                          },
                      ],
                      inlinePolicies: {
                          spokes: JSON.stringify({
                              Version: "2012-10-17",
                              Statement: [
                                  {
                                      Effect: "Allow",
                                      Action: "sts:AssumeRole",
                                      Resource: spokes.map(
                                          ([, { id }]) => `arn:aws:iam::${id}:role/${spokeName}`,
                                      ),
                                  },
                              ],
                          }),
                      },
                  },
              }
            : roles;
    const gitlab = new GitLabFederation(
        name,
        { accountId: account.id, partition: "aws", roleNamePrefix: prefix(name), roles: all },
        { providers: [provider] },
    );
    for (const key of Object.keys(all)) {
        roleArns[`${name}/${key}`] = gitlab.roleArns.apply((arns) => arns[key] ?? "");
        roleNames[`${name}/${key}`] = gitlab.roleNames.apply((names) => names[key] ?? "");
    }
    if (name === hubAccount) continue;
    // Role chaining: AWS limits the second session to one hour, whatever both roles allow.
    const spoke = new aws.iam.Role(
        `${name}-spoke`,
        {
            name: spokeName,
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Principal: { AWS: hubRoleArn }, Action: "sts:AssumeRole" }],
            }),
            maxSessionDuration: 3600,
        },
        { provider },
    );
    new aws.iam.RolePolicyAttachment(
        `${name}-spoke`,
        { role: spoke.name, policyArn: "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess" },
        { provider },
    );
}

export { roleArns, roleNames };

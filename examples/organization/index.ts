import * as pulumi from "@pulumi/pulumi";
import { OrganizationGuardrails } from "@OWNER/gitlab-aws-oidc-components";

const config = new pulumi.Config();

const guardrails = new OrganizationGuardrails("web-identity", {
    issuers: [
        // Ids hold in either form of subject; the group's path covers projects in its subgroups too.
        { url: "https://gitlab.com", groups: ["acme"], namespaceIds: ["9970"], projectIds: ["51230001"] },
        // A private instance: whoever has an account there is one of us.
        { url: "https://gitlab.example.com" },
    ],
    targetIds: config.requireObject<string[]>("targetIds"),
    exceptions: { roleTag: { key: "web-identity-guardrail", value: "exempt" } },
    protect: {
        principalArns: ["arn:aws:iam::*:role/platform"],
        bucketNames: ["acme-gitlab-oidc"],
    },
});

/** The policies' documents by name. */
export const policyDocuments = guardrails.policyDocuments;
/** The policies' ids by name. */
export const policyIds = guardrails.policyIds;

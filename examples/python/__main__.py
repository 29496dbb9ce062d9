"""Gives the jobs of two GitLab projects access to one AWS account without long-lived credentials."""

import pulumi
from pulumi_gitlab_aws_oidc import FederatedRoleArgs, GitLabFederation, SubjectSelectorArgs

federation = GitLabFederation(
    "gitlab",
    role_name_prefix="acme-ci",
    roles={
        "deploy": FederatedRoleArgs(
            description="Deploys the web shop.",
            subjects=[
                SubjectSelectorArgs(
                    project="acme/web",
                    project_id="51230001",
                    branches=["main"],
                    protected_refs_only=True,
                )
            ],
            managed_policy_arns=["arn:aws:iam::aws:policy/AmazonECS_FullAccess"],
        ),
        "release": FederatedRoleArgs(
            description="Publishes container images of releases.",
            subjects=[
                SubjectSelectorArgs(
                    project="acme/api",
                    project_id="51230003",
                    git_tags=["v*"],
                    protected_refs_only=True,
                )
            ],
            managed_policy_arns=["arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"],
        ),
    },
)

pulumi.export("audience", federation.audience)
pulumi.export("roleArns", federation.role_arns)

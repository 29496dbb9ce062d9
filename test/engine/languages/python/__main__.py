import pulumi
import pulumi_gitlab_aws_oidc as gitlab

config = pulumi.Config()

federation = gitlab.GitLabFederation(
    "gitlab",
    gitlab_url=config.require("gitlabUrl"),
    role_name_prefix="python",
    roles={
        "web": {
            "subjects": [{"project": config.require("project"), "branches": ["main"]}],
            "managed_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        }
    },
)

pulumi.export("roleArns", federation.role_arns)

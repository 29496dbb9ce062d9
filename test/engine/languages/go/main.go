package main

import (
	gitlab "example.com/pulumi-gitlab-aws-oidc/sdk/go/gitlab-aws-oidc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		federation, err := gitlab.NewGitLabFederation(ctx, "gitlab", &gitlab.GitLabFederationArgs{
			GitlabUrl:      pulumi.StringRef(settings.Require("gitlabUrl")),
			RoleNamePrefix: pulumi.StringRef("go"),
			Roles: map[string]gitlab.FederatedRoleArgs{
				"web": {
					Subjects: []gitlab.SubjectSelectorArgs{
						{Project: pulumi.StringRef(settings.Require("project")), Branches: []string{"main"}},
					},
					ManagedPolicyArns: []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"},
				},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("roleArns", federation.RoleArns)
		return nil
	})
}

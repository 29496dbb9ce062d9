// Gives the jobs of two GitLab projects access to one AWS account without long-lived credentials.
package main

import (
	"example.com/pulumi-gitlab-aws-oidc/sdk/go/gitlabawsoidc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		federation, err := gitlabawsoidc.NewGitLabFederation(ctx, "gitlab", &gitlabawsoidc.GitLabFederationArgs{
			RoleNamePrefix: pulumi.StringRef("acme-ci"),
			Roles: map[string]gitlabawsoidc.FederatedRoleArgs{
				"deploy": {
					Description: pulumi.StringRef("Deploys the web shop."),
					Subjects: []gitlabawsoidc.SubjectSelectorArgs{{
						Project:           pulumi.StringRef("acme/web"),
						ProjectId:         pulumi.StringRef("51230001"),
						Branches:          []string{"main"},
						ProtectedRefsOnly: pulumi.BoolRef(true),
					}},
					ManagedPolicyArns: []string{"arn:aws:iam::aws:policy/AmazonECS_FullAccess"},
				},
				"release": {
					Description: pulumi.StringRef("Publishes container images of releases."),
					Subjects: []gitlabawsoidc.SubjectSelectorArgs{{
						Project:           pulumi.StringRef("acme/api"),
						ProjectId:         pulumi.StringRef("51230003"),
						GitTags:           []string{"v*"},
						ProtectedRefsOnly: pulumi.BoolRef(true),
					}},
					ManagedPolicyArns: []string{"arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"},
				},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("audience", federation.Audience)
		ctx.Export("roleArns", federation.RoleArns)
		return nil
	})
}

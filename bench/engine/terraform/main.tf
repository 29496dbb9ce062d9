provider "aws" {
  region = "us-east-1"
}

locals {
  roles = jsondecode(file("roles.json"))
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}

resource "aws_iam_role" "roles" {
  for_each = local.roles
  name     = "bench-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.gitlab.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "gitlab.com:aud" = "https://gitlab.com"
          "gitlab.com:sub" = each.value.subject
        }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "policies" {
  for_each   = local.roles
  role       = aws_iam_role.roles[each.key].name
  policy_arn = each.value.policyArn
}

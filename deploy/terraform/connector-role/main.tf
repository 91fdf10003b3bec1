data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

locals {
  partition = data.aws_partition.current.partition
  portunus  = "arn:${local.partition}:iam::${var.portunus_account_id}"
  # The region in the names of the functions' roles is open, so that a second region needs no other trust policy.
  callers = [
    for name in ["issue", "refresh-deliver", "verify"] : "${local.portunus}:role/portunus-${var.stage}-*-${name}"
  ]
  carries = concat(
    var.with_session_tags ? ["sts:TagSession"] : [],
    var.with_source_identity ? ["sts:SetSourceIdentity"] : [],
  )

  pull = [
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchCheckLayerAvailability",
    "ecr:ListImages",
    "ecr:DescribeImages",
    "ecr:DescribeRepositories",
    "ecr:GetRepositoryPolicy",
  ]
  push = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"]
}

resource "aws_iam_role" "connector" {
  name                 = var.name
  path                 = "/portunus/"
  description          = "Connector of Portunus, stage ${var.stage}"
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "AssumeWithExternalId"
        Effect    = "Allow"
        Principal = { AWS = "${local.portunus}:root" }
        Action    = ["sts:AssumeRole"]
        Condition = {
          StringEquals = { "sts:ExternalId" = var.external_id }
          ArnLike      = { "aws:PrincipalArn" = local.callers }
        }
      }],
      # The external ID is a condition of AssumeRole alone, because AWS gives it to no other action.
      [for actions in [local.carries] : {
        Sid       = "CarryTagsAndIdentity"
        Effect    = "Allow"
        Principal = { AWS = "${local.portunus}:root" }
        Action    = actions
        Condition = { ArnLike = { "aws:PrincipalArn" = local.callers } }
      } if length(actions) > 0],
    )
  })
}

resource "aws_iam_role_policy" "repositories" {
  name = "repositories"
  role = aws_iam_role.connector.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "LogIn", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
      {
        Sid    = var.access == "push" ? "PullAndPush" : "Pull"
        Effect = "Allow"
        Action = concat(local.pull, var.access == "push" ? local.push : [])
        Resource = [
          for name in var.repositories :
          "arn:${local.partition}:ecr:${var.region}:${data.aws_caller_identity.current.account_id}:repository/${name}"
        ]
      },
    ]
  })
}

locals {
  data_template    = one(fileset(var.release, "portunus-*.data.template.json"))
  service_template = replace(local.data_template, ".data.template.json", ".template.json")
  # The template names the zips, so that no list of functions has to be kept here.
  resources = jsondecode(file("${var.release}/${local.service_template}")).Resources
  zips = [
    for resource in local.resources : replace(resource.Properties.Code.S3Key["Fn::Sub"], "$${CodePrefix}", "")
    if resource.Type == "AWS::Lambda::Function"
  ]
  files = setunion(local.zips, [local.data_template, local.service_template])

  # A variable that is not set leaves the template's default. Each of the two templates gets what it knows.
  settings         = { for name, value in local.given : name => value if value != null }
  data_names       = keys(jsondecode(file("${var.release}/${local.data_template}")).Parameters)
  data_settings    = { for name, value in local.settings : name => value if contains(local.data_names, name) }
  service_settings = { for name, value in local.settings : name => value if !contains(local.data_names, name) }
  tags             = merge({ application = "portunus", stage = var.stage }, var.tags)
}

data "aws_s3_bucket" "code" {
  bucket = var.bucket
}

resource "aws_s3_object" "release" {
  for_each = local.files

  bucket = data.aws_s3_bucket.code.id
  key    = "${var.prefix}${each.value}"
  source = "${var.release}/${each.value}"
  # Not the ETag, which is no digest of the content where the bucket encrypts with a key.
  source_hash = filesha256("${var.release}/${each.value}")
}

resource "aws_cloudformation_stack" "data" {
  name         = "portunus-${var.stage}-data"
  template_url = "https://${data.aws_s3_bucket.code.bucket_regional_domain_name}/${aws_s3_object.release[local.data_template].key}"
  parameters   = merge(local.data_settings, { Stage = var.stage })
  iam_role_arn = var.iam_role_arn
  tags         = local.tags
}

resource "aws_cloudformation_stack" "service" {
  name         = "portunus-${var.stage}"
  template_url = "https://${data.aws_s3_bucket.code.bucket_regional_domain_name}/${aws_s3_object.release[local.service_template].key}"
  capabilities = ["CAPABILITY_NAMED_IAM"]
  # The tables' key, if it is not AWS's own, is one that the functions need rights on.
  parameters = merge({ DataKeyArn = lookup(aws_cloudformation_stack.data.outputs, "KeyArn", "") }, local.service_settings, {
    Stage      = var.stage
    CodeBucket = var.bucket
    CodePrefix = var.prefix
    # Lambda publishes a new version where this changes, and so a changed setting takes effect by the alias too.
    Revision = substr(sha256(jsonencode(local.service_settings)), 0, 12)
  })
  iam_role_arn = var.iam_role_arn
  tags         = local.tags

  # The slowest shift of traffic takes 100 minutes.
  timeouts {
    create = "3h"
    update = "3h"
  }

  # Functions need the tables, and the zips that their code is read from.
  depends_on = [aws_cloudformation_stack.data, aws_s3_object.release]
}

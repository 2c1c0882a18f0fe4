# Rendered by lmgen: change the spec and render again, for edits here would be lost.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  module         = "acme/lambda-monitored/aws"
  module_version = "1.2.0"

  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # From an ARN, because each attribute that names the region in data.aws_region is missing from
  # provider 5 or deprecated in provider 6.
  region = split(":", aws_cloudwatch_log_group.lambda.arn)[3]

  tags = merge(
    var.tags,
    {
      created_by_module = local.module
      function_name     = var.function_name
    }
  )

  # Names that AWS limits keep a hash of what they lose, so that long names stay apart.
  name_hash        = substr(sha256(var.function_name), 0, 8)
  role_name_prefix = "${length(var.function_name) <= 37 ? var.function_name : "${substr(var.function_name, 0, 28)}-${local.name_hash}"}-"
}

# Rendered by lmgen: change the spec and render again, for edits here would be lost.

locals {
  lambda_insights_enabled = var.memory_utilization_threshold_percent != null

  lambda_insights_layer_arn = !local.lambda_insights_enabled ? null : (
    var.lambda_insights_layer_arn != null ? var.lambda_insights_layer_arn : local.lambda_insights_known_arn
  )

  lambda_insights_layer_name = {
    x86_64 = "LambdaInsightsExtension"
    arm64  = "LambdaInsightsExtension-Arm64"
  }

  lambda_insights_known = lookup(local.lambda_insights_layers[var.architecture], local.region, null)
  lambda_insights_known_arn = local.lambda_insights_known == null ? null : format(
    "arn:%s:lambda:%s:%s:layer:%s:%s",
    local.partition,
    local.region,
    local.lambda_insights_known.account,
    local.lambda_insights_layer_name[var.architecture],
    local.lambda_insights_known.version,
  )

  # Account that publishes the layer in a region, and the version of the layer there.
  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html
  lambda_insights_layers = {
    arm64 = {
      af-south-1     = { account = "012438385374", version = 20 }
      ap-east-1      = { account = "519774774795", version = 20 }
      ap-northeast-1 = { account = "580247275435", version = 33 }
      ap-northeast-2 = { account = "580247275435", version = 21 }
      ap-northeast-3 = { account = "194566237122", version = 19 }
      ap-south-1     = { account = "580247275435", version = 24 }
      ap-south-2     = { account = "891564319516", version = 8 }
      ap-southeast-1 = { account = "580247275435", version = 22 }
      ap-southeast-2 = { account = "580247275435", version = 22 }
      ap-southeast-3 = { account = "439286490199", version = 20 }
      ca-central-1   = { account = "580247275435", version = 20 }
      eu-central-1   = { account = "580247275435", version = 22 }
      eu-north-1     = { account = "580247275435", version = 20 }
      eu-south-1     = { account = "339249233099", version = 20 }
      eu-south-2     = { account = "352183217350", version = 8 }
      eu-west-1      = { account = "580247275435", version = 22 }
      eu-west-2      = { account = "580247275435", version = 22 }
      eu-west-3      = { account = "580247275435", version = 20 }
      me-south-1     = { account = "285320876703", version = 20 }
      sa-east-1      = { account = "580247275435", version = 20 }
      us-east-1      = { account = "580247275435", version = 22 }
      us-east-2      = { account = "580247275435", version = 24 }
      us-gov-east-1  = { account = "122132214140", version = 5 }
      us-gov-west-1  = { account = "751350123760", version = 5 }
      us-west-1      = { account = "580247275435", version = 20 }
      us-west-2      = { account = "580247275435", version = 22 }
    }
    x86_64 = {
      af-south-1     = { account = "012438385374", version = 47 }
      ap-east-1      = { account = "519774774795", version = 47 }
      ap-northeast-1 = { account = "580247275435", version = 83 }
      ap-northeast-2 = { account = "580247275435", version = 55 }
      ap-northeast-3 = { account = "194566237122", version = 37 }
      ap-south-1     = { account = "580247275435", version = 54 }
      ap-south-2     = { account = "891564319516", version = 29 }
      ap-southeast-1 = { account = "580247275435", version = 56 }
      ap-southeast-2 = { account = "580247275435", version = 56 }
      ap-southeast-3 = { account = "439286490199", version = 33 }
      ap-southeast-4 = { account = "158895979263", version = 24 }
      ap-southeast-5 = { account = "590183865173", version = 4 }
      ap-southeast-7 = { account = "761018874580", version = 3 }
      ca-central-1   = { account = "580247275435", version = 55 }
      ca-west-1      = { account = "946466191631", version = 16 }
      cn-north-1     = { account = "488211338238", version = 46 }
      cn-northwest-1 = { account = "488211338238", version = 46 }
      eu-central-1   = { account = "580247275435", version = 56 }
      eu-central-2   = { account = "033019950311", version = 30 }
      eu-north-1     = { account = "580247275435", version = 53 }
      eu-south-1     = { account = "339249233099", version = 47 }
      eu-south-2     = { account = "352183217350", version = 31 }
      eu-west-1      = { account = "580247275435", version = 56 }
      eu-west-2      = { account = "580247275435", version = 56 }
      eu-west-3      = { account = "580247275435", version = 55 }
      il-central-1   = { account = "459530977127", version = 23 }
      me-central-1   = { account = "732604637566", version = 30 }
      me-south-1     = { account = "285320876703", version = 47 }
      mx-central-1   = { account = "879381266642", version = 3 }
      sa-east-1      = { account = "580247275435", version = 55 }
      us-east-1      = { account = "580247275435", version = 56 }
      us-east-2      = { account = "580247275435", version = 56 }
      us-gov-east-1  = { account = "122132214140", version = 24 }
      us-gov-west-1  = { account = "751350123760", version = 24 }
      us-west-1      = { account = "580247275435", version = 56 }
      us-west-2      = { account = "580247275435", version = 56 }
    }
  }
}

resource "aws_iam_role_policy_attachment" "lambda_insights" {
  count = local.lambda_insights_enabled ? 1 : 0

  role       = aws_iam_role.lambda.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/CloudWatchLambdaInsightsExecutionRolePolicy"
}

# Rendered by lmgen: change the spec and render again, for edits here would be lost.

data "aws_iam_policy_document" "lambda_assume_role" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "lambda" {
  name_prefix        = local.role_name_prefix
  assume_role_policy = data.aws_iam_policy_document.lambda_assume_role.json

  tags = local.tags
}

# Without logs:CreateLogGroup: a run after terraform destroy cannot bring the log group back.
data "aws_iam_policy_document" "lambda_logging" {
  statement {
    sid       = "WriteOwnLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.lambda.arn}:*"]
  }
}

resource "aws_iam_role_policy" "lambda_logging" {
  name   = "${var.function_name}-logging"
  role   = aws_iam_role.lambda.id
  policy = data.aws_iam_policy_document.lambda_logging.json
}

locals {
  subnet_ids         = var.lambda_subnet_ids == null ? [] : var.lambda_subnet_ids
  security_group_ids = var.lambda_security_group_ids == null ? [] : var.lambda_security_group_ids
  in_vpc             = length(local.subnet_ids) > 0
  ec2_prefix         = "arn:${local.partition}:ec2:${local.region}:${local.account_id}"
}

# Lambda itself makes, uses and deletes the network interfaces.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
data "aws_iam_policy_document" "lambda_vpc_access" {
  count = local.in_vpc ? 1 : 0

  statement {
    sid       = "FindNetworkInterfaces"
    actions   = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"]
    resources = ["*"] # these actions know no narrower resource
  }

  statement {
    sid     = "CreateInterfacesInTheGivenSubnets"
    actions = ["ec2:CreateNetworkInterface"]
    resources = concat(
      ["${local.ec2_prefix}:network-interface/*"],
      [for id in local.subnet_ids : "${local.ec2_prefix}:subnet/${id}"],
      [for id in local.security_group_ids : "${local.ec2_prefix}:security-group/${id}"],
    )
  }

  statement {
    sid       = "DeleteInterfaces"
    actions   = ["ec2:DeleteNetworkInterface"]
    resources = ["${local.ec2_prefix}:*/*"] # Lambda refuses a role with a narrower resource
  }

  statement {
    sid       = "ManageAddressesInTheGivenSubnets"
    actions   = ["ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"]
    resources = ["${local.ec2_prefix}:network-interface/*"]

    condition {
      test     = "ArnEquals"
      variable = "ec2:Subnet"
      values   = [for id in local.subnet_ids : "${local.ec2_prefix}:subnet/${id}"]
    }
  }

  # What Lambda may do for the function, the code of the function may not.
  statement {
    sid    = "NotFromTheCodeOfTheFunction"
    effect = "Deny"
    actions = [
      "ec2:AssignPrivateIpAddresses",
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:UnassignPrivateIpAddresses",
    ]
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "lambda:SourceFunctionArn"
      values   = ["arn:${local.partition}:lambda:${local.region}:${local.account_id}:function:${var.function_name}"]
    }
  }
}

resource "aws_iam_role_policy" "lambda_vpc_access" {
  count = local.in_vpc ? 1 : 0

  name   = "${var.function_name}-vpc-access"
  role   = aws_iam_role.lambda.id
  policy = data.aws_iam_policy_document.lambda_vpc_access[0].json
}

# Keyed by ARN or by the caller's name, so that taking one away leaves the others attached.
resource "aws_iam_role_policy_attachment" "additional" {
  for_each = merge(
    { for arn in var.additional_iam_policy_arns : arn => arn },
    var.additional_iam_policies,
  )

  role       = aws_iam_role.lambda.name
  policy_arn = each.value
}

resource "aws_iam_role_policy_attachment" "lambda_insights" {
  count = local.lambda_insights_enabled ? 1 : 0

  role       = aws_iam_role.lambda.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/CloudWatchLambdaInsightsExecutionRolePolicy"
}

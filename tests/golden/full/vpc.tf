# Rendered by lmgen: change the spec and render again, for edits here would be lost.

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

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

# Keyed by ARN or by the caller's name, so that taking one away leaves the others attached.
resource "aws_iam_role_policy_attachment" "additional" {
  for_each = merge(
    { for arn in var.additional_iam_policy_arns : arn => arn },
    var.additional_iam_policies,
  )

  role       = aws_iam_role.lambda.name
  policy_arn = each.value
}

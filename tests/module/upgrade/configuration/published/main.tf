# A stand-in for the published module: its addresses and names, as tests/facts has them, and of each
# resource no more than it needs. The build is a terraform_data, so that no second provider is needed.

locals {
  tags         = merge(var.tags, { created_by_module = "infrahouse/lambda-monitored/aws", function_name = var.function_name })
  topics       = concat([aws_sns_topic.alarms.arn], var.alarm_topic_arns)
  package_hash = filemd5("${var.lambda_source_dir}/main.py")
  package      = "${path.root}/.build/${var.function_name}.zip"
}

resource "aws_cloudwatch_log_group" "lambda" {
  name              = "/aws/lambda/${var.function_name}"
  retention_in_days = 365
  kms_key_id        = var.kms_key_id
  tags              = local.tags
}

resource "aws_iam_role" "lambda" {
  name_prefix = "${substr(var.function_name, 0, 37)}-"
  tags        = local.tags

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "lambda_logging" {
  name = "${var.function_name}-logging"
  role = aws_iam_role.lambda.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.lambda.arn}:*"
    }]
  })
}

resource "aws_iam_role_policy" "lambda_vpc_access" {
  count = var.lambda_subnet_ids != null ? 1 : 0

  name = "${var.function_name}-vpc-access"
  role = aws_iam_role.lambda.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"], Resource = "*" }]
  })
}

resource "aws_iam_role_policy_attachment" "additional" {
  count = length(var.additional_iam_policy_arns)

  role       = aws_iam_role.lambda.name
  policy_arn = var.additional_iam_policy_arns[count.index]
}

resource "aws_iam_role_policy_attachment" "lambda_insights" {
  count = var.memory_utilization_threshold_percent != null ? 1 : 0

  role       = aws_iam_role.lambda.name
  policy_arn = "arn:aws:iam::aws:policy/CloudWatchLambdaInsightsExecutionRolePolicy"
}

module "lambda_bucket" {
  source = "./bucket"

  bucket_prefix = substr("${lower(replace(var.function_name, "_", "-"))}-lambda", 0, 37)
}

resource "terraform_data" "build" {
  triggers_replace = [local.package_hash]

  provisioner "local-exec" {
    command = "mkdir -p ${path.root}/.build && python3 -m zipfile -c ${local.package} ${var.lambda_source_dir}/main.py"
  }
}

resource "aws_s3_object" "lambda_package" {
  bucket = module.lambda_bucket.name
  key    = "${var.function_name}/${local.package_hash}.zip"
  source = local.package
  tags   = local.tags

  depends_on = [terraform_data.build]
}

resource "aws_lambda_function" "this" {
  function_name = var.function_name
  role          = aws_iam_role.lambda.arn
  handler       = "main.lambda_handler"
  runtime       = "python3.12"
  architectures = ["x86_64"]
  timeout       = 60
  s3_bucket     = aws_s3_object.lambda_package.bucket
  s3_key        = aws_s3_object.lambda_package.key
  layers        = var.memory_utilization_threshold_percent != null ? ["arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension:49"] : []
  tags          = local.tags

  dynamic "vpc_config" {
    for_each = var.lambda_subnet_ids != null ? [1] : []

    content {
      subnet_ids         = var.lambda_subnet_ids
      security_group_ids = var.lambda_security_group_ids
    }
  }

  depends_on = [aws_cloudwatch_log_group.lambda, aws_iam_role_policy.lambda_logging, aws_iam_role_policy.lambda_vpc_access]
}

resource "aws_lambda_function_event_invoke_config" "this" {
  function_name          = aws_lambda_function.this.function_name
  maximum_retry_attempts = 0
}

resource "aws_sns_topic" "alarms" {
  name              = "${var.function_name}-alarms"
  kms_master_key_id = var.kms_key_id
  tags              = local.tags
}

resource "aws_sns_topic_subscription" "alarm_emails" {
  for_each = toset(var.alarm_emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

output "s3_bucket_name" {
  value = module.lambda_bucket.name
}

output "lambda_function_name" {
  value = aws_lambda_function.this.function_name
}

output "lambda_role_name" {
  value = aws_iam_role.lambda.name
}

output "sns_topic_arn" {
  value = aws_sns_topic.alarms.arn
}

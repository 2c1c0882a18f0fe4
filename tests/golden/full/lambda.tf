# Rendered by lmgen: change the spec and render again, for edits here would be lost.

resource "aws_lambda_function" "this" {
  function_name = var.function_name
  description   = var.description == null ? "Lambda function ${var.function_name}" : var.description
  role          = aws_iam_role.lambda.arn
  runtime       = var.python_version
  architectures = [var.architecture]
  handler       = var.handler
  timeout       = var.timeout
  memory_size   = var.memory_size
  layers        = local.lambda_insights_layer_arn == null ? [] : [local.lambda_insights_layer_arn]

  # The key holds a hash of all that goes into the package, so a change of it is a deployment.
  s3_bucket = aws_s3_object.lambda_package.bucket
  s3_key    = aws_s3_object.lambda_package.key

  dynamic "environment" {
    for_each = length(var.environment_variables) > 0 ? [var.environment_variables] : []

    content {
      variables = environment.value
    }
  }

  dynamic "vpc_config" {
    for_each = local.in_vpc ? [true] : []

    content {
      subnet_ids         = local.subnet_ids
      security_group_ids = local.security_group_ids
    }
  }

  tags = merge({ module_version = local.module_version }, local.tags)

  depends_on = [
    aws_cloudwatch_log_group.lambda,
    aws_iam_role_policy.lambda_logging,
    aws_iam_role_policy.lambda_vpc_access,
    aws_iam_role_policy_attachment.lambda_insights,
  ]

  lifecycle {
    precondition {
      condition     = var.error_rate_datapoints_to_alarm <= var.error_rate_evaluation_periods
      error_message = "error_rate_datapoints_to_alarm must not be above error_rate_evaluation_periods."
    }

    precondition {
      condition     = var.error_rate_period * var.error_rate_evaluation_periods <= (var.error_rate_period < 3600 ? 86400 : 604800)
      error_message = "error_rate_period times error_rate_evaluation_periods must be at most 86400 seconds, or 604800 when error_rate_period is 3600 or more."
    }

    precondition {
      condition     = length(setunion(keys(var.tags), ["created_by_module", "function_name", "module_version"])) <= 50
      error_message = "tags and the module's own created_by_module, function_name, module_version must be at most 50 together."
    }

    precondition {
      condition     = (try(length(var.lambda_subnet_ids), 0) > 0) == (try(length(var.lambda_security_group_ids), 0) > 0)
      error_message = "lambda_subnet_ids and lambda_security_group_ids must be given together or not at all."
    }

    precondition {
      condition     = !local.lambda_insights_enabled || local.lambda_insights_layer_arn != null
      error_message = "The module knows no Lambda Insights layer for this region and architecture: give its ARN as lambda_insights_layer_arn."
    }
  }
}

# Lambda retries a failed asynchronous run twice unless told otherwise: one fault, three errors.
resource "aws_lambda_function_event_invoke_config" "this" {
  function_name                = aws_lambda_function.this.function_name
  maximum_event_age_in_seconds = 21600
  maximum_retry_attempts       = 0
}

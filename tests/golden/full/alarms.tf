# Rendered by lmgen: change the spec and render again, for edits here would be lost.

# A minute without runs has no data: no news is good news, so missing data does not breach.

resource "aws_cloudwatch_metric_alarm" "errors_immediate" {
  count = var.enable_error_alarms && var.alert_strategy == "immediate" ? 1 : 0

  alarm_name        = "${var.function_name}-errors-immediate"
  alarm_description = "Lambda function ${var.function_name} has failed."

  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"

  alarm_actions = local.alarm_topic_arns
  ok_actions    = local.alarm_topic_arns

  tags = local.tags
}

resource "aws_cloudwatch_metric_alarm" "errors_threshold" {
  count = var.enable_error_alarms && var.alert_strategy == "threshold" ? 1 : 0

  alarm_name        = "${var.function_name}-errors-threshold"
  alarm_description = "More than ${var.error_rate_threshold} % of the runs of Lambda function ${var.function_name} have failed."

  evaluation_periods  = var.error_rate_evaluation_periods
  datapoints_to_alarm = var.error_rate_datapoints_to_alarm
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.error_rate_threshold
  treat_missing_data  = "notBreaching"

  metric_query {
    id          = "error_rate"
    label       = "Error rate (%)"
    expression  = "IF(invocations >= ${var.error_rate_minimum_invocations}, 100 * errors / invocations, 0)"
    return_data = true
  }

  metric_query {
    id = "errors"

    metric {
      namespace   = "AWS/Lambda"
      metric_name = "Errors"
      dimensions  = { FunctionName = aws_lambda_function.this.function_name }
      stat        = "Sum"
      period      = var.error_rate_period
    }
  }

  metric_query {
    id = "invocations"

    metric {
      namespace   = "AWS/Lambda"
      metric_name = "Invocations"
      dimensions  = { FunctionName = aws_lambda_function.this.function_name }
      stat        = "Sum"
      period      = var.error_rate_period
    }
  }

  alarm_actions = local.alarm_topic_arns
  ok_actions    = local.alarm_topic_arns

  tags = local.tags
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  count = var.enable_throttle_alarms ? 1 : 0

  alarm_name        = "${var.function_name}-throttles"
  alarm_description = "Lambda refused runs of function ${var.function_name} for lack of concurrency."

  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"

  alarm_actions = local.alarm_topic_arns
  ok_actions    = local.alarm_topic_arns

  tags = local.tags
}

resource "aws_cloudwatch_metric_alarm" "duration" {
  count = var.duration_threshold_percent == null ? 0 : 1

  alarm_name        = "${var.function_name}-duration"
  alarm_description = "A run of Lambda function ${var.function_name} took more than ${var.duration_threshold_percent} % of its timeout of ${var.timeout} s."

  namespace           = "AWS/Lambda"
  metric_name         = "Duration"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.timeout * 10 * var.duration_threshold_percent # milliseconds
  treat_missing_data  = "notBreaching"

  alarm_actions = local.alarm_topic_arns
  ok_actions    = local.alarm_topic_arns

  tags = local.tags
}

resource "aws_cloudwatch_metric_alarm" "memory" {
  count = local.lambda_insights_enabled ? 1 : 0

  alarm_name        = "${var.function_name}-memory"
  alarm_description = "Lambda function ${var.function_name} used more than ${var.memory_utilization_threshold_percent} % of its ${var.memory_size} MB of memory."

  namespace           = "LambdaInsights"
  metric_name         = "memory_utilization"
  dimensions          = { function_name = aws_lambda_function.this.function_name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.memory_utilization_threshold_percent
  treat_missing_data  = "notBreaching"

  alarm_actions = local.alarm_topic_arns
  ok_actions    = local.alarm_topic_arns

  tags = local.tags
}

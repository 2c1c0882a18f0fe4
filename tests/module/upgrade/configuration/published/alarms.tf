resource "aws_cloudwatch_metric_alarm" "errors_immediate" {
  count = var.alert_strategy == "immediate" ? 1 : 0

  alarm_name          = "${var.function_name}-errors-immediate"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.topics
  tags                = local.tags
}

resource "aws_cloudwatch_metric_alarm" "errors_threshold" {
  count = var.alert_strategy == "threshold" ? 1 : 0

  alarm_name          = "${var.function_name}-errors-threshold"
  evaluation_periods  = 2
  datapoints_to_alarm = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.topics
  tags                = local.tags

  metric_query {
    id          = "error_rate"
    expression  = "(errors / invocations) * 100"
    label       = "Error Rate (%)"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { errors = "Errors", invocations = "Invocations" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/Lambda"
        metric_name = metric_query.value
        dimensions  = { FunctionName = aws_lambda_function.this.function_name }
        stat        = "Sum"
        period      = 60
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  count = 1

  alarm_name          = "${var.function_name}-throttles"
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.topics
  tags                = local.tags
}

resource "aws_cloudwatch_metric_alarm" "duration" {
  count = var.duration_threshold_percent != null ? 1 : 0

  alarm_name          = "${var.function_name}-duration"
  namespace           = "AWS/Lambda"
  metric_name         = "Duration"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 600 * var.duration_threshold_percent
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.topics
  tags                = local.tags
}

resource "aws_cloudwatch_metric_alarm" "memory" {
  count = var.memory_utilization_threshold_percent != null ? 1 : 0

  alarm_name          = "${var.function_name}-memory"
  namespace           = "LambdaInsights"
  metric_name         = "memory_utilization"
  dimensions          = { function_name = aws_lambda_function.this.function_name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.memory_utilization_threshold_percent
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.topics
  tags                = local.tags
}

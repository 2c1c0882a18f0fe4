# Rendered by lmgen: change the spec and render again, for edits here would be lost.

# Run with `terraform test` (1.7 or newer); no AWS is needed.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition  = "aws"
      dns_suffix = "amazonaws.com"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/unit"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/unit"
    }
  }

  mock_resource "aws_sns_topic" {
    defaults = {
      arn = "arn:aws:sns:us-east-1:123456789012:unit-alarms"
    }
  }

  mock_resource "aws_s3_bucket" {
    defaults = {
      arn = "arn:aws:s3:::unit"
    }
  }

  mock_resource "aws_lambda_function" {
    defaults = {
      arn = "arn:aws:lambda:us-east-1:123456789012:function:unit"
    }
  }

  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = {
      arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:unit"
    }
  }
}

variables {
  lambda_source_dir = "./scripts"
  alarm_emails      = ["oncall@example.com"]
  function_name     = "payments"
}

run "function" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.function_name == var.function_name
    error_message = "The function must have the given name."
  }

  assert {
    condition     = aws_lambda_function.this.architectures == tolist([var.architecture])
    error_message = "The function must have the given architecture."
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.this.maximum_retry_attempts == 0
    error_message = "A failed asynchronous run must not be repeated."
  }
}

run "logs" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.lambda.name == "/aws/lambda/${var.function_name}"
    error_message = "The log group must be the one that Lambda writes to."
  }

  assert {
    condition     = aws_cloudwatch_log_group.lambda.retention_in_days == var.cloudwatch_log_retention_days
    error_message = "The log group must be kept as long as asked for."
  }
}

run "notifications" {
  command = plan

  assert {
    condition     = toset(keys(aws_sns_topic_subscription.alarm_emails)) == toset(var.alarm_emails)
    error_message = "Each address must have a subscription."
  }
}

run "alarm_errors_immediate" {
  command = plan

  variables {
    alert_strategy = "immediate"
  }

  assert {
    condition = jsonencode({
      errors_immediate = length(aws_cloudwatch_metric_alarm.errors_immediate)
      errors_threshold = length(aws_cloudwatch_metric_alarm.errors_threshold)
      throttles        = length(aws_cloudwatch_metric_alarm.throttles)
      duration         = length(aws_cloudwatch_metric_alarm.duration)
      memory           = length(aws_cloudwatch_metric_alarm.memory)
    }) == jsonencode({
      errors_immediate = 1
      errors_threshold = 0
      throttles        = 1
      duration         = 0
      memory           = 0
    })
    error_message = "Other alarms exist than should."
  }

  assert {
    condition = jsonencode({
      alarm_description   = aws_cloudwatch_metric_alarm.errors_immediate[0].alarm_description
      comparison_operator = aws_cloudwatch_metric_alarm.errors_immediate[0].comparison_operator
      evaluation_periods  = aws_cloudwatch_metric_alarm.errors_immediate[0].evaluation_periods
      metric_name         = aws_cloudwatch_metric_alarm.errors_immediate[0].metric_name
      namespace           = aws_cloudwatch_metric_alarm.errors_immediate[0].namespace
      period              = aws_cloudwatch_metric_alarm.errors_immediate[0].period
      statistic           = aws_cloudwatch_metric_alarm.errors_immediate[0].statistic
      threshold           = aws_cloudwatch_metric_alarm.errors_immediate[0].threshold
      treat_missing_data  = aws_cloudwatch_metric_alarm.errors_immediate[0].treat_missing_data
      dimensions          = aws_cloudwatch_metric_alarm.errors_immediate[0].dimensions
    }) == jsonencode({
      alarm_description   = "Lambda function payments has failed."
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 1
      metric_name         = "Errors"
      namespace           = "AWS/Lambda"
      period              = 60
      statistic           = "Sum"
      threshold           = 0
      treat_missing_data  = "notBreaching"
      dimensions = {
        FunctionName = "payments"
      }
    })
    error_message = "The alarm has other arguments than it should."
  }
}

run "alarm_errors_threshold" {
  command = plan

  variables {
    alert_strategy = "threshold"
  }

  assert {
    condition = jsonencode({
      errors_immediate = length(aws_cloudwatch_metric_alarm.errors_immediate)
      errors_threshold = length(aws_cloudwatch_metric_alarm.errors_threshold)
      throttles        = length(aws_cloudwatch_metric_alarm.throttles)
      duration         = length(aws_cloudwatch_metric_alarm.duration)
      memory           = length(aws_cloudwatch_metric_alarm.memory)
    }) == jsonencode({
      errors_immediate = 0
      errors_threshold = 1
      throttles        = 1
      duration         = 0
      memory           = 0
    })
    error_message = "Other alarms exist than should."
  }

  assert {
    condition = jsonencode({
      alarm_description   = aws_cloudwatch_metric_alarm.errors_threshold[0].alarm_description
      comparison_operator = aws_cloudwatch_metric_alarm.errors_threshold[0].comparison_operator
      datapoints_to_alarm = aws_cloudwatch_metric_alarm.errors_threshold[0].datapoints_to_alarm
      evaluation_periods  = aws_cloudwatch_metric_alarm.errors_threshold[0].evaluation_periods
      threshold           = aws_cloudwatch_metric_alarm.errors_threshold[0].threshold
      treat_missing_data  = aws_cloudwatch_metric_alarm.errors_threshold[0].treat_missing_data
    }) == jsonencode({
      alarm_description   = "More than 5 % of the runs of Lambda function payments have failed."
      comparison_operator = "GreaterThanThreshold"
      datapoints_to_alarm = 2
      evaluation_periods  = 2
      threshold           = 5
      treat_missing_data  = "notBreaching"
    })
    error_message = "The alarm has other arguments than it should."
  }

  assert {
    condition = jsonencode({
      for query in aws_cloudwatch_metric_alarm.errors_threshold[0].metric_query :
      query.id => query.expression != null ? query.expression : join("", [
        for metric in query.metric : "${metric.stat} of ${metric.metric_name} over ${metric.period} s"
      ])
    }) == jsonencode({
      error_rate  = "IF(invocations >= 1, 100 * errors / invocations, 0)"
      errors      = "Sum of Errors over 60 s"
      invocations = "Sum of Invocations over 60 s"
    })
    error_message = "The alarm has other queries than it should."
  }
}

run "alarm_throttles" {
  command = plan

  assert {
    condition = jsonencode({
      errors_immediate = length(aws_cloudwatch_metric_alarm.errors_immediate)
      errors_threshold = length(aws_cloudwatch_metric_alarm.errors_threshold)
      throttles        = length(aws_cloudwatch_metric_alarm.throttles)
      duration         = length(aws_cloudwatch_metric_alarm.duration)
      memory           = length(aws_cloudwatch_metric_alarm.memory)
    }) == jsonencode({
      errors_immediate = 1
      errors_threshold = 0
      throttles        = 1
      duration         = 0
      memory           = 0
    })
    error_message = "Other alarms exist than should."
  }

  assert {
    condition = jsonencode({
      alarm_description   = aws_cloudwatch_metric_alarm.throttles[0].alarm_description
      comparison_operator = aws_cloudwatch_metric_alarm.throttles[0].comparison_operator
      evaluation_periods  = aws_cloudwatch_metric_alarm.throttles[0].evaluation_periods
      metric_name         = aws_cloudwatch_metric_alarm.throttles[0].metric_name
      namespace           = aws_cloudwatch_metric_alarm.throttles[0].namespace
      period              = aws_cloudwatch_metric_alarm.throttles[0].period
      statistic           = aws_cloudwatch_metric_alarm.throttles[0].statistic
      threshold           = aws_cloudwatch_metric_alarm.throttles[0].threshold
      treat_missing_data  = aws_cloudwatch_metric_alarm.throttles[0].treat_missing_data
      dimensions          = aws_cloudwatch_metric_alarm.throttles[0].dimensions
    }) == jsonencode({
      alarm_description   = "Lambda refused runs of function payments for lack of concurrency."
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 1
      metric_name         = "Throttles"
      namespace           = "AWS/Lambda"
      period              = 60
      statistic           = "Sum"
      threshold           = 0
      treat_missing_data  = "notBreaching"
      dimensions = {
        FunctionName = "payments"
      }
    })
    error_message = "The alarm has other arguments than it should."
  }
}

run "alarm_duration" {
  command = plan

  variables {
    duration_threshold_percent = 80
  }

  assert {
    condition = jsonencode({
      errors_immediate = length(aws_cloudwatch_metric_alarm.errors_immediate)
      errors_threshold = length(aws_cloudwatch_metric_alarm.errors_threshold)
      throttles        = length(aws_cloudwatch_metric_alarm.throttles)
      duration         = length(aws_cloudwatch_metric_alarm.duration)
      memory           = length(aws_cloudwatch_metric_alarm.memory)
    }) == jsonencode({
      errors_immediate = 1
      errors_threshold = 0
      throttles        = 1
      duration         = 1
      memory           = 0
    })
    error_message = "Other alarms exist than should."
  }

  assert {
    condition = jsonencode({
      alarm_description   = aws_cloudwatch_metric_alarm.duration[0].alarm_description
      comparison_operator = aws_cloudwatch_metric_alarm.duration[0].comparison_operator
      evaluation_periods  = aws_cloudwatch_metric_alarm.duration[0].evaluation_periods
      metric_name         = aws_cloudwatch_metric_alarm.duration[0].metric_name
      namespace           = aws_cloudwatch_metric_alarm.duration[0].namespace
      period              = aws_cloudwatch_metric_alarm.duration[0].period
      statistic           = aws_cloudwatch_metric_alarm.duration[0].statistic
      threshold           = aws_cloudwatch_metric_alarm.duration[0].threshold
      treat_missing_data  = aws_cloudwatch_metric_alarm.duration[0].treat_missing_data
      dimensions          = aws_cloudwatch_metric_alarm.duration[0].dimensions
    }) == jsonencode({
      alarm_description   = "A run of Lambda function payments took more than 80 % of its timeout of 60 s."
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 1
      metric_name         = "Duration"
      namespace           = "AWS/Lambda"
      period              = 60
      statistic           = "Maximum"
      threshold           = 48000
      treat_missing_data  = "notBreaching"
      dimensions = {
        FunctionName = "payments"
      }
    })
    error_message = "The alarm has other arguments than it should."
  }
}

run "alarm_memory" {
  command = plan

  variables {
    memory_utilization_threshold_percent = 90
  }

  assert {
    condition = jsonencode({
      errors_immediate = length(aws_cloudwatch_metric_alarm.errors_immediate)
      errors_threshold = length(aws_cloudwatch_metric_alarm.errors_threshold)
      throttles        = length(aws_cloudwatch_metric_alarm.throttles)
      duration         = length(aws_cloudwatch_metric_alarm.duration)
      memory           = length(aws_cloudwatch_metric_alarm.memory)
    }) == jsonencode({
      errors_immediate = 1
      errors_threshold = 0
      throttles        = 1
      duration         = 0
      memory           = 1
    })
    error_message = "Other alarms exist than should."
  }

  assert {
    condition = jsonencode({
      alarm_description   = aws_cloudwatch_metric_alarm.memory[0].alarm_description
      comparison_operator = aws_cloudwatch_metric_alarm.memory[0].comparison_operator
      evaluation_periods  = aws_cloudwatch_metric_alarm.memory[0].evaluation_periods
      metric_name         = aws_cloudwatch_metric_alarm.memory[0].metric_name
      namespace           = aws_cloudwatch_metric_alarm.memory[0].namespace
      period              = aws_cloudwatch_metric_alarm.memory[0].period
      statistic           = aws_cloudwatch_metric_alarm.memory[0].statistic
      threshold           = aws_cloudwatch_metric_alarm.memory[0].threshold
      treat_missing_data  = aws_cloudwatch_metric_alarm.memory[0].treat_missing_data
      dimensions          = aws_cloudwatch_metric_alarm.memory[0].dimensions
    }) == jsonencode({
      alarm_description   = "Lambda function payments used more than 90 % of its 128 MB of memory."
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 1
      metric_name         = "memory_utilization"
      namespace           = "LambdaInsights"
      period              = 60
      statistic           = "Maximum"
      threshold           = 90
      treat_missing_data  = "notBreaching"
      dimensions = {
        function_name = "payments"
      }
    })
    error_message = "The alarm has other arguments than it should."
  }
}

run "more_datapoints_than_periods" {
  command = plan

  variables {
    error_rate_evaluation_periods  = 1
    error_rate_datapoints_to_alarm = 2
  }

  expect_failures = [aws_lambda_function.this]
}

run "subnets_without_security_groups" {
  command = plan

  variables {
    lambda_subnet_ids         = ["subnet-0123456789abcdef0"]
    lambda_security_group_ids = null
  }

  expect_failures = [aws_lambda_function.this]
}

run "name_too_long" {
  command = plan

  variables {
    function_name = "an-indeed-very-long-name-of-a-function-that-lambda-would-not-take"
  }

  expect_failures = [var.function_name]
}

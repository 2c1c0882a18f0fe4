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

run "immediate_strategy" {
  command = plan

  variables {
    alert_strategy = "immediate"
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.errors_immediate) == 1 && length(aws_cloudwatch_metric_alarm.errors_threshold) == 0
    error_message = "The strategy immediate must make the immediate alarm alone."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.errors_immediate[0].threshold == 0 && aws_cloudwatch_metric_alarm.errors_immediate[0].evaluation_periods == 1
    error_message = "One error must raise the immediate alarm."
  }
}

run "threshold_strategy" {
  command = plan

  variables {
    alert_strategy = "threshold"
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.errors_immediate) == 0 && length(aws_cloudwatch_metric_alarm.errors_threshold) == 1
    error_message = "The strategy threshold must make the threshold alarm alone."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.errors_threshold[0].threshold == var.error_rate_threshold
    error_message = "The alarm must have the threshold that was asked for."
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

# A caller's own configuration of asynchronous invocations: retries, and where failed events go.

module "events" {
  source = "./module"

  function_name     = "${local.prefix}_events"
  lambda_source_dir = local.source
  alarm_emails      = local.oncall
  s3_bucket         = "callers-packages"
}

resource "aws_lambda_function_event_invoke_config" "events" {
  function_name                = module.events.lambda_function_name
  maximum_event_age_in_seconds = 3600
  maximum_retry_attempts       = 1

  destination_config {
    on_failure {
      destination = aws_sns_topic.pager.arn
    }
  }
}

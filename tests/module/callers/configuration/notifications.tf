# Topics that are made beside the function, and policies of the module's topic.

resource "aws_sns_topic" "pager" {
  name = "callers-pager"
}

resource "aws_sns_topic" "chat" {
  name = "callers-chat"
}

module "ingest" {
  source = "./module"

  function_name     = "${local.prefix}_ingest"
  lambda_source_dir = local.source
  alarm_emails      = local.oncall
  alarm_topic_arns  = [aws_sns_topic.pager.arn, aws_sns_topic.chat.arn]
  s3_bucket         = "callers-packages"

  alert_strategy                 = "threshold"
  error_rate_threshold           = 10.0
  error_rate_period              = 540
  error_rate_evaluation_periods  = 3
  error_rate_datapoints_to_alarm = 2
}

data "aws_iam_policy_document" "publishers" {
  statement {
    sid       = "AllowRules"
    actions   = ["sns:Publish"]
    resources = [module.ingest.sns_topic_arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
    }
  }
}

resource "aws_sns_topic_policy" "ingest" {
  arn    = module.ingest.sns_topic_arn
  policy = data.aws_iam_policy_document.publishers.json
}

# The feature topic_policy: the caller's statements join those of the module.
module "strict" {
  source = "./module-with-topic-policy"

  function_name     = "${local.prefix}_strict"
  lambda_source_dir = local.source
  alarm_emails      = local.oncall
  s3_bucket         = "callers-packages"
  sns_topic_policy  = data.aws_iam_policy_document.subscribers.json
}

data "aws_iam_policy_document" "subscribers" {
  statement {
    sid       = "AllowPager"
    actions   = ["sns:Subscribe"]
    resources = [module.strict.sns_topic_arn]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:root"]
    }
  }
}

output "ingest_topic_arn" {
  value = module.ingest.sns_topic_arn
}

output "strict_topic_arn" {
  value = module.strict.sns_topic_arn
}

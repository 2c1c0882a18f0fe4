# Rendered by lmgen: change the spec and render again, for edits here would be lost.

locals {
  alarm_topic_arns = concat([aws_sns_topic.alarms.arn], var.alarm_topic_arns)
}

resource "aws_sns_topic" "alarms" {
  name              = var.sns_topic_name == null ? "${var.function_name}-alarms" : var.sns_topic_name
  kms_master_key_id = var.kms_key_id

  tags = local.tags
}

data "aws_iam_policy_document" "sns_topic" {
  statement {
    sid       = "AlarmsOfThisAccountPublish"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }

  statement {
    sid       = "NothingIsPublishedInTheClear"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.sns_topic.json
}

resource "aws_sns_topic_subscription" "alarm_emails" {
  for_each = toset(var.alarm_emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

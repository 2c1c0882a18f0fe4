# Three callers of the published module; the test changes `source`, and nothing else.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

module "defaults" {
  source = "./published"

  function_name     = "upgrade_Defaults"
  lambda_source_dir = "${path.module}/lambda"
  alarm_emails      = ["first@example.com", "second@example.com"]
}

module "everything" {
  source = "./published"

  function_name     = "upgrade-everything"
  lambda_source_dir = "${path.module}/lambda"
  alarm_emails      = ["first@example.com"]
  alarm_topic_arns  = [aws_sns_topic.pager.arn]

  alert_strategy                       = "threshold"
  duration_threshold_percent           = 80
  memory_utilization_threshold_percent = 90

  lambda_subnet_ids          = [aws_subnet.private.id]
  lambda_security_group_ids  = [aws_security_group.function.id]
  kms_key_id                 = aws_kms_key.logs.arn
  additional_iam_policy_arns = [aws_iam_policy.reports.arn, "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"]

  tags = { owner = "platform" }
}

module "long" {
  source = "./published"

  function_name     = "upgrade-a-name-of-sixty-characters-that-no-role-can-have-all"
  lambda_source_dir = "${path.module}/lambda"
  alarm_emails      = ["first@example.com"]
}

resource "aws_vpc" "this" {
  cidr_block = "10.8.0.0/16"
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.8.1.0/24"
}

resource "aws_security_group" "function" {
  name_prefix = "upgrade-"
  vpc_id      = aws_vpc.this.id
}

resource "aws_kms_key" "logs" {
  description = "Logs and alarms"
}

resource "aws_sns_topic" "pager" {
  name = "upgrade-pager"
}

resource "aws_iam_policy" "reports" {
  name_prefix = "upgrade-reports-"

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::upgrade-reports/*" }]
  })
}

output "callers" {
  value = {
    for name, call in { defaults = module.defaults, everything = module.everything, long = module.long } : name => {
      bucket                     = call.s3_bucket_name
      function                   = call.lambda_function_name
      role                       = call.lambda_role_name
      topic                      = call.sns_topic_arn
    }
  }
}

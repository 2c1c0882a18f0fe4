# A rule invokes the function, which exists where it is asked for; names are built from others.

variable "cleanup_enabled" {
  type    = bool
  default = true
}

module "cleanup" {
  source = "./module"
  count  = var.cleanup_enabled ? 1 : 0

  function_name     = "${local.prefix}_cleanup"
  lambda_source_dir = local.source
  source_code_files = ["main.py"]
  requirements_file = "none"
  alarm_emails      = local.oncall
  s3_bucket         = "callers-packages"

  # Values that become strings, and a tag that the module has, too.
  tags = {
    critical       = true
    cost_center    = 4711
    module_version = "9.9.9"
  }
}

resource "aws_cloudwatch_event_rule" "cleanup" {
  count = var.cleanup_enabled ? 1 : 0

  name_prefix         = "callers-cleanup-"
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_target" "cleanup" {
  count = var.cleanup_enabled ? 1 : 0

  rule = aws_cloudwatch_event_rule.cleanup[0].name
  arn  = module.cleanup[0].lambda_function_arn
}

resource "aws_lambda_permission" "cleanup" {
  count = var.cleanup_enabled ? 1 : 0

  statement_id  = "AllowRule"
  action        = "lambda:InvokeFunction"
  function_name = module.cleanup[0].lambda_function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.cleanup[0].arn
}

output "cleanup_function_name" {
  value = var.cleanup_enabled ? module.cleanup[0].lambda_function_name : null
}

# Rendered by lmgen: change the spec and render again, for edits here would be lost.

output "cloudwatch_log_group_arn" {
  description = "ARN of the log group."
  value       = aws_cloudwatch_log_group.lambda.arn
}

output "cloudwatch_log_group_name" {
  description = "Name of the log group."
  value       = aws_cloudwatch_log_group.lambda.name
}

output "duration_alarm_arn" {
  description = "ARN of the duration alarm; null without one."
  value       = one(aws_cloudwatch_metric_alarm.duration[*].arn)
}

output "error_alarm_arn" {
  description = "ARN of the error alarm; null without one."
  value       = one(concat(aws_cloudwatch_metric_alarm.errors_immediate[*].arn, aws_cloudwatch_metric_alarm.errors_threshold[*].arn))
}

output "kms_key_id" {
  description = "ARN of the KMS key of the log group and the topic; null without one."
  value       = var.kms_key_id
}

output "kms_key_policy_json" {
  description = "Policy statements that a KMS key needs to be usable as kms_key_id: CloudWatch must encrypt for the topic, CloudWatch Logs for the log group."
  value       = data.aws_iam_policy_document.kms_key.json
}

output "lambda_function_arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.this.arn
}

output "lambda_function_invoke_arn" {
  description = "ARN by which API Gateway invokes the function."
  value       = aws_lambda_function.this.invoke_arn
}

output "lambda_function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "lambda_function_qualified_arn" {
  description = "ARN of the function with its version."
  value       = aws_lambda_function.this.qualified_arn
}

output "lambda_insights_layer_arn" {
  description = "ARN of the Lambda Insights layer that is attached; null without one."
  value       = local.lambda_insights_layer_arn
}

output "lambda_role_arn" {
  description = "ARN of the role that the function runs as."
  value       = aws_iam_role.lambda.arn
}

output "lambda_role_name" {
  description = "Name of the role that the function runs as, for policies of your own."
  value       = aws_iam_role.lambda.name
}

output "memory_alarm_arn" {
  description = "ARN of the memory alarm; null without one."
  value       = one(aws_cloudwatch_metric_alarm.memory[*].arn)
}

output "pending_email_confirmations" {
  description = "Email addresses that were asked for a confirmation. Terraform does not learn which of them have confirmed since."
  value       = var.alarm_emails
}

output "requirements_file_used" {
  description = "Path of the requirements.txt that was packaged, or 'none'."
  value       = local.requirements_file
}

output "s3_bucket_arn" {
  description = "ARN of the bucket that holds the packages."
  value       = local.package_bucket_arn
}

output "s3_bucket_name" {
  description = "Name of the bucket that holds the packages."
  value       = local.package_bucket
}

output "sns_topic_arn" {
  description = "ARN of the module's SNS topic."
  value       = aws_sns_topic.alarms.arn
}

output "sns_topic_name" {
  description = "Name of the module's SNS topic."
  value       = aws_sns_topic.alarms.name
}

output "throttle_alarm_arn" {
  description = "ARN of the throttle alarm; null without one."
  value       = one(aws_cloudwatch_metric_alarm.throttles[*].arn)
}

output "vpc_config_security_group_ids" {
  description = "Security groups of the function; null outside a VPC."
  value       = var.lambda_security_group_ids
}

output "vpc_config_subnet_ids" {
  description = "Subnets that the function is attached to; null outside a VPC."
  value       = var.lambda_subnet_ids
}

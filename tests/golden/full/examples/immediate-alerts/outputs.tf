# Rendered by lmgen: change the spec and render again, for edits here would be lost.

output "function_name" {
  description = "Name of the function, for aws lambda invoke."
  value       = module.lambda.lambda_function_name
}

output "sns_topic_arn" {
  description = "ARN of the topic that alarms are sent to."
  value       = module.lambda.sns_topic_arn
}

output "error_alarm_arn" {
  description = "ARN of the error alarm."
  value       = module.lambda.error_alarm_arn
}

# The part of the published module's interface that the callers use.

variable "function_name" {
  type = string
}

variable "lambda_source_dir" {
  type = string
}

variable "alarm_emails" {
  type = list(string)
}

variable "alarm_topic_arns" {
  type    = list(string)
  default = []
}

variable "alert_strategy" {
  type    = string
  default = "immediate"
}

variable "duration_threshold_percent" {
  type    = number
  default = null
}

variable "memory_utilization_threshold_percent" {
  type    = number
  default = null
}

variable "lambda_subnet_ids" {
  type    = list(string)
  default = null
}

variable "lambda_security_group_ids" {
  type    = list(string)
  default = null
}

variable "kms_key_id" {
  type    = string
  default = null
}

variable "additional_iam_policy_arns" {
  type    = list(string)
  default = []
}

variable "tags" {
  type    = map(string)
  default = {}
}

# Rendered by lmgen: change the spec and render again, for edits here would be lost.

variable "additional_iam_policies" {
  description = "More IAM policies for the role of the function, as ARNs under names of your choice. The names must be known when Terraform plans, the ARNs need not be."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for item in var.additional_iam_policies : can(regex("^arn:aws[a-z0-9-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$", item))])
    error_message = "additional_iam_policies: each value must be the ARN of an IAM policy."
  }
}

variable "additional_iam_policy_arns" {
  description = "ARNs of IAM policies for the role of the function. They must be known when Terraform plans; a policy made in the same configuration goes into additional_iam_policies."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for item in var.additional_iam_policy_arns : can(regex("^arn:aws[a-z0-9-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$", item))])
    error_message = "additional_iam_policy_arns: each item must be the ARN of an IAM policy."
  }
}

variable "alarm_emails" {
  description = "Email addresses that alarms are sent to. AWS asks each for a confirmation first. At least one is required, so that no function runs unwatched."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.alarm_emails) >= 1
    error_message = "alarm_emails must have at least one item."
  }

  validation {
    condition     = alltrue([for item in var.alarm_emails : can(regex("^[^@\\s<>(),:;\\[\\]\\\\\\\"]+@[^@\\s<>(),:;\\[\\]\\\\\\\"]+\\.[A-Za-z0-9-]{2,63}$", item))])
    error_message = "alarm_emails: each item must be an email address such as oncall@example.com."
  }
}

variable "alarm_topic_arns" {
  description = "Existing SNS topics, such as those of PagerDuty or Slack, that alarms are sent to besides the module's own. An alarm has at most five actions, so at most four."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.alarm_topic_arns) <= 4
    error_message = "alarm_topic_arns must have at most 4 items."
  }

  validation {
    condition     = alltrue([for item in var.alarm_topic_arns : can(regex("^arn:aws[a-z0-9-]*:sns:[a-z]{2}[a-z-]*-[0-9]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?$", item))])
    error_message = "alarm_topic_arns: each item must be the ARN of an SNS topic."
  }
}

variable "alert_strategy" {
  description = "When errors raise the alarm: 'immediate' on the first one, 'threshold' when their rate stays above error_rate_threshold."
  type        = string
  default     = "immediate"
  nullable    = false

  validation {
    condition     = contains(["immediate", "threshold"], var.alert_strategy)
    error_message = "alert_strategy must be immediate or threshold."
  }
}

variable "architecture" {
  description = "Instruction set of the function, and the CPU that its dependencies are chosen for."
  type        = string
  default     = "x86_64"
  nullable    = false

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture must be x86_64 or arm64."
  }
}

variable "cloudwatch_log_retention_days" {
  description = "Days for which CloudWatch keeps the logs; 0 keeps them for ever."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition = contains([
      0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
      2922, 3288, 3653,
    ], var.cloudwatch_log_retention_days)
    error_message = "cloudwatch_log_retention_days must be 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "description" {
  description = "What the function does, as the AWS console shows it. When null: 'Lambda function' and its name."
  type        = string
  default     = null

  validation {
    condition     = var.description == null ? true : can(regex("^(?s:.{0,256})$", var.description))
    error_message = "description must have at most 256 characters."
  }
}

variable "duration_threshold_percent" {
  description = "Percentage of timeout that the longest run of a minute must exceed to raise an alarm. When null: no such alarm."
  type        = number
  default     = null

  validation {
    condition     = var.duration_threshold_percent == null ? true : var.duration_threshold_percent > 0 && var.duration_threshold_percent <= 100
    error_message = "duration_threshold_percent must be a percentage above 0 and at most 100."
  }
}

variable "enable_error_alarms" {
  description = "Whether an alarm watches the errors of the function."
  type        = bool
  default     = true
  nullable    = false
}

variable "enable_throttle_alarms" {
  description = "Whether an alarm watches for runs refused for lack of concurrency."
  type        = bool
  default     = true
  nullable    = false
}

variable "environment_variables" {
  description = "Environment of the function. It is readable to everyone who may read the function's configuration: keep secrets in Secrets Manager, and give their names here."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.environment_variables) : can(regex("^[a-zA-Z][a-zA-Z0-9_]+$", key))])
    error_message = "environment_variables: each key must be a letter followed by one or more letters, digits and underscores."
  }

  validation {
    condition = alltrue([for key in keys(var.environment_variables) : !contains([
      "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
      "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
      "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
      "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME",
      "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_MAX_CONCURRENCY", "AWS_LAMBDA_METADATA_API",
      "AWS_LAMBDA_METADATA_TOKEN", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION",
      "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
    ], key)])
    error_message = "environment_variables: each key must not be a name that Lambda reserves, such as AWS_REGION."
  }

  validation {
    condition     = floor(length(replace(base64encode(join("", concat(keys(var.environment_variables), values(var.environment_variables)))), "=", "")) * 3 / 4) <= 4096
    error_message = "environment_variables must have at most 4096 bytes in all its keys and values together."
  }
}

variable "error_rate_datapoints_to_alarm" {
  description = "Number of those periods that must breach to raise the alarm."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.error_rate_datapoints_to_alarm >= 1 && floor(var.error_rate_datapoints_to_alarm) == var.error_rate_datapoints_to_alarm
    error_message = "error_rate_datapoints_to_alarm must be a whole number of periods, at least 1."
  }
}

variable "error_rate_evaluation_periods" {
  description = "Number of latest periods that the error rate is judged by."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.error_rate_evaluation_periods >= 1 && floor(var.error_rate_evaluation_periods) == var.error_rate_evaluation_periods
    error_message = "error_rate_evaluation_periods must be a whole number of periods, at least 1."
  }
}

variable "error_rate_minimum_invocations" {
  description = "Runs that a period needs before its error rate counts; below it the rate is taken as 0. With 1, one error in one run is a rate of 100 percent."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.error_rate_minimum_invocations >= 1 && floor(var.error_rate_minimum_invocations) == var.error_rate_minimum_invocations
    error_message = "error_rate_minimum_invocations must be a whole number of runs, at least 1."
  }
}

variable "error_rate_period" {
  description = "Length in seconds of one period of the error rate. It should be no shorter than the interval between runs: of a job that runs every five minutes, two one-minute periods in a row never have data, so the alarm could never be raised."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = contains([60, 120, 300, 600, 900, 1800, 3600, 21600, 86400], var.error_rate_period)
    error_message = "error_rate_period must be 60, 120, 300, 600, 900, 1800, 3600, 21600 or 86400."
  }
}

variable "error_rate_threshold" {
  description = "Percentage of failed runs above which a period counts as breaching."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.error_rate_threshold >= 0 && var.error_rate_threshold <= 100
    error_message = "error_rate_threshold must be a percentage from 0 to 100."
  }
}

variable "function_name" {
  description = "Name of the function. The log group, the role, the alarms and the topic take their names from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,64}$", var.function_name))
    error_message = "function_name must be 1 to 64 ASCII letters, digits, hyphens and underscores."
  }
}

variable "handler" {
  description = "Entry point of the function: file without .py, a dot, and the function in it."
  type        = string
  default     = "main.lambda_handler"
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s.]+(\\.[^\\s.]+)+$", var.handler))
    error_message = "handler must be file.function without white space."
  }

  validation {
    condition     = can(regex("^(?s:.{1,128})$", var.handler))
    error_message = "handler must have 1 to 128 characters."
  }
}

variable "kms_key_id" {
  description = "ARN of a KMS key of your own that encrypts the log group and the topic. Its policy must contain the statements of the output kms_key_policy_json, or alarms are lost silently. When null: AWS encrypts the logs with its own key, and the topic is not encrypted, because CloudWatch alarms cannot use the AWS-managed key of SNS."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_id == null ? true : can(regex("^arn:aws[a-z0-9-]*:kms:[a-z]{2}[a-z-]*-[0-9]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_id))
    error_message = "kms_key_id must be the ARN of a KMS key."
  }
}

variable "lambda_insights_layer_arn" {
  description = "ARN of the version of the Lambda Insights layer to attach for the memory alarm. When null: the one that the module knows for the region and the architecture."
  type        = string
  default     = null

  validation {
    condition     = var.lambda_insights_layer_arn == null ? true : can(regex("^arn:aws[a-z0-9-]*:lambda:[a-z]{2}[a-z-]*-[0-9]+:[0-9]{12}:layer:[a-zA-Z0-9_-]{1,140}:[0-9]+$", var.lambda_insights_layer_arn))
    error_message = "lambda_insights_layer_arn must be the ARN of a version of a Lambda layer."
  }
}

variable "lambda_security_group_ids" {
  description = "Security groups of the function in its VPC. Needed with lambda_subnet_ids."
  type        = list(string)
  default     = null

  validation {
    condition     = var.lambda_security_group_ids == null ? true : length(var.lambda_security_group_ids) <= 5
    error_message = "lambda_security_group_ids must have at most 5 items."
  }

  validation {
    condition     = var.lambda_security_group_ids == null ? true : alltrue([for item in var.lambda_security_group_ids : can(regex("^sg-[0-9a-zA-Z]+$", item))])
    error_message = "lambda_security_group_ids: each item must be a security group ID such as sg-0123456789abc."
  }
}

variable "lambda_source_dir" {
  description = "Directory with the code of the function. All of it is packaged, and a change of any file in it, of content or of path, is deployed."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("[^\\s]", var.lambda_source_dir))
    error_message = "lambda_source_dir must be a path, not an empty string."
  }
}

variable "lambda_subnet_ids" {
  description = "Subnets that the function is attached to; they need a NAT gateway or VPC endpoints to reach AWS. When null: the function is not in a VPC."
  type        = list(string)
  default     = null

  validation {
    condition     = var.lambda_subnet_ids == null ? true : length(var.lambda_subnet_ids) <= 16
    error_message = "lambda_subnet_ids must have at most 16 items."
  }

  validation {
    condition     = var.lambda_subnet_ids == null ? true : alltrue([for item in var.lambda_subnet_ids : can(regex("^subnet-[0-9a-z]+$", item))])
    error_message = "lambda_subnet_ids: each item must be a subnet ID such as subnet-0123456789abcdef0."
  }
}

variable "memory_size" {
  description = "Memory of the function in MB; its share of CPU grows with it."
  type        = number
  default     = 128
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size must be a whole number of MB from 128 to 10240."
  }
}

variable "memory_utilization_threshold_percent" {
  description = "Percentage of memory_size in use that raises an alarm. It attaches Lambda Insights, a layer which AWS charges for. When null: no such alarm and no layer."
  type        = number
  default     = null

  validation {
    condition     = var.memory_utilization_threshold_percent == null ? true : var.memory_utilization_threshold_percent > 0 && var.memory_utilization_threshold_percent <= 100
    error_message = "memory_utilization_threshold_percent must be a percentage above 0 and at most 100."
  }
}

variable "package_excludes" {
  description = "Glob patterns, relative to lambda_source_dir, of what is left out of the package. A list of your own takes the place of the default."
  type        = list(string)
  default = [
    "**/.git/**", "**/.git", "**/.hg/**", "**/.svn/**", "**/.terraform/**", "**/.venv/**",
    "**/venv/**", "**/__pycache__/**", "**/*.pyc", "**/.mypy_cache/**", "**/.pytest_cache/**",
    "**/.ruff_cache/**", "**/.hypothesis/**", "**/.tox/**", "**/.nox/**", "**/.DS_Store",
  ]
  nullable = false

  validation {
    condition     = alltrue([for item in var.package_excludes : can(regex("[^\\s]", item))])
    error_message = "package_excludes: each pattern must be a glob pattern, not an empty string."
  }

  validation {
    condition     = alltrue([for item in var.package_excludes : !can(regex("(^|/)\\.\\.(/|$)", item))])
    error_message = "package_excludes: each pattern must not lead out of lambda_source_dir by ..."
  }
}

variable "python_version" {
  description = "Runtime of the function, and the Python that its dependencies are chosen for."
  type        = string
  default     = "python3.12"
  nullable    = false

  validation {
    condition     = contains(["python3.9", "python3.10", "python3.11", "python3.12", "python3.13"], var.python_version)
    error_message = "python_version must be python3.9, python3.10, python3.11, python3.12 or python3.13."
  }
}

variable "requirements_file" {
  description = "Path of a requirements.txt, pyproject.toml, pylock.toml, uv.lock or poetry.lock whose packages go into the package of the function. When null: requirements.txt in lambda_source_dir, if there is one. 'none' installs nothing."
  type        = string
  default     = null

  validation {
    condition     = var.requirements_file == null ? true : can(regex("[^\\s]", var.requirements_file))
    error_message = "requirements_file must be a path or none, not an empty string."
  }
}

variable "s3_bucket" {
  description = "Name of an existing S3 bucket for the packages; it must be known when Terraform plans. When null: the module makes one, private, encrypted and versioned."
  type        = string
  default     = null

  validation {
    condition     = var.s3_bucket == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.s3_bucket))
    error_message = "s3_bucket must be an S3 bucket name: 3 to 63 lower-case letters, digits, dots and hyphens."
  }
}

variable "sns_topic_name" {
  description = "Name of the module's SNS topic. When null: the function's, then '-alarms'."
  type        = string
  default     = null

  validation {
    condition     = var.sns_topic_name == null ? true : can(regex("^[A-Za-z0-9_-]{1,256}$", var.sns_topic_name))
    error_message = "sns_topic_name must be 1 to 256 ASCII letters, digits, hyphens and underscores."
  }
}

variable "source_code_files" {
  description = "Glob patterns, relative to lambda_source_dir, that must each match a file: the plan fails when a part of the code is missing. They do not limit what is packaged."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for item in var.source_code_files : can(regex("[^\\s]", item))])
    error_message = "source_code_files: each pattern must be a glob pattern, not an empty string."
  }
}

variable "tags" {
  description = "Tags of every resource that can have them. The module adds created_by_module, function_name and, to the function, module_version."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.tags) <= 50
    error_message = "tags must have at most 50 items."
  }

  validation {
    condition     = alltrue([for key in keys(var.tags) : can(regex("^(?s:.{1,128})$", key))])
    error_message = "tags: each key must have 1 to 128 characters."
  }

  validation {
    condition     = alltrue([for item in var.tags : can(regex("^(?s:.{0,256})$", item))])
    error_message = "tags: each value must have at most 256 characters."
  }

  validation {
    condition     = alltrue([for key in keys(var.tags) : !can(regex("(?i)^aws:", key))])
    error_message = "tags: each key must not start with aws:, which AWS reserves."
  }
}

variable "timeout" {
  description = "Seconds after which AWS stops a run of the function."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "timeout must be a whole number of seconds from 1 to 900."
  }
}

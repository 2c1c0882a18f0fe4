# Rendered by lmgen: change the spec and render again, for edits here would be lost.

terraform {
  required_version = ">= 1.5.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.76.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = var.region
}

# Stay quiet until more than five percent of at least twenty runs fail
module "lambda" {
  # Outside this repository: source = "registry.infrahouse.com/infrahouse/lambda-monitored/aws", version = "1.2.0"
  source = "../.."

  lambda_source_dir              = "${path.module}/lambda"
  alarm_emails                   = ["oncall@example.com"]
  alert_strategy                 = "threshold"
  error_rate_datapoints_to_alarm = 2
  error_rate_evaluation_periods  = 3
  error_rate_minimum_invocations = 20
  error_rate_period              = 300
  error_rate_threshold           = 5
  function_name                  = "threshold-alerts"
}

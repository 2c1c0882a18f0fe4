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

# Let the function read a table, and watch its duration
module "lambda" {
  # Outside this repository: source = "registry.infrahouse.com/infrahouse/lambda-monitored/aws", version = "1.2.0"
  source = "../.."

  lambda_source_dir          = "${path.module}/lambda"
  additional_iam_policy_arns = ["arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"]
  alarm_emails               = ["oncall@example.com"]
  duration_threshold_percent = 80
  environment_variables = {
    LOG_LEVEL = "INFO"
  }
  function_name = "custom-permissions"
  tags = {
    service = "custom-permissions"
  }
  timeout = 30
}

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

# Page on the first error
module "lambda" {
  # Outside this repository: source = "registry.example.com/acme/lambda-monitored/aws", version = "1.2.0"
  source = "../.."

  lambda_source_dir = "${path.module}/lambda"
  alarm_emails      = ["oncall@example.com"]
  function_name     = "payments"
}

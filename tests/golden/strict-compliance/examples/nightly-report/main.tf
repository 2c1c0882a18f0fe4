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

# A nightly job that may not fail unseen
module "lambda" {
  # Outside this repository: source = "acme/lambda-compliant/aws", version = "1.0.0"
  source = "../.."

  lambda_source_dir          = "${path.module}/lambda"
  alarm_emails               = ["compliance@example.com"]
  duration_threshold_percent = 90
  function_name              = "nightly-report"
  kms_key_id                 = "arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
  tags = {
    owner = "finance"
  }
  timeout = 300
}

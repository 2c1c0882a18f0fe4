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

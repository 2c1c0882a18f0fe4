# What root modules of the published module's callers look like, all in one.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

# What the second apply changes.
variable "release" {
  type    = number
  default = 1
}

variable "in_vpc" {
  type    = bool
  default = true
}

locals {
  prefix = "team_${terraform.workspace}"
  source = "${path.module}/lambda"

  oncall = ["oncall@example.com"]
}

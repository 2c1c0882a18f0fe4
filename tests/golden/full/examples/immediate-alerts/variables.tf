# Rendered by lmgen: change the spec and render again, for edits here would be lost.

variable "region" {
  description = "AWS region to deploy to."
  type        = string
  default     = "us-east-1"
}

# Subnets of a child module, of this one, and some of which not even the number is known at first.

module "network" {
  source = "./network"

  cidr_block = "10.7.0.0/16"
}

resource "aws_security_group" "function" {
  name_prefix = "callers-"
  vpc_id      = module.network.vpc_id
}

module "sync" {
  source = "./module"

  function_name     = "${local.prefix}_sync"
  lambda_source_dir = local.source
  alarm_emails      = local.oncall
  s3_bucket         = "callers-packages"

  lambda_subnet_ids         = module.network.private_subnet_ids
  lambda_security_group_ids = [aws_security_group.function.id]
}

resource "terraform_data" "subnets" {
  input = module.network.private_subnet_ids
}

# Of this one the second apply takes the function out of its VPC.
module "migrate" {
  source = "./module"

  function_name     = "${local.prefix}_migrate"
  lambda_source_dir = local.source
  alarm_emails      = local.oncall
  s3_bucket         = "callers-packages"

  lambda_subnet_ids         = var.in_vpc ? terraform_data.subnets.output : null
  lambda_security_group_ids = var.in_vpc ? [aws_security_group.function.id] : null
}

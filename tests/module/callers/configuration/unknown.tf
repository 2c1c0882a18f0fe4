# Code that the same apply writes, and addresses that nobody should print.

resource "terraform_data" "code" {
  input            = "${path.root}/generated"
  triggers_replace = [var.release]

  provisioner "local-exec" {
    command = "mkdir -p ${self.input} && printf 'def lambda_handler(event, context): return %s\\n' ${self.triggers_replace[0]} > ${self.input}/main.py"
  }
}

variable "private_emails" {
  type      = list(string)
  default   = ["private@example.com"]
  sensitive = true
}

module "generated" {
  source = "./module"

  function_name     = "${local.prefix}_generated"
  lambda_source_dir = terraform_data.code.output
  alarm_emails      = var.private_emails
  s3_bucket         = "callers-packages"
}

# Where the second apply changes what it depends on, its data sources wait for that.
resource "terraform_data" "database" {
  input = var.release
}

module "worker" {
  source = "./module"

  function_name     = "${local.prefix}_worker"
  lambda_source_dir = local.source
  alarm_emails      = local.oncall
  s3_bucket         = "callers-packages"
  kms_key_id        = aws_kms_key.logs.arn

  memory_utilization_threshold_percent = 90
  duration_threshold_percent           = 80
  lambda_subnet_ids                    = module.network.private_subnet_ids
  lambda_security_group_ids            = [aws_security_group.function.id]
  additional_iam_policy_arns           = [aws_iam_policy.report.arn]

  depends_on = [terraform_data.database]
}

output "generated_function_name" {
  value = module.generated.lambda_function_name
}

output "worker_role_name" {
  value = module.worker.lambda_role_name
}

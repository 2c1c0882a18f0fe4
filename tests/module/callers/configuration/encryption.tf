# One key for two functions, with the statements that both ask for. Their names begin alike.

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "key" {
  source_policy_documents = [
    module.ledger.kms_key_policy_json,
    module.audit.kms_key_policy_json,
  ]

  statement {
    sid       = "AllowAccount"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

resource "aws_kms_key" "logs" {
  policy = data.aws_iam_policy_document.key.json
}

module "ledger" {
  source = "./module"

  function_name     = "${local.prefix}_bookkeeping_of_payments_ledger"
  lambda_source_dir = local.source
  alarm_emails      = local.oncall
  s3_bucket         = "callers-packages"
  kms_key_id        = aws_kms_key.logs.arn
}

module "audit" {
  source = "./module"

  function_name     = "${local.prefix}_bookkeeping_of_payments_audit"
  lambda_source_dir = local.source
  alarm_emails      = local.oncall
  s3_bucket         = "callers-packages"
  kms_key_id        = aws_kms_key.logs.arn
}

output "key_policy" {
  value = data.aws_iam_policy_document.key.json
}

output "bookkeeping_roles" {
  value = [module.ledger.lambda_role_name, module.audit.lambda_role_name]
}

# Policies that are made beside the function, one of them twice, and one with a name.

data "aws_iam_policy_document" "report" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::callers-reports/*"]
  }
}

resource "aws_iam_policy" "report" {
  name_prefix = "callers-report-"
  policy      = data.aws_iam_policy_document.report.json
}

resource "aws_iam_policy" "archive" {
  name_prefix = "callers-archive-"
  policy      = data.aws_iam_policy_document.report.json
}

module "report" {
  source = "./module"

  function_name     = "${local.prefix}_report"
  lambda_source_dir = local.source
  alarm_emails      = local.oncall
  s3_bucket         = "callers-packages"

  additional_iam_policy_arns = [aws_iam_policy.report.arn, aws_iam_policy.report.arn]
  additional_iam_policies    = { archive = aws_iam_policy.archive.arn }
}

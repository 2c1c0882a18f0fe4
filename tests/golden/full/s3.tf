# Rendered by lmgen: change the spec and render again, for edits here would be lost.

locals {
  creates_bucket     = var.s3_bucket == null
  package_bucket     = local.creates_bucket ? aws_s3_bucket.lambda_package[0].bucket : var.s3_bucket
  package_bucket_arn = "arn:${local.partition}:s3:::${local.package_bucket}"

  # Lower case first: what S3 does not allow is replaced, not eaten. AWS adds 26 characters.
  bucket_name        = trim(replace(lower(var.function_name), "_", "-"), "-")
  bucket_base        = local.bucket_name == "" ? "lambda" : local.bucket_name
  bucket_name_prefix = "${length(local.bucket_base) <= 36 ? local.bucket_base : "${substr(local.bucket_base, 0, 27)}-${local.name_hash}"}-"
}

resource "aws_s3_bucket" "lambda_package" {
  count = local.creates_bucket ? 1 : 0

  bucket_prefix = local.bucket_name_prefix

  tags = local.tags

  lifecycle {
    # The bucket of an earlier release of the module was named by another rule; keep it.
    ignore_changes = [bucket_prefix]
  }
}

resource "aws_s3_bucket_public_access_block" "lambda_package" {
  count = local.creates_bucket ? 1 : 0

  bucket = aws_s3_bucket.lambda_package[0].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "lambda_package" {
  count = local.creates_bucket ? 1 : 0

  bucket = aws_s3_bucket.lambda_package[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "lambda_package" {
  count = local.creates_bucket ? 1 : 0

  bucket = aws_s3_bucket.lambda_package[0].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "lambda_package" {
  count = local.creates_bucket ? 1 : 0

  bucket = aws_s3_bucket.lambda_package[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "lambda_package" {
  count = local.creates_bucket ? 1 : 0

  bucket = aws_s3_bucket.lambda_package[0].id

  rule {
    id     = "expire-old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  # A rule about versions means nothing before the bucket keeps them.
  depends_on = [aws_s3_bucket_versioning.lambda_package]
}

data "aws_iam_policy_document" "lambda_package" {
  count = local.creates_bucket ? 1 : 0

  statement {
    sid       = "NothingTravelsInTheClear"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.lambda_package[0].arn, "${aws_s3_bucket.lambda_package[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "lambda_package" {
  count = local.creates_bucket ? 1 : 0

  bucket = aws_s3_bucket.lambda_package[0].id
  policy = data.aws_iam_policy_document.lambda_package[0].json

  # S3 refuses two changes of a bucket's access at once.
  depends_on = [aws_s3_bucket_public_access_block.lambda_package]
}

resource "aws_s3_object" "lambda_package" {
  bucket = local.package_bucket
  key    = "${var.function_name}/${local.package_hash}.zip"
  source = local.package_path

  # In a bucket of the caller's, its own setting decides.
  server_side_encryption = local.creates_bucket ? "AES256" : null

  # An object can have ten tags, so the caller's are not added.
  tags = {
    created_by_module = local.module
    function_name     = var.function_name
  }

  depends_on = [
    aws_s3_bucket_policy.lambda_package,
    aws_s3_bucket_server_side_encryption_configuration.lambda_package,
    aws_s3_bucket_versioning.lambda_package,
    terraform_data.lambda_package,
  ]

  lifecycle {
    # The new package is there before the function moves to it and the old one goes.
    create_before_destroy = true
  }
}

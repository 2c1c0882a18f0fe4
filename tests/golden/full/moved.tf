# Rendered by lmgen: change the spec and render again, for edits here would be lost.

# infrahouse/lambda-monitored/aws 1.1.0 kept its bucket in a child module. These keep the bucket
# and its settings when a caller moves on from it; elsewhere they do nothing.

moved {
  from = module.lambda_bucket.aws_s3_bucket.this
  to   = aws_s3_bucket.lambda_package[0]
}

moved {
  from = module.lambda_bucket.aws_s3_bucket_public_access_block.public_access
  to   = aws_s3_bucket_public_access_block.lambda_package[0]
}

moved {
  from = module.lambda_bucket.aws_s3_bucket_policy.this
  to   = aws_s3_bucket_policy.lambda_package[0]
}

moved {
  from = module.lambda_bucket.aws_s3_bucket_server_side_encryption_configuration.default
  to   = aws_s3_bucket_server_side_encryption_configuration.lambda_package[0]
}

moved {
  from = module.lambda_bucket.aws_s3_bucket_versioning.enabled[0]
  to   = aws_s3_bucket_versioning.lambda_package[0]
}

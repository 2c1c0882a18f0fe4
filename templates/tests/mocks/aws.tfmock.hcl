# What AWS would tell the tests of `terraform test`: of a partition, a region and
# a suffix that are not the usual ones, so that none of them can be written down in the module.

mock_data "aws_caller_identity" {
  defaults = {
    account_id = "123456789012"
  }
}

mock_data "aws_partition" {
  defaults = {
    partition  = "aws-us-gov"
    dns_suffix = "amazonaws.gov"
  }
}

mock_data "aws_service" {
  defaults = {
    region = "us-gov-west-1"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = {
    arn = "arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:/aws/lambda/unit"
    id  = "/aws/lambda/unit"
  }
}

mock_resource "aws_iam_role" {
  defaults = {
    arn  = "arn:aws-us-gov:iam::123456789012:role/unit-role"
    id   = "unit-role"
    name = "unit-role"
  }
}

mock_resource "aws_lambda_function" {
  defaults = {
    arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:unit"
    invoke_arn    = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/unit"
    qualified_arn = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:unit:7"
  }
}

mock_resource "aws_s3_bucket" {
  defaults = {
    arn    = "arn:aws-us-gov:s3:::unit-bucket"
    bucket = "unit-bucket"
    id     = "unit-bucket"
  }
}

mock_resource "aws_s3_object" {
  defaults = {
    server_side_encryption = "of the bucket"
  }
}

mock_resource "aws_sns_topic" {
  defaults = {
    arn = "arn:aws-us-gov:sns:us-gov-west-1:123456789012:unit-topic"
    id  = "arn:aws-us-gov:sns:us-gov-west-1:123456789012:unit-topic"
  }
}

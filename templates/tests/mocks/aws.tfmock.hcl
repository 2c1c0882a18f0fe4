# What AWS would tell the tests of `terraform test`, yours too: of a partition, a region and a suffix
# that are not the usual ones, so that none of them can be written down in the module, and of an account
# that AWS cannot have: nobody is expected to confirm its emails. The provider
# checks ARNs and policies even where they are made up, and so does the module.

mock_data "aws_caller_identity" {
  defaults = {
    account_id = "000000000000"
  }
}

mock_data "aws_iam_policy_document" {
  defaults = {
    json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
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

mock_resource "aws_cloudwatch_metric_alarm" {
  defaults = {
    arn = "arn:aws-us-gov:cloudwatch:us-gov-west-1:123456789012:alarm:unit"
  }
}

mock_resource "aws_iam_policy" {
  defaults = {
    arn = "arn:aws-us-gov:iam::123456789012:policy/unit-policy"
  }
}

mock_resource "aws_iam_role" {
  defaults = {
    arn  = "arn:aws-us-gov:iam::123456789012:role/unit-role"
    id   = "unit-role"
    name = "unit-role"
  }
}

mock_resource "aws_kms_key" {
  defaults = {
    arn = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
  }
}

mock_resource "aws_lambda_alias" {
  defaults = {
    arn = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:unit:live"
  }
}

mock_resource "aws_lambda_code_signing_config" {
  defaults = {
    arn = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:code-signing-config:csc-0123456789abcdef0"
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

mock_resource "aws_scheduler_schedule_group" {
  defaults = {
    arn = "arn:aws-us-gov:scheduler:us-gov-west-1:123456789012:schedule-group/unit"
  }
}

mock_resource "aws_security_group" {
  defaults = {
    id = "sg-0123456789abcdef0"
  }
}

mock_resource "aws_sns_topic" {
  defaults = {
    arn = "arn:aws-us-gov:sns:us-gov-west-1:123456789012:unit-topic"
    id  = "arn:aws-us-gov:sns:us-gov-west-1:123456789012:unit-topic"
  }
}

mock_resource "aws_sqs_queue" {
  defaults = {
    arn = "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:unit"
    url = "https://sqs.us-gov-west-1.amazonaws.com/123456789012/unit"
  }
}

mock_resource "aws_subnet" {
  defaults = {
    id = "subnet-0123456789abcdef0"
  }
}

"""The runs that prove the defects of the published 1.1.0 gone; `test_defects.py` has the table."""

import hashlib

from lambda_monitored_gen.hcl import literal
from tests.module.mock_provider import ACCOUNT, Run

_ALARM = "aws_cloudwatch_metric_alarm"
_EVERY_ALARM = ("errors_threshold", "throttles", "duration", "memory")
_PAGER = f"arn:aws:sns:us-east-1:{ACCOUNT}:pager"
_KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/0123"
_LAYER = f"arn:aws:lambda:xx-future-9:{ACCOUNT}:layer:Insights:7"
_POLICIES = [f"arn:aws:iam::{ACCOUNT}:policy/{name}" for name in ("first", "second", "third")]
_SUBNETS = {
    "lambda_subnet_ids": ["subnet-0123456789abcdef0"],
    "lambda_security_group_ids": ["sg-0123456789abcdef0"],
}
_FUNCTION = "aws_lambda_function.this"
_OBJECT = "aws_s3_object.lambda_package"
_IMMEDIATE = f"{_ALARM}.errors_immediate[0]"
_ATTACHMENT = "aws_iam_role_policy_attachment"
_LAYER_ARN = "output.lambda_insights_layer_arn"
_LOGGING = "jsondecode(aws_iam_role_policy.lambda_logging.policy).Statement"
_BUCKET_PREFIX = "aws_s3_bucket.lambda_package[0].bucket_prefix"
_ROLE_PREFIX = "aws_iam_role.lambda.name_prefix"
_KMS = "jsondecode(output.kms_key_policy_json)"
_LOG_GROUP_OF_KEY = f'{_KMS}.Statement[1].Condition.ArnEquals["kms:EncryptionContext:aws:logs:arn"]'


def _list(values: list[str]) -> str:
    return f"tolist({literal(values)})"


def _named(name: str, bucket: str, role: str) -> Run:
    return Run(
        variables={"function_name": name},
        holds=(
            f'{_BUCKET_PREFIX} == "{bucket}"',
            f'{_ROLE_PREFIX} == "{role}"',
            f"length({_BUCKET_PREFIX}) <= 37 && length({_ROLE_PREFIX}) <= 38",
            f'can(regex("^[a-z0-9][a-z0-9-]*$", {_BUCKET_PREFIX}))',
        ),
    )


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def _long(name: str) -> Run:
    return _named(name, f"{name[:27]}-{_hash(name)}-", f"{name[:37]}-")


NAMES = {
    "capitals": _named("MyFunction_Prod", "myfunction-prod-", "MyFunction_Prod-"),
    "shortest": _named("x", "x-", "x-"),
    "underscores_only": _named("_" * 10, "lambda-", "_" * 10 + "-"),
    "underscores_64": _named("_" * 64, "lambda-", "_" * 37 + "-"),
    "fits_bucket": _named("b" * 36, "b" * 36 + "-", "b" * 36 + "-"),
    "fits_role": _named("c" * 37, "c" * 27 + f"-{_hash('c' * 37)}-", "c" * 37 + "-"),
    "fits_neither": _long("d" * 38),
    "longest": _long("e" * 64),
    "longest_other_tail": _long("e" * 63 + "f"),
}
"""Prefixes of names keep every letter and fit AWS's limits; those of buckets stay apart when cut.

The provider completes a prefix to a name that no other resource has.
"""

SOURCES = {
    # Directory of the code: whether its package is the one of `base`.
    "copied": True,
    "excluded_added": True,
    "earlier_build": True,
    "edited_main": False,
    "edited_nested": False,
    "edited_dotfile": False,
    "renamed": False,
    "moved": False,
    "removed": False,
    "requirements_added": False,
}


def _source(name: str, *, same: bool) -> Run:
    sign = "==" if same else "!="
    return Run(
        variables={"lambda_source_dir": f"./sources/{name}"},
        holds=(f"output.package_hash {sign} run.base.package_hash",),
    )


PACKAGES = {
    "base": Run(
        variables={"lambda_source_dir": "./sources/base"},
        holds=(
            'can(regex("^[0-9a-f]{64}$", output.package_hash))',
            f"{_FUNCTION}.filename == null",
        ),
    ),
    **{name: _source(name, same=same) for name, same in SOURCES.items()},
    "other_runtime": Run(
        variables={"lambda_source_dir": "./sources/base", "python_version": "python3.11"},
        holds=("output.package_hash != run.base.package_hash",),
    ),
    "other_architecture": Run(
        variables={"lambda_source_dir": "./sources/base", "architecture": "arm64"},
        holds=("output.package_hash != run.base.package_hash",),
    ),
    "other_settings": Run(
        variables={"lambda_source_dir": "./sources/base", "timeout": 5, "tags": {"a": "b"}},
        holds=("output.package_hash == run.base.package_hash",),
    ),
    "no_files": Run(
        variables={"lambda_source_dir": "./sources/no-such"},
        refused=("terraform_data.preflight",),
    ),
}
"""A change of path or content of any packaged file is a new package, and nothing else is."""

HOSTILE = """it's "quoted" $(touch pwned) `touch pwned` ; touch pwned & $HOME é"""
"""Name of a directory that no shell may read as code."""

ALARMS = {
    "every_alarm": Run(
        variables={
            "alarm_topic_arns": [_PAGER],
            "alert_strategy": "threshold",
            "duration_threshold_percent": 80,
            "memory_utilization_threshold_percent": 90,
        },
        holds=tuple(
            f"toset({_ALARM}.{name}[0].{kind}_actions) == "
            f'toset([aws_sns_topic.alarms.arn, "{_PAGER}"])'
            for name in _EVERY_ALARM
            for kind in ("alarm", "ok")
        ),
    ),
    "immediate_alarm": Run(
        holds=(
            f"toset({_ALARM}.errors_immediate[0].ok_actions) == toset([aws_sns_topic.alarms.arn])",
            f"{_IMMEDIATE}.alarm_actions == {_IMMEDIATE}.ok_actions",
        )
    ),
    "sample_size": Run(
        variables={
            "alert_strategy": "threshold",
            "error_rate_minimum_invocations": 20,
            "error_rate_period": 300,
            "error_rate_evaluation_periods": 3,
            "error_rate_datapoints_to_alarm": 2,
        },
        holds=(
            (
                f"one([for each in {_ALARM}.errors_threshold[0].metric_query : each.expression "
                "if each.return_data == true]) == "
                '"IF(invocations >= 20, 100 * errors / invocations, 0)"'
            ),
            (
                f"alltrue([for each in {_ALARM}.errors_threshold[0].metric_query : "
                "alltrue([for metric in each.metric : metric.period == 300])])"
            ),
            f"{_ALARM}.errors_threshold[0].evaluation_periods == 3",
            f"{_ALARM}.errors_threshold[0].datapoints_to_alarm == 2",
        ),
    ),
}
"""Alarms tell everyone when they end too; the error rate has a sample size and a period."""

REFUSED = {
    "datapoints_above_periods": Run(
        variables={
            "alert_strategy": "threshold",
            "error_rate_evaluation_periods": 2,
            "error_rate_datapoints_to_alarm": 3,
        },
        refused=(_FUNCTION,),
    ),
    "datapoints_above_periods_of_another_strategy": Run(
        variables={"error_rate_evaluation_periods": 2, "error_rate_datapoints_to_alarm": 3},
        holds=(f'{_FUNCTION}.function_name == "payments"',),
    ),
    "datapoints_as_periods": Run(
        variables={
            "alert_strategy": "threshold",
            "error_rate_evaluation_periods": 3,
            "error_rate_datapoints_to_alarm": 3,
        },
        holds=(f'{_FUNCTION}.function_name == "payments"',),
    ),
    "subnets_alone": Run(
        variables={"lambda_subnet_ids": _SUBNETS["lambda_subnet_ids"]}, refused=(_FUNCTION,)
    ),
    "security_groups_alone": Run(
        variables={"lambda_security_group_ids": _SUBNETS["lambda_security_group_ids"]},
        refused=(_FUNCTION,),
    ),
    "empty_lists": Run(
        variables={"lambda_subnet_ids": [], "lambda_security_group_ids": []},
        holds=(f"length({_FUNCTION}.vpc_config) == 0",),
    ),
    "both_lists": Run(variables=_SUBNETS, holds=(f"length({_FUNCTION}.vpc_config) == 1",)),
    "name_of_64": Run(
        variables={"function_name": "n" * 64}, holds=(f"length({_FUNCTION}.function_name) == 64",)
    ),
    "name_of_65": Run(variables={"function_name": "n" * 65}, refused=("var.function_name",)),
    "no_email": Run(variables={"alarm_emails": []}, refused=("var.alarm_emails",)),
}
"""What AWS would refuse or would never alarm is an error of the plan; what it takes is none."""


def _partition(alias: str, partition: str, region: str, suffix: str, account: str) -> Run:
    prefix = f"arn:{partition}"
    return Run(
        region=alias,
        variables={**_SUBNETS, "memory_utilization_threshold_percent": 90},
        holds=(
            f'startswith(output.s3_bucket_arn, "{prefix}:s3:::")',
            f'startswith({_LAYER_ARN}, "{prefix}:lambda:{region}:{account}:")',
            (
                f'{_ATTACHMENT}.lambda_insights[0].policy_arn == "{prefix}:iam::aws:'
                'policy/CloudWatchLambdaInsightsExecutionRolePolicy"'
            ),
            # Every ARN of the documents for the subnets and for the key.
            (
                "alltrue(flatten([for each in local.vpc_access_statements"
                ' : [for arn in flatten([each.Resource]) : arn == "*" || '
                f'startswith(arn, "{prefix}:ec2:{region}:")]]))'
            ),
            f'{_KMS}.Statement[1].Principal.Service == "logs.{region}.{suffix}"',
            f'startswith({_LOG_GROUP_OF_KEY}, "{prefix}:logs:{region}:")',
        ),
    )


PARTITIONS = {
    "partition_aws": _partition("aws", "aws", "us-east-1", "amazonaws.com", "580247275435"),
    "partition_china": _partition(
        "china", "aws-cn", "cn-north-1", "amazonaws.com.cn", "488211338238"
    ),
    "partition_gov": _partition(
        "gov", "aws-us-gov", "us-gov-west-1", "amazonaws.com", "751350123760"
    ),
}
"""In China and in GovCloud every ARN is one of the partition, with the right region."""

INSIGHTS = {
    "layer_of_map": Run(
        variables={"memory_utilization_threshold_percent": 90, "architecture": "arm64"},
        holds=(
            (
                'can(regex(":580247275435:layer:LambdaInsightsExtension-Arm64:[0-9]+$", '
                f"one({_FUNCTION}.layers)))"
            ),
        ),
    ),
    "layer_given": Run(
        region="unknown",
        variables={
            "memory_utilization_threshold_percent": 90,
            "lambda_insights_layer_arn": _LAYER,
        },
        holds=(f'{_FUNCTION}.layers == tolist(["{_LAYER}"])',),
    ),
    "layer_unknown_region": Run(
        region="unknown",
        variables={"memory_utilization_threshold_percent": 90},
        refused=(_FUNCTION,),
    ),
    "layer_unknown_architecture": Run(
        region="china",
        variables={"memory_utilization_threshold_percent": 90, "architecture": "arm64"},
        refused=(_FUNCTION,),
    ),
    "layer_not_asked_for": Run(
        region="unknown",
        holds=(
            f"length({_FUNCTION}.layers) == 0",
            "length(aws_iam_role_policy_attachment.lambda_insights) == 0",
        ),
    ),
}
"""The Lambda Insights layer is the region's, or the one given, or a clean error."""

PERMISSIONS = {
    "logging": Run(
        holds=(
            (
                f"toset(flatten({_LOGGING}[*].Action)) == "
                'toset(["logs:CreateLogStream", "logs:PutLogEvents"])'
            ),
            (
                f"toset(flatten({_LOGGING}[*].Resource)) == "
                'toset(["${aws_cloudwatch_log_group.lambda.arn}:*"])'
            ),
        )
    ),
    "three_policies": Run(
        variables={"additional_iam_policy_arns": _POLICIES},
        holds=(
            f"tolist({_ATTACHMENT}.additional[*].policy_arn) == {_list(_POLICIES)}",
            f"length({_ATTACHMENT}.named) == 0",
        ),
    ),
    "same_policy_twice": Run(
        variables={"additional_iam_policy_arns": _POLICIES[:1] * 2},
        holds=(f"tolist({_ATTACHMENT}.additional[*].policy_arn) == {_list(_POLICIES[:1] * 2)}",),
    ),
    "policies_by_name": Run(
        variables={"additional_iam_policies": dict(zip("bc", _POLICIES[1:], strict=True))},
        holds=(
            f'toset(keys({_ATTACHMENT}.named)) == toset(["b", "c"])',
            f'{_ATTACHMENT}.named["c"].policy_arn == "{_POLICIES[2]}"',
            f"length({_ATTACHMENT}.additional) == 0",
        ),
    ),
}
"""The role may not make log groups; policies with a name do not move when another one goes."""

ENCRYPTION = {
    "own_key": Run(
        variables={"kms_key_id": _KEY},
        holds=(
            f'aws_sns_topic.alarms.kms_master_key_id == "{_KEY}"',
            f'aws_cloudwatch_log_group.lambda.kms_key_id == "{_KEY}"',
        ),
    ),
    "no_key": Run(holds=("aws_sns_topic.alarms.kms_master_key_id == null",)),
    "key_policy": Run(
        holds=(
            f'toset({_KMS}.Statement[0].Action) == toset(["kms:Decrypt", "kms:GenerateDataKey*"])',
            f'{_KMS}.Statement[0].Principal == {{ Service = "cloudwatch.amazonaws.com" }}',
        )
    ),
}
"""A key of the caller's is used everywhere, and the module says what its policy must have."""

RUNS = {
    **NAMES,
    **PACKAGES,
    **ALARMS,
    **REFUSED,
    **PARTITIONS,
    **INSIGHTS,
    **PERMISSIONS,
    **ENCRYPTION,
    # Last, because what it applies stays in the state of the runs after it.
    "hostile_path": Run(
        variables={"lambda_source_dir": f"./sources/{HOSTILE}"},
        holds=(
            f'startswith({_OBJECT}.key, "payments/${{output.package_hash}}-")',
            f'endswith({_OBJECT}.key, "-${{terraform_data.lambda_package.id}}.zip")',
            f"{_FUNCTION}.s3_key == {_OBJECT}.key",
        ),
        apply=True,
    ),
}

"""Specs that use what few specs use."""

from typing import Any

from tests.support.specs import CALL, MODULE

_OPTIONAL_REQUIRED = (
    "architecture",
    "description",
    "environment_variables",
    "kms_key_id",
    "lambda_security_group_ids",
    "lambda_subnet_ids",
    "memory_utilization_threshold_percent",
    "python_version",
    "s3_bucket",
    "tags",
    "timeout",
)

UNUSUAL: dict[str, dict[str, Any]] = {
    "one-runtime": {"runtimes": ["python3.14"]},
    "one-architecture": {"architectures": ["arm64"]},
    "one-of-each": {"runtimes": ["python3.9"], "architectures": ["x86_64"]},
    "required-everything": {"required": list(_OPTIONAL_REQUIRED)},
    "many-policies": {
        "policy": {
            "additional_iam_policy_arns": {"max_items": 3, "each_matches": "^arn:aws:iam::aws:"},
            "alarm_emails": {"min_items": 1, "max_items": 5, "each_matches": r"@example\.com$"},
            "alarm_topic_arns": {
                "each_one_of": [
                    "arn:aws:sns:us-east-1:123456789012:pager",
                    "arn:aws:sns:us-east-1:123456789012:chat",
                ]
            },
            "alert_strategy": {"one_of": ["threshold"]},
            "cloudwatch_log_retention_days": {"min": 365, "max": 3653},
            "description": {"not_null": True, "min_length": 1, "max_length": 100},
            "enable_error_alarms": {"one_of": [True]},
            "environment_variables": {"max_items": 20, "each_matches": "^[ -~]*$"},
            "function_name": {"matches": "^acme-", "min_length": 6, "max_length": 40},
            "kms_key_id": {"not_null": True, "matches": "^arn:aws:kms:us-east-1:"},
            "memory_size": {"min": 256, "max": 1024},
            "sns_topic_name": {"one_of": ["pager", "chat"]},
            "tags": {"min_items": 1, "max_items": 40},
            "timeout": {"min": 1, "max": 300},
        },
        "defaults": {
            "alert_strategy": "threshold",
            "description": "A function.",
            "memory_size": 256,
            "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/0123",
            "tags": {"owner": "platform"},
        },
        "examples": [
            {
                "name": "call",
                "values": {"function_name": "acme-pay", "alarm_emails": ["oncall@example.com"]},
            }
        ],
    },
    "not-even-a-sample": {"policy": {"function_name": {"matches": "^acme-"}}},
    "long-defaults": {
        "defaults": {
            "tags": {f"key with blanks/{number:02}": "v" * 100 for number in range(40)},
            "environment_variables": {f"SETTING_{number}": "x" * number for number in range(50)},
            "additional_iam_policy_arns": [
                f"arn:aws:iam::123456789012:policy/a-policy-of-the-platform-team-{number}"
                for number in range(12)
            ],
            "description": "A function. " * 20,
        }
    },
    "hostile-text": {
        "module": MODULE | {"description": 'Runs `code` "${path.module}" %{ if true } | <b> # 🦄'},
        "defaults": {
            "description": 'a "quote", ${var.tags}, %{for}, \\n, <<EOT, `tick`, 🦄, \u200b',
            "tags": {"EOT": "//", "a b": "é", "k=@+": ""},
            "additional_iam_policies": dict.fromkeys(
                ("${key}", '"', "%{if}", "line\nEOT\nline", "k\tk", "\u2028", "é🦄"),
                "arn:aws:iam::aws:policy/ReadOnlyAccess",
            ),
            "environment_variables": {
                "SHELL_LIKE": "$(touch /tmp/x) `id` '\"; exit",
                "EOT": "line\nEOT\nline",
                "TEMPLATE": "%{value} ${x}",
            },
        },
        "examples": [
            {
                "name": "hostile",
                "description": '# not a comment ${1 + 1} */ """ <<EOT',
                "values": CALL | {"environment_variables": {"TEMPLATE": "%{if} ${ \u2028"}},
            }
        ],
    },
    "apache": {"module": MODULE | {"license": "Apache-2.0"}},
    "mit": {"module": MODULE | {"license": "MIT"}},
    "other-names": {
        "module": MODULE
        | {
            "namespace": "Acme_Corp",
            "version": "10.20.30-rc.1",
            "registry": "registry.example.com:8443",
            "repository": "https://git.example.com/x/terraform-aws-lambda-monitored",
        },
        "terraform": {"required_version": "~> 1.9", "aws_provider": "~> 6.0"},
    },
    "handler-in-a-package": {
        "examples": [{"name": "call", "values": CALL | {"handler": "app/main.run"}}]
    },
    "every-value": {
        "examples": [
            {
                "name": "every-value",
                "values": CALL
                | {
                    "additional_iam_policies": {
                        "queue": "arn:aws:iam::123456789012:policy/queue",
                        "a": "arn:aws:iam::123456789012:policy/a",
                    },
                    "additional_iam_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
                    "alarm_topic_arns": ["arn:aws:sns:us-east-1:123456789012:pager"],
                    "alert_strategy": "threshold",
                    "architecture": "arm64",
                    "cloudwatch_log_retention_days": 0,
                    "description": "",
                    "duration_threshold_percent": 0.5,
                    "enable_error_alarms": False,
                    "error_rate_threshold": 12.5,
                    "lambda_security_group_ids": ["sg-0123456789abcdef0"],
                    "lambda_subnet_ids": ["subnet-0123456789abcdef0"],
                    "requirements_file": "none",
                    "s3_bucket": "example-lambda-packages",
                    "sns_topic_name": None,
                },
            }
        ]
    },
}
"""Sections by the name of the spec."""

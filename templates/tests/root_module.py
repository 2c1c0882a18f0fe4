"""The root module that calls the module under test, as Terraform's JSON.

What it calls the module with lies in a file of variables, where a value is only a value: in a
configuration, `${` would begin an expression.
"""

from __future__ import annotations

from typing import Any

from cases import BUILT, MADE, OUTPUT, PARAMETERS, SUPPORT, VARIABLES, Case, Root

RUN_TAG = "lmgen-test-run"
"""Every resource that can have a tag has this one, so that what is left behind can be found."""

_KEY_USERS = [
    "cloudwatch.amazonaws.com",
    "logs.${var.region}.${data.aws_partition.current.dns_suffix}",
]

# Resources that cases share, by what needs them; `parameters.json` has those of features.
_RESOURCES: dict[str, dict[str, dict[str, Any]]] = {
    # Its name has to be known when planning: whether it is given decides what the module makes.
    "bucket": {
        "aws_s3_bucket.test": {
            "bucket": '${lower(replace(var.prefix, "_", "-"))}-packages',
            "force_destroy": True,
        }
    },
    "other-bucket": {
        "aws_s3_bucket.other": {"bucket": "${var.other_bucket}", "force_destroy": True}
    },
    "key": {
        "aws_kms_key.test": {
            "description": "${var.prefix}",
            "deletion_window_in_days": 7,
            "policy": "${jsonencode(local.key_policy)}",
        }
    },
    "policy": {
        "aws_iam_policy.test": {
            "name_prefix": "${var.prefix}-",
            "policy": "${jsonencode(local.additional_policy)}",
        }
    },
    "topic": {"aws_sns_topic.test": {"name": "${var.prefix}-other"}},
}

_LOCALS = {
    "key_policy": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {
                    "AWS": "arn:${data.aws_partition.current.partition}:iam::"
                    "${data.aws_caller_identity.current.account_id}:root"
                },
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Effect": "Allow",
                "Principal": {"Service": _KEY_USERS},
                "Action": [
                    "kms:Decrypt",
                    "kms:Describe*",
                    "kms:Encrypt",
                    "kms:GenerateDataKey*",
                ],
                "Resource": "*",
            },
        ],
    },
    "additional_policy": {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["sqs:ListQueues"], "Resource": "*"}
        ],
    },
}


def configuration(
    root: Root, *, region: str, role_arn: str | None, run: str, emulated: bool
) -> dict[str, Any]:
    """Write the root module.

    Args:
        root: What to call the module for.
        region: AWS region.
        role_arn: Role for Terraform to assume, if any.
        run: What tells this run from others; the value of the tag.
        emulated: Whether an emulator plays AWS.
    """
    provider: dict[str, Any] = {
        "region": region,
        "default_tags": [{"tags": {RUN_TAG: run}}],
    }
    if role_arn:
        provider["assume_role"] = [{"role_arn": role_arn}]
    if emulated:
        # An emulator has no host name for each bucket.
        provider["s3_use_path_style"] = True
    needs = frozenset[str]().union(*(case.needs for case in root.cases))
    aws = {"source": "hashicorp/aws", "version": root.provider_version}
    document: dict[str, Any] = {
        "terraform": [{"required_providers": [{"aws": aws}]}],
        "provider": {"aws": [provider]},
        "variable": {"cases": {}, "other_bucket": {}, "prefix": {}, "region": {}},
        "module": {
            "case": {
                "source": "../..",
                "for_each": "${var.cases}",
                "function_name": "${each.value.function_name}",
                **(
                    {"lambda_source_dir": "${path.root}/${each.value.source}"}
                    if BUILT
                    else {}
                ),
                **{
                    name: _argument(name, needs)
                    for name in VARIABLES
                    if name not in {"function_name", "lambda_source_dir"}
                },
            }
        },
        "output": {OUTPUT: {"value": "${module.case}"}},
    }
    made = _RESOURCES | {need: each["resources"] for need, each in SUPPORT.items()}
    for need in sorted(needs):
        for address, body in made[need].items():
            kind, name = address.split(".")
            document.setdefault("resource", {}).setdefault(kind, {})[name] = body
    if needs & {"key", "policy"}:
        document["locals"] = _LOCALS
        document["data"] = {
            "aws_caller_identity": {"current": {}},
            "aws_partition": {"current": {}},
        }
    return document


def variables(
    root: Root, names: dict[Case, str], *, region: str, prefix: str
) -> dict[str, Any]:
    """Write the file of variables.

    Args:
        root: What to call the module for.
        names: The name of the function of each case.
        region: AWS region.
        prefix: What the names of shared resources begin with.
    """
    return {
        "region": region,
        "prefix": prefix,
        "other_bucket": other_bucket(prefix),
        "cases": {
            names[case]: {
                "function_name": names[case],
                **{
                    name: _filled(value, names[case])
                    for name, value in case.values.items()
                },
                "source": f"../../tests/fixtures/{case.source}",
                "needs": sorted(case.needs),
            }
            for case in root.cases
        },
    }


def other_bucket(prefix: str) -> str:
    """The name of the bucket to change to.

    Args:
        prefix: What the names of shared resources begin with.
    """
    return f"{prefix.lower().replace('_', '-')}-other"


def prefix(run: str) -> str:
    """What the names of one run begin with: short, because names that AWS limits grow on it."""
    return f"{PARAMETERS['prefix'][:20]}-{run}"


def _argument(name: str, needs: frozenset[str]) -> str:
    given = f"try(each.value.{name}, null)"
    need, made = MADE.get(name, ("", ""))
    if need not in needs:
        return f"${{{given}}}"
    return f'${{contains(each.value.needs, "{need}") ? {made} : {given}}}'


def _filled(value: Any, function_name: str) -> Any:
    return (
        value.replace("{function_name}", function_name)
        if isinstance(value, str)
        else value
    )

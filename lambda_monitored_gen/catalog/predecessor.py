"""What the module refuses and the published module that it may replace takes, with the reasons.

The rules of the published module are those of its variables.tf:
<https://github.com/infrahouse/terraform-aws-lambda-monitored/blob/main/variables.tf>.
"""

from collections.abc import Mapping
from typing import NamedTuple

from lambda_monitored_gen.catalog.catalog import CATALOG
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.rules import Between, OneOf, SizeBetween

SHARED_RULES = frozenset(
    {
        ("alarm_emails", SizeBetween),
        ("alert_strategy", OneOf),
        ("architecture", OneOf),
        ("cloudwatch_log_retention_days", OneOf),
        ("duration_threshold_percent", Between),
        ("error_rate_datapoints_to_alarm", Between),
        ("error_rate_evaluation_periods", Between),
        ("error_rate_threshold", Between),
        ("memory_size", Between),
        ("memory_utilization_threshold_percent", Between),
        ("python_version", OneOf),
        ("timeout", Between),
    }
)
"""Variables and kinds of their rules that the published module has too.

That some numbers must be whole is not among its rules, but the provider refuses others.
"""


class Refusal(NamedTuple):
    """A value that the module refuses and the published one takes.

    Attributes:
        variable: The variable, or the first of several.
        requirement: What must hold, as a clause of Markdown.
        reason: Why it must, in plain sentences.
    """

    variable: str
    requirement: str
    reason: str


_AWS = "AWS refuses it, after a part of the apply."

REASONS: Mapping[str, str] = {
    "function_name": _AWS,
    "handler": "Lambda fails in every invocation, or refuses it.",
    "environment_variables": _AWS,
    "lambda_source_dir": "It names no directory.",
    "source_code_files": "An empty pattern matches nothing.",
    "requirements_file": "It names no file; `none` stands for none.",
    "description": _AWS,
    "additional_iam_policy_arns": _AWS,
    "alarm_emails": (
        "Mail to it is never delivered, and its alarms would be lost silently: a domain without a "
        "dot has no mail exchanger in the public DNS (RFC 7085)."
    ),
    "alarm_topic_arns": (
        "AWS refuses it; an alarm has at most five actions, of which the module's topic is one."
    ),
    "sns_topic_name": _AWS,
    "lambda_insights_layer_arn": _AWS,
    "tags": _AWS,
    "kms_key_id": (
        "CloudWatch Logs takes the ARN of a key only; it refuses that of an alias after a part of "
        "the apply."
    ),
    "lambda_subnet_ids": _AWS,
    "lambda_security_group_ids": _AWS,
}
"""Why rules stand that only the module has, by their variable."""

RELATION_REASONS: Mapping[str, str] = {
    "alarm_topic_arns": "AWS refuses it; the function would be left without alarms.",
    "error_rate_datapoints_to_alarm": "The alarm could never be raised, or AWS refuses it.",
    "error_rate_period": _AWS,
    "kms_key_id": _AWS,
    "lambda_insights_layer_arn": _AWS,
    "lambda_subnet_ids": (
        "AWS refuses subnets alone; with security groups alone the function would silently be in "
        "no VPC."
    ),
    "tags": _AWS,
}
"""The same for rules across variables, by the first of them."""

_OF_FILES = (
    Refusal(
        "lambda_source_dir",
        "must hold a file that is packaged",
        "The function would have no code.",
    ),
    Refusal(
        "source_code_files",
        "each pattern must match a file",
        (
            "Every file is hashed now, so a pattern has no other use than to notice that a part "
            "of the code is missing. Take patterns out that are for files to come."
        ),
    ),
    Refusal("requirements_file", "must exist", "The function would lack its dependencies."),
    Refusal(
        "lambda_insights_layer_arn",
        "must be given with a memory alarm in a region whose layer the module does not know",
        "The layer of another region cannot be attached.",
    ),
)


def refusals(interface: Interface) -> list[Refusal]:
    """List what a module refuses and the published one takes.

    Args:
        interface: What callers of the module see; what its spec's policies add is not listed.
    """
    rules = [
        Refusal(name, rule.requirement, REASONS[name])
        for name in REASONS
        if name in interface.variables
        for rule in CATALOG.variables[name].rules
        if (name, type(rule)) not in SHARED_RULES
    ]
    across = [
        Refusal(first, relation.sentence, RELATION_REASONS[first])
        for relation in interface.relations
        if (first := relation.variables[0]) in RELATION_REASONS
    ]
    of_files = [each for each in _OF_FILES if each.variable in interface.variables]
    return [*rules, *across, *of_files]

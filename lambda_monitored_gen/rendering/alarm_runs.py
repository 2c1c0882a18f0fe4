"""What `terraform test` asserts of the alarms, from their records."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog import Alarm
from lambda_monitored_gen.hcl.expressions import resolve
from lambda_monitored_gen.hcl.type_constraints import Value


class ExpectedAlarm(NamedTuple):
    """What an alarm must be in a module that is called with some values.

    Attributes:
        alarm: Its record.
        exists: Whether the module has it then; all that follows is empty if not.
        name: What it must be called.
        arguments: What its arguments must be, by name.
        dimensions: What its dimensions must be; empty for metric math.
        queries: What its queries must be, by id; empty without metric math.
    """

    alarm: Alarm
    exists: bool
    name: str = ""
    arguments: Mapping[str, Value] = {}
    dimensions: Mapping[str, Value] = {}
    queries: Mapping[str, Mapping[str, Value]] = {}


def expected_alarms(
    alarms: Iterable[Alarm], values: Mapping[str, Value]
) -> Sequence[ExpectedAlarm]:
    """Say what each alarm must be.

    The numbers are computed here, not by Terraform: so a run compares two voices of one record.

    Args:
        alarms: The alarms of the module.
        values: Every variable of the module with its value.
    """
    return [_expected(alarm, values) for alarm in alarms]


def _expected(alarm: Alarm, values: Mapping[str, Value]) -> ExpectedAlarm:
    if not alarm.exists.value(values):
        return ExpectedAlarm(alarm, exists=False)
    described = resolve(alarm.describe(), lambda each: each.value(values))
    queries = described.pop("Metrics", ())
    dimensions = described.pop("Dimensions", ())
    return ExpectedAlarm(
        alarm=alarm,
        exists=True,
        name=str(alarm.full_name.value(values)),
        arguments={_argument(name): value for name, value in sorted(described.items())},
        dimensions=_dimensions(dimensions),
        queries={each["Id"]: _query(each) for each in queries},
    )


def _query(query: Mapping[str, Any]) -> dict[str, Value]:
    """A query as Terraform has it, with nulls for what it lacks."""
    stat = query.get("MetricStat")
    return {
        "expression": query.get("Expression"),
        "label": query.get("Label"),
        "return_data": query.get("ReturnData", False),
        "metric": stat
        and {
            "dimensions": _dimensions(stat["Metric"]["Dimensions"]),
            "metric_name": stat["Metric"]["MetricName"],
            "namespace": stat["Metric"]["Namespace"],
            "period": stat["Period"],
            "stat": stat["Stat"],
        },
    }


def _dimensions(dimensions: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    return {str(each["Name"]): each["Value"] for each in dimensions}


@lru_cache  # there are few names, and many alarms
def _argument(name: str) -> str:
    """The provider's name for a field of DescribeAlarms: in snake case, and one in the plural."""
    argument = re.sub("(?<!^)([A-Z])", r"_\1", name).lower()
    return f"{argument}s" if name == "EvaluateLowSampleCountPercentile" else argument

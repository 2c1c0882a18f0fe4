"""Alarms as DescribeAlarms has them, for values of a module's variables."""

from collections.abc import Mapping
from typing import Any

from lambda_monitored_gen.catalog.alarm import Alarm
from lambda_monitored_gen.hcl.expressions import resolve
from lambda_monitored_gen.hcl.type_constraints import Value


def describe_alarm(alarm: Alarm, values: Mapping[str, Value]) -> dict[str, Any]:
    """What DescribeAlarms says of an alarm, without what it does when its state changes.

    Args:
        alarm: The alarm.
        values: Every variable of the module.
    """
    described: dict[str, Any] = resolve(alarm.describe(), lambda each: each.value(values))
    if "Metrics" in described:
        # What the provider sends for `return_data` where it is left out.
        described["Metrics"] = [{"ReturnData": False, **query} for query in described["Metrics"]]
    return {"AlarmName": str(alarm.full_name.value(values)), **described}

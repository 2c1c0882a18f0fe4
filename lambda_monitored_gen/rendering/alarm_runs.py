"""What `terraform test` asserts of the alarms, from their records."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog import Alarm
from lambda_monitored_gen.hcl.expressions import resolve
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.suite import sample_values
from lambda_monitored_gen.spec.model import Spec

_ARGUMENTS = (
    "AlarmDescription",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "EvaluationPeriods",
    "MetricName",
    "Namespace",
    "Period",
    "Statistic",
    "Threshold",
    "TreatMissingData",
)
"""What CloudWatch and the provider name alike, but for the case of the letters."""


class AlarmRun(NamedTuple):
    """One `run` block: with some values, these alarms exist, and one of them is as its record says.

    Attributes:
        alarm: The alarm that the run is about.
        variables: Values of variables besides those that the module requires.
        counts: How many alarms of each name exist, 0 or 1.
        arguments: What the alarm's arguments must be, by name.
        dimensions: What its dimensions must be; empty for metric math.
        expressions: What its expressions must be, by id; empty without metric math.
        metrics: What their metrics must be, by id, such as `Sum of Errors over 60 s`.
    """

    alarm: Alarm
    variables: Mapping[str, Value]
    counts: Mapping[str, int]
    arguments: Mapping[str, Value]
    dimensions: Mapping[str, Value]
    expressions: Mapping[str, Value]
    metrics: Mapping[str, Value]


def alarm_runs(spec: Spec) -> list[AlarmRun]:
    """List the runs: one for each alarm that the policies of the spec let exist.

    The numbers are computed here, not by Terraform: so a run compares two voices of one record.
    """
    samples = sample_values(spec)
    if samples is None:
        return []
    alarms = spec.interface.alarms
    runs = []
    for alarm in alarms:
        values = spec.interface.values({**samples, **alarm.ringing})
        allowed = all(spec.interface.allows(*each) for each in alarm.ringing.items())
        if allowed and alarm.exists.value(values):
            counts = {each.name: int(bool(each.exists.value(values))) for each in alarms}
            runs.append(_run(alarm, counts, values))
    return runs


def _run(alarm: Alarm, counts: Mapping[str, int], values: Mapping[str, Value]) -> AlarmRun:
    described = resolve(alarm.describe(), lambda each: each.value(values))
    queries = described.get("Metrics", ())
    return AlarmRun(
        alarm=alarm,
        variables=alarm.ringing,
        counts=counts,
        arguments={_snake_case(name): described[name] for name in _ARGUMENTS if name in described},
        dimensions={each["Name"]: each["Value"] for each in described.get("Dimensions", ())},
        expressions={each["Id"]: each["Expression"] for each in queries if "Expression" in each},
        metrics={each["Id"]: _metric(each) for each in queries if "MetricStat" in each},
    )


def _metric(query: Mapping[str, Any]) -> str:
    stat = query["MetricStat"]
    return f"{stat['Stat']} of {stat['Metric']['MetricName']} over {stat['Period']} s"


def _snake_case(name: str) -> str:
    return re.sub("(?<!^)([A-Z])", r"_\1", name).lower()

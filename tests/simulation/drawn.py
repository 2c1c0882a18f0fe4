"""Replays for tests of pictures and pages."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.simulation import AlarmSet, Column, Replay, Settings, Table, Trace, replay
from lambda_monitored_gen.simulation.alarm_sets import compared
from lambda_monitored_gen.simulation.shapes import MONDAY, make_trace
from lambda_monitored_gen.simulation.trace import LAMBDA
from lambda_monitored_gen.spec.calls import required_values
from tests.support.specs import example_spec

START = MONDAY
MINUTE = 60
HOSTILE = "</script><script>hacked = 1</script><b title='\"&amp;]]>\x01\ud800"
"""A name that means something wherever it is not escaped, with characters that text cannot have."""

_DIMENSIONS = [{"Name": "FunctionName", "Value": "payments"}]


def count_alarm(name: str = "errors", /, **more: Any) -> Mapping[str, Any]:
    """An alarm on the number of errors in a minute."""
    return {
        "AlarmName": name,
        "Namespace": LAMBDA,
        "MetricName": "Errors",
        "Dimensions": _DIMENSIONS,
        "Statistic": "Sum",
        "Period": MINUTE,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 0,
        "TreatMissingData": "notBreaching",
        "AlarmActions": ["topic"],
        **more,
    }


def rate_alarm(
    expression: str = "100 * e / i", threshold: float = 5, period: int = MINUTE
) -> Mapping[str, Any]:
    """An alarm on what an expression makes of errors `e` and invocations `i`."""
    metrics = [
        {
            "Id": identifier,
            "ReturnData": False,
            "MetricStat": {
                "Metric": {"Namespace": LAMBDA, "MetricName": name, "Dimensions": _DIMENSIONS},
                "Stat": "Sum",
                "Period": period,
            },
        }
        for identifier, name in (("e", "Errors"), ("i", "Invocations"))
    ]
    return {
        "AlarmName": "rate",
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": threshold,
        "Metrics": [*metrics, {"Id": "rate", "Expression": expression, "ReturnData": True}],
    }


def trace_of(errors: Sequence[float], invocations: float = 10, name: str = "trace") -> Trace:
    """A trace of minutes with these numbers of errors."""
    stamps = array("q", range(START, START + MINUTE * len(errors), MINUTE))
    counts = array("d", [invocations] * len(errors))
    columns = {
        Column(LAMBDA, "Errors", "Sum", counted=True): array("d", errors),
        Column(LAMBDA, "Invocations", "Sum", counted=True): counts,
    }
    arrivals = array("q", (each + MINUTE for each in stamps))
    table = Table(stamps, arrivals, counts, columns)
    return Trace(name, table, START, START + MINUTE * len(errors))


def replay_of(trace: Trace, *descriptions: Mapping[str, Any], created: bool = False) -> Replay:
    """Replay alarms that are OK before, or created at the start."""
    settings = Settings(initial=None if created else AlarmState.OK)
    return replay(trace, [AlarmSet("", descriptions or (count_alarm(),))], settings)


def scenario(name: str, days: int = 1) -> Replay:
    """Replay two strategies over a typical shape."""
    spec = example_spec("minimal")
    sets = compared(spec, required_values(spec), ["immediate", "threshold"])
    return replay(make_trace(name, seed=1, days=days), sets, Settings())

"""The job that the published defaults never tell of, and the setting that does."""

from pathlib import Path
from typing import Any

import pytest

from tests.simulation.calls import at, simulate, write_alarms, write_rows, write_spec

PUBLISHED: dict[str, Any] = {
    "AlarmName": "published",
    "EvaluationPeriods": 2,
    "DatapointsToAlarm": 2,
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 0,
    "TreatMissingData": "notBreaching",
    "AlarmActions": ["topic"],
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Statistic": "Sum",
    "Period": 60,
    "Dimensions": [{"Name": "FunctionName", "Value": "payments"}],
}
"""Two of two periods of a minute, as the published module has it."""


def failing_every(interval: int, path: Path) -> Path:
    """A day of a job that fails each time it runs."""
    rows = [
        f"{at(f'{minute // 60:02}:{minute % 60:02}:00')},900,true"
        for minute in range(0, 24 * 60, interval)
    ]
    return write_rows(path, "time,duration_ms,error", rows)


@pytest.mark.parametrize(("interval", "rings"), [(10, False), (7, False), (5, True), (1, True)])
def test_published_defaults(
    interval: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, rings: bool
) -> None:
    """A job that fails every ten minutes never rings; every five, two failures are still paired."""
    trace = failing_every(interval, tmp_path / "job.csv")
    alarms = write_alarms(tmp_path / "alarms.json", PUBLISHED)
    answer = simulate(capsys, "--alarms", alarms, "--trace", trace, "--format", "json")
    states = {each["to"] for each in answer.alarm("published")["transitions"]}
    assert ("ALARM" in states) == rings


@pytest.mark.parametrize(
    "settings",
    [
        ["alert_strategy=immediate"],
        ["alert_strategy=threshold", "error_rate_period=600"],
        ["alert_strategy=threshold", "error_rate_datapoints_to_alarm=1"],
    ],
    ids=str,
)
def test_what_catches_it(
    settings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One failure that is enough, or periods as long as the job's interval, catch it."""
    trace = failing_every(10, tmp_path / "job.csv")
    options = [option for each in settings for option in ("--set", each)]
    answer = simulate(capsys, write_spec(tmp_path), "--trace", trace, "--format", "json", *options)
    (alarm,) = answer.document["alarms"]
    assert "ALARM" in {each["to"] for each in alarm["transitions"]}

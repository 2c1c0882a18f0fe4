"""The feature `anomaly_detection`: an alarm for what is unusual for the function."""

from typing import Any

import pytest

from lambda_monitored_gen.alarms import AlarmError, read_alarm
from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.hcl.expressions import resolve
from lambda_monitored_gen.testing.alarm_proofs import prove_alarms
from tests.features.modules import added, block, module, values
from tests.support.specs import spec_of

WORDS = ("anomaly", "## what is unusual")
"""What readers would recognise it by; a module without it has none of these."""

NAME = "anomaly_detection"
FEATURE = CATALOG.features[NAME]
ALARMS = {each.name: each for each in FEATURE.alarms}
METRIC = "anomaly_detection_metric"

every_alarm = pytest.mark.parametrize("name", ALARMS)


def rendered(name: str) -> dict[str, Any]:
    """The arguments of an alarm in a rendered module."""
    return block(module(NAME)["alarms.tf"], "resource", "aws_cloudwatch_metric_alarm", name)


def described(name: str, **given: Any) -> dict[str, Any]:
    """What DescribeAlarms says of an alarm in a module that is called with these values."""
    found: dict[str, Any] = resolve(
        ALARMS[name].describe(), lambda each: each.value(values(**given))
    )
    return {"AlarmName": f"pay-{ALARMS[name].suffix}", **found}


def test_files() -> None:
    """It has no file of its own."""
    assert added(NAME) == set()


@every_alarm
def test_band_takes_the_place_of_the_threshold(name: str) -> None:
    """The alarm compares with the band, and both sides of it are returned, as AWS demands."""
    alarm = rendered(name)
    assert alarm["threshold_metric_id"] == "expected"
    assert "threshold" not in alarm
    band, metric = alarm["metric_query"]
    assert (band["id"], band["return_data"], metric["return_data"]) == ("expected", True, True)
    assert band["expression"] == (
        f'"ANOMALY_DETECTION_BAND({metric["id"]}, ${{var.anomaly_detection_band_width}})"'
    )


@pytest.mark.parametrize(
    ("name", "metric", "statistic", "comparison"),
    [
        ("duration_anomaly", "Duration", "Average", "GreaterThanUpperThreshold"),
        ("invocations_anomaly", "Invocations", "Sum", "LessThanLowerOrGreaterThanUpperThreshold"),
    ],
)
def test_what_is_compared(name: str, metric: str, statistic: str, comparison: str) -> None:
    """Faster than usual is no fault; fewer invocations than usual may be one."""
    alarm = rendered(name)
    (found,) = alarm["metric_query"][1]["metric"]
    assert (found["namespace"], found["metric_name"]) == ("AWS/Lambda", metric)
    assert found["stat"] == statistic
    assert alarm["comparison_operator"] == comparison


@pytest.mark.parametrize(
    ("given", "existing"),
    [
        ({}, {"duration_anomaly"}),
        ({METRIC: "duration"}, {"duration_anomaly"}),
        ({METRIC: "invocations"}, {"invocations_anomaly"}),
        ({"enable_anomaly_alarm": False}, set()),
    ],
)
def test_one_of_both(given: dict[str, Any], existing: set[str]) -> None:
    """The variable chooses which of both exists, and the switch whether."""
    found = {name for name, each in ALARMS.items() if each.exists.value(values(**given))}
    assert found == existing


@pytest.mark.parametrize(("timeout", "periods"), [(3, 4), (120, 4), (121, 5), (900, 7)])
def test_window_sees_long_invocations(timeout: int, periods: int) -> None:
    """Three of the periods must breach, among those that data of the longest one may need."""
    found = described("duration_anomaly", timeout=timeout)
    assert found["Metrics"][1]["MetricStat"]["Period"] == 300
    assert (found["EvaluationPeriods"], found["DatapointsToAlarm"]) == (periods, 3)
    assert (periods - 3) * 300 >= timeout + 180


@every_alarm
def test_evaluator_refuses_a_band(name: str) -> None:
    """The evaluator names what it does not model, instead of judging a band wrongly."""
    with pytest.raises(AlarmError, match="has ThresholdMetricId, which the evaluator does not"):
        read_alarm(described(name))


@every_alarm
@pytest.mark.parametrize("field", ["ThresholdMetricId", "ComparisonOperator"])
def test_evaluator_refuses_it_whatever_else_it_says(name: str, field: str) -> None:
    """An emulator that forgets a part of the alarm does not make it one that can be judged."""
    plain = {"ComparisonOperator": "GreaterThanThreshold", "Threshold": 1.0}
    alarm = {**described(name), "Threshold": 1.0, field: plain.get(field)}
    with pytest.raises(AlarmError):
        read_alarm(alarm)


def test_nothing_is_claimed_of_it() -> None:
    """`lmgen prove` says of neither alarm that it rings, and fails for neither."""
    found = {each.name: each for each in prove_alarms(spec_of(features={NAME: True}))}
    for alarm in ALARMS.values():
        proof = found[alarm.suffix]
        assert (alarm.watches, proof.proof, proof.fails) == ("", None, False)


def test_readme() -> None:
    """The README says what a new and an idle function have of it, and who does not judge it."""
    readme = module(NAME)["README.md"]
    section = readme.partition("\n## What is unusual\n")[2].partition("\n## ")[0]
    assert "Of a new function CloudWatch has nothing to learn from" in section
    assert "An idle function has no data" in section
    assert "do not judge this alarm" in section

"""How the suite waits for the alarms of real AWS, on a clock of its own."""

import datetime as dt
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

SUITE = Path(__file__).parents[2] / "templates" / "tests"
NOON = 1_767_268_800.0


class Clock:
    """A clock that only sleeping moves, and a CloudWatch whose states depend on it."""

    def __init__(self, states: dict[float, str], history: list[str]) -> None:
        self.now = NOON
        self.states = states
        self.history = history

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def describe_alarms(self, **_arguments: Any) -> dict[str, Any]:
        """Tell the state of this moment."""
        passed = self.now - NOON
        state = next(state for since, state in reversed(self.states.items()) if since <= passed)
        return {"MetricAlarms": [{"StateValue": state}]}

    def describe_alarm_history(self, **_arguments: Any) -> dict[str, Any]:
        """Tell what has happened."""
        return {"AlarmHistoryItems": [{"HistorySummary": each} for each in self.history]}


def _template(monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a template's module
    monkeypatch.syspath_prepend(str(SUITE))
    # It lies in a template, not in a package; the next test imports it anew.
    alarm_states = importlib.import_module("alarm_states")
    monkeypatch.delitem(sys.modules, "alarm_states")
    return alarm_states


def _polled(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a template's class
    template = _template(monkeypatch)
    return template.PolledStates(clock, clock=lambda: clock.now, sleep=clock.sleep)


def _evaluated(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - as above
    template = _template(monkeypatch)
    return template.EvaluatedStates(clock, clock=lambda: clock.now, sleep=clock.sleep)


def test_an_alarm_comes_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The state may take minutes to come; one that does not come in fifteen fails the test."""
    clock = Clock({0: "INSUFFICIENT_DATA", 130: "OK", 250: "ALARM"}, [])
    _polled(clock, monkeypatch).expect("a", "ALARM")
    assert 250 <= clock.now - NOON <= 260
    with pytest.raises(AssertionError, match="a is ALARM, and should have become OK"):
        _polled(clock, monkeypatch).expect("a", "OK")


def test_quiet_is_judged_after_the_period(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet means OK once the period and its evaluation are over, and no alarm in between."""
    since = dt.datetime.fromtimestamp(NOON + 10, dt.timezone.utc)
    clock = Clock({0: "OK"}, ["Alarm updated from INSUFFICIENT_DATA to OK"])
    _polled(clock, monkeypatch).expect_quiet("a", since, 60)
    assert clock.now == NOON + 60 + 180
    clock.now = NOON + 70
    _polled(clock, monkeypatch).expect_quiet("a", since + dt.timedelta(seconds=60), 300)
    assert clock.now == NOON + 60 + 300 + 180
    clock = Clock({0: "OK"}, ["Alarm updated from ALARM to OK", "Alarm updated from OK to ALARM"])
    with pytest.raises(AssertionError, match="a was raised"):
        _polled(clock, monkeypatch).expect_quiet("a", since, 60)


def test_runs_fit_into_a_period(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would reach into the next minute waits for it; the next period can be waited for too."""
    clock = Clock({0: "OK"}, [])
    states = _polled(clock, monkeypatch)
    states.start_of_period(300)
    assert clock.now == NOON
    clock.now = NOON + 230
    states.start_of_period(300)
    assert clock.now == NOON + 240
    states.next_period(300)
    assert clock.now == NOON + 300


def test_an_emulator_is_evaluated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was and what follows are in two periods of the evaluation at the end of the minute."""
    clock = Clock({0: "OK"}, [])
    states = _evaluated(clock, monkeypatch)
    clock.now = NOON + 57
    states.start_of_period(300)
    assert clock.now == NOON + 60
    states.next_period(300)
    assert clock.now == NOON + 360


@pytest.mark.parametrize(("periods", "mends"), [(4, "evaluation_periods = 5"), (5, "")])
def test_a_deployed_alarm_is_proven(
    periods: int, mends: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What DescribeAlarms says is enough to tell whether an alarm rings, and what would mend it."""
    alarm = {
        "AlarmName": "a-errors-immediate",
        "AlarmArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a-errors-immediate",
        "StateValue": "OK",
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Dimensions": [{"Name": "FunctionName", "Value": "a"}],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": 1,
        "Threshold": 0.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
    }
    found = _template(monkeypatch).counterexample(alarm, "failure", 60)
    assert mends in found
    assert ("CloudWatch knows it" in found) == bool(mends)

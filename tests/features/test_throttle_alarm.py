"""The feature `throttle_alarm`: an alarm for invocations that Lambda refused."""

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import added, block, deployed, flat, module, values

WORDS = ("throttle_alarm", "throttle alarm", "-throttles`", '-throttles"', "lack of concurrency")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["throttle_alarm"]
(ALARM,) = FEATURE.alarms


def test_files() -> None:
    """It adds an alarm to files that every module has, and no file."""
    assert added("throttle_alarm") == set()


def test_one_refused_invocation_raises_it() -> None:
    """One refusal in the minutes that its metrics need raises the alarm; none does not."""
    alarm = deployed(ALARM, timeout=900)
    window = (alarm.period, alarm.evaluation_periods, alarm.datapoints_to_alarm)
    assert window == (60, 4, 1)
    assert deployed(ALARM, alarm_evaluation_periods=2).evaluation_periods == 2
    assert alarm.breaches(1)
    assert not alarm.breaches(0)


def test_it_counts_refusals_of_the_function() -> None:
    """It is about the sum of the function's own throttles, whatever its versions are."""
    alarm = block(
        module("throttle_alarm")["alarms.tf"],
        "resource",
        "aws_cloudwatch_metric_alarm",
        "throttles",
    )
    assert (alarm["namespace"], alarm["metric_name"], alarm["statistic"]) == (
        "AWS/Lambda",
        "Throttles",
        "Sum",
    )
    assert list(alarm["dimensions"]) == ["FunctionName"]


def test_it_is_there_unless_it_is_switched_off() -> None:
    """Without a word the alarm exists; `enable_throttle_alarms = false` takes it away."""
    assert ALARM.exists.value(values()) is True
    assert ALARM.exists.value(values(enable_throttle_alarms=False)) is False
    text = flat(module("throttle_alarm")["alarms.tf"])
    assert '"throttles" { count = var.enable_throttle_alarms ? 1 : 0' in text


def test_silent_case() -> None:
    """The suite's case without alarms has none of this feature."""
    assert ALARM.exists.value(values(**FEATURE.suite.silent)) is False


def test_nothing_else() -> None:
    """The function and its role are as without it."""
    without, with_it = module(), module("throttle_alarm")
    for path in ("lambda.tf", "iam.tf"):
        assert with_it[path] == without[path]

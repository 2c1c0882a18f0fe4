"""The feature `log_alarm`: lines of the log raise an alarm."""

import re

import pytest

from lambda_monitored_gen.alarms import Scenario, Watched, prove, read_alarm
from lambda_monitored_gen.alarms.invocations import LOG_LINES
from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.catalog.alarm import Metric
from lambda_monitored_gen.testing.alarm_proofs import describe_for_proof
from tests.features.modules import added, block, deployed, flat, module, values

WORDS = ("log_alarm", "log-lines", "log_lines", "metric_filter", "lambdalogs")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["log_alarm"]
(ALARM,) = FEATURE.alarms
_, PATTERN = FEATURE.variables
FILTER = ("resource", "aws_cloudwatch_log_metric_filter", "log_lines")


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("log_alarm") == {"log_alarm.tf", "tests/test_log_alarm.py"}


def test_off_unless_asked_for() -> None:
    """An upgrade brings nobody an alarm."""
    assert not FEATURE.default


def test_one_line_raises_the_alarm() -> None:
    """One line that matches is enough, in the window of single invocations."""
    alarm = deployed(ALARM)
    assert alarm.breaches(1)
    assert not alarm.breaches(0)
    window = (alarm.period, alarm.evaluation_periods, alarm.datapoints_to_alarm)
    assert window == (60, 5, 1)


def test_default_pattern_is_a_word() -> None:
    """By default it is a word, which is found in text and in JSON; a filter on JSON is not."""
    assert PATTERN.default == "ERROR"
    assert re.fullmatch("[A-Z]+", str(PATTERN.default))


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        ("ERROR", True),
        ('{ $.level = "ERROR" }', True),
        ("?ERROR ?CRITICAL", True),
        ("x" * 1024, True),
        ("x" * 1025, False),
        ("", False),
        (" \t\n", False),
    ],
)
def test_patterns(pattern: str, *, allowed: bool) -> None:
    """Any pattern of AWS's length is taken, but none that would match every line."""
    broken = [each for rule in PATTERN.rules for each in rule.violations(pattern)]
    assert (broken == []) is allowed


def test_one_switch_for_filter_and_alarm() -> None:
    """Whoever wants no alarm gets no filter, for which AWS would charge."""
    assert ALARM.exists.value(values()) is True
    assert ALARM.exists.value(values(enable_log_alarm=False)) is False
    files = module("log_alarm")
    for text in (files["log_alarm.tf"], files["alarms.tf"]):
        assert '"log_lines" { count = var.enable_log_alarm ? 1 : 0' in flat(text)


def test_filter_counts_into_the_metric_of_the_alarm() -> None:
    """The filter is on the function's log group, and its metric is the function's and the alarm's.

    Of functions that share a metric, one would ring for the lines of the other.
    """
    files = module("log_alarm")
    made = block(files["log_alarm.tf"], *FILTER)
    assert made["log_group_name"] == "${local.log_group_name}"
    assert made["pattern"] == "${var.log_alarm_pattern}"
    (counted,) = made["metric_transformation"]
    alarm = block(files["alarms.tf"], "resource", "aws_cloudwatch_metric_alarm", "log_lines")
    assert "${var.function_name}" in counted["name"]
    assert (counted["namespace"], counted["name"]) == (alarm["namespace"], alarm["metric_name"])
    assert "dimensions" not in {*counted, *alarm}


def test_no_default_value() -> None:
    """A period without a match has no data: a 0 could push a late match out of the window."""
    (counted,) = block(module("log_alarm")["log_alarm.tf"], *FILTER)["metric_transformation"]
    assert "default_value" not in counted
    assert ALARM.treat_missing_data == "notBreaching"


def test_namespace_is_known_to_proofs() -> None:
    """What the filter counts into is where proofs take lines of logs to be counted."""
    assert isinstance(ALARM.metric, Metric)
    assert ALARM.metric.namespace == LOG_LINES


@pytest.mark.process  # a proof tries all cases
@pytest.mark.parametrize("timeout", [1, 427])
def test_a_line_of_the_longest_invocation_rings(timeout: int) -> None:
    """Whenever a line is written in an invocation, and however late it is known, it rings."""
    described = describe_for_proof(ALARM, values(timeout=timeout))
    assert prove(Scenario(read_alarm(described), Watched.LOG_LINE, timeout)).rings
    short = {**described, "EvaluationPeriods": 1}
    assert not prove(Scenario(read_alarm(short), Watched.LOG_LINE, timeout)).rings


def test_readme_says_what_is_counted() -> None:
    """Readers learn which lines count, Lambda's own ones among them."""
    text = flat(module("log_alarm")["README.md"])
    for line in ("`logging.critical`", "`Task timed out`", "an exception that nothing catches"):
        assert line in text

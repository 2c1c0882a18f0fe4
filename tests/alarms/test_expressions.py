"""Metric math at one point in time: how expressions are read. AWS's tables are in the suite."""

import pytest

from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.expressions import parse_expression

VALUES = {"errors": 3.0, "invocations": 12.0, "zero": 0.0, "m1_Total": 7.0}
RATE = "IF(invocations >= 20, 100 * errors / invocations, 0)"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("100 * errors / invocations", 25),
        ("2 + errors * 4", 14),
        ("(2 + errors) * 4", 20),
        ("10 - errors - 3", 4),
        ("2 ^ errors ^ 2", 512),
        ("-errors ^ 2", -9),
        ("errors ^ -1", 1 / 3),
        ("-errors + 1.5e1", 12),
        (".5 * m1_Total", 3.5),
        ("errors > 2", 1),
        ("errors > 3", 0),
        ("errors >= 3", 1),
        ("errors >= 4", 0),
        ("errors < 3", 0),
        ("errors < 4", 1),
        ("errors <= 3", 1),
        ("errors <= 2", 0),
        ("errors == 3", 1),
        ("errors == 2", 0),
        ("errors != 3", 0),
        ("errors != 2", 1),
        ("errors + 1 > 3", 1),
        ("errors > 2 AND zero", 0),
        ("zero AND errors", 0),
        ("errors > 2 && invocations > 2", 1),
        ("zero OR errors", 1),
        ("errors OR zero", 1),
        ("zero OR zero", 0),
        ("errors || zero && zero", 1),
        ("(zero OR errors)", 1),
        ("IF(zero OR errors, zero OR errors, 7)", 1),
        ("IF(zero, 7, zero OR errors)", 1),
        ("FILL(missing OR missing, 0 OR 2)", 1),
        ("IF(errors, 5, 6)", 5),
        ("IF(zero, 5, 6)", 6),
        ("IF(errors > 2, IF(zero, 1, 2), 3)", 2),
        # A division by zero is no point, and no more is there of what needs it.
        ("errors / zero", None),
        ("1 + errors / zero", None),
        ("zero ^ -1", None),
        ("(0 - errors) ^ .5", None),
        ("10 ^ (errors * 200)", None),
        ("IF(zero > 0, errors / zero, 0)", 0),
        ("IF(errors / zero, 1, 2)", None),
        ("IF(zero, 1)", None),
        ("IF(errors, 1)", 1),
        # A series and a number.
        ("missing", None),
        ("missing + 1", None),
        ("missing > 0", None),
        ("IF(missing > 0, 1, 0)", None),
        ("IF(errors, 1, missing)", 1),
        ("IF(zero, 1, missing)", None),
        ("IF(errors, missing, 1)", 0),
        ("IF(errors, 1 / 0, 7)", None),
        # A condition that is a number chooses a series as it is.
        ("IF(1, errors, 7)", 3),
        ("IF(0, errors, 7)", 7),
        ("IF(1, missing, 7)", None),
        ("FILL(missing, 2 + 5)", 7),
        ("FILL(errors, 7)", 3),
        ("FILL(missing, 1) + missing", 1),
    ],
)
def test_value(text: str, wanted: float | None) -> None:
    """An expression has the value that follows from AWS's rules, or no data point."""
    assert parse_expression(text).value(VALUES.get) == wanted


def test_names() -> None:
    """An expression knows what it is computed from."""
    assert parse_expression(RATE).names == {"errors", "invocations"}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "an unexpected end"),
        ("1 +", "an unexpected end"),
        ("(1", "an unexpected end"),
        ("1 2", "an unexpected '2'"),
        ("IF(1)", "an unexpected ')'"),
        ("1 = 2", "is not valid from '= 2' on"),
        ("a AND", "an unexpected end"),
        ("AND 1", "an unexpected 'AND'"),
        ("OR 1", "an unexpected 'OR'"),
        ("FILL(errors)", "an unexpected ')'"),
        ("FILL(errors, 1", "an unexpected end"),
        ("FILL(errors, REPEAT)", "fills with other than a number (REPEAT, LINEAR, another metric)"),
        ("ABS(errors)", "calls ABS, which the alarm evaluator does not support"),
        ("errors @ 2", "is not valid from '@ 2' on"),
        ("SELECT AVG(x) FROM y", "an unexpected 'AVG'"),
    ],
)
def test_what_is_not_supported_is_refused(text: str, part: str) -> None:
    """A message says what was found and what is known."""
    with pytest.raises(AlarmError) as caught:
        parse_expression(text)
    assert f"the expression '{text}' " in caught.value.message
    assert part in caught.value.message
    assert "Supported: numbers" in caught.value.message


OVER_THE_RANGE = [
    "AVG",
    "DATAPOINT_COUNT",
    "DIFF",
    "DIFF_TIME",
    "FIRST",
    "LAST",
    "MAX",
    "METRIC_COUNT",
    "MIN",
    "RATE",
    "REMOVE_EMPTY",
    "RUNNING_SUM",
    "SLICE",
    "SORT",
    "STDDEV",
    "SUM",
    "TIME_SERIES",
]


@pytest.mark.parametrize("function", OVER_THE_RANGE)
def test_what_changes_with_the_range_is_refused(function: str) -> None:
    """A function over the whole series is refused by name, with the reason."""
    with pytest.raises(AlarmError, match=f"calls {function}, whose value changes with the eval"):
        parse_expression(f"{function}(errors)")


@pytest.mark.parametrize(
    "text", ["1 + 2", "IF(1, 2, 3)", "IF(1, 2)", "FILL(1, 2)", "1 < 2", "-2 ^ 2"]
)
def test_a_number_is_no_alarm(text: str) -> None:
    """An expression without a metric is refused."""
    with pytest.raises(AlarmError, match="is a number; an alarm watches a metric"):
        parse_expression(text)

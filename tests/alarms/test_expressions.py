"""Metric math at one point in time."""

import pytest

from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.expressions import parse_expression

VALUES = {"errors": 3.0, "invocations": 12.0, "zero": 0.0, "m1_Total": 7.0}
RATE = "IF(invocations >= 20, 100 * errors / invocations, 0)"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("100 * errors / invocations", 25),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("10 - 4 - 3", 3),
        ("2 ^ 3 ^ 2", 512),
        ("-2 ^ 2", -4),
        ("2 ^ -1", 0.5),
        ("-errors + 1.5e1", 12),
        (".5 * m1_Total", 3.5),
        ("errors > 2", 1),
        ("errors >= 3", 1),
        ("errors < 3", 0),
        ("errors <= 3", 1),
        ("errors == 3", 1),
        ("errors != 3", 0),
        ("1 + 1 > 1", 1),
        ("errors > 2 AND zero", 0),
        ("errors > 2 && invocations > 2", 1),
        ("zero OR errors", 1),
        ("zero OR zero", 0),
        ("1 || 0 && 0", 1),
        ("(zero OR errors) AND zero", 0),
        ("IF(zero OR errors, zero OR 1, 2)", 1),
        ("IF(zero, 2, zero OR 1)", 1),
        ("IF(errors, 5, 6)", 5),
        ("IF(zero, 5, 6)", 6),
        ("IF(errors > 2, IF(zero, 1, 2), 3)", 2),
        # A division by zero is no point, and nothing that is computed from one is.
        ("errors / zero", None),
        ("1 + errors / zero", None),
        ("zero ^ -1", None),
        ("(-1) ^ .5", None),
        ("10 ^ 400", None),
        # IF takes the branch that its condition names, and no other.
        ("IF(zero > 0, errors / zero, 0)", 0),
        ("IF(zero == 0, errors / zero, 0)", None),
        ("IF(errors / zero, 1, 2)", None),
        ("IF(zero, 1)", None),
        ("IF(errors, 1)", 1),
        # So does whatever needs a metric without data.
        ("missing", None),
        ("missing + 1", None),
        ("missing > 0", None),
        ("IF(missing > 0, 1, 0)", None),
        ("IF(errors, 1, missing)", 1),
        ("IF(zero, 1, missing)", None),
    ],
)
def test_value(text: str, wanted: float | None) -> None:
    """An expression has the value that AWS documents, or no data point."""
    assert parse_expression(text).value(VALUES.get) == wanted


@pytest.mark.parametrize(
    ("errors", "invocations", "wanted"),
    [(0, 0, 0), (1, 19, 0), (1, 20, 5), (10, 20, 50), (None, 20, None), (None, None, None)],
)
def test_the_error_rate_of_the_module(
    errors: float | None, invocations: float | None, wanted: float | None
) -> None:
    """Too few runs are no errors; without data there is no point."""
    values = {"errors": errors, "invocations": invocations}
    assert parse_expression(RATE).value(values.get) == wanted


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
        ("FILL(errors, 0)", "calls FILL"),
        ("RATE(errors)", "calls RATE"),
        ("errors @ 2", "is not valid from '@ 2' on"),
    ],
)
def test_what_is_not_supported_is_refused(text: str, part: str) -> None:
    """A message says what was found and what is known."""
    with pytest.raises(AlarmError) as caught:
        parse_expression(text)
    assert f"the expression '{text}' " in caught.value.message
    assert part in caught.value.message
    assert "Supported: numbers" in caught.value.message

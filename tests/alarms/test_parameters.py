"""What AWS leaves open: the values that are taken, and those that cannot be."""

import pytest

from lambda_monitored_gen.alarms import (
    DEFAULTS,
    AlarmError,
    EvaluationParameters,
    LowSamples,
    PercentileMethod,
)


def test_the_defaults() -> None:
    """Seven minutes and two more periods were measured; all else is the simplest."""
    assert (
        EvaluationParameters(
            shortest_range=7 * 60,
            extra_periods=2,
            lag=0,
            offset=0,
            hourly_offset=0,
            young_breach=None,
            percentile=PercentileMethod.LINEAR,
            low_samples=LowSamples.ANY,
        )
        == DEFAULTS
    )


@pytest.mark.parametrize(
    ("n", "period", "wanted"),
    [
        (1, 60, 7),
        (2, 60, 7),
        (5, 60, 7),
        (6, 60, 8),
        (3, 300, 5),
        (8, 900, 10),
        (2, 540, 4),
        (1, 86_400, 3),
        (1, 120, 3),
        (1, 10, 42),
    ],
)
def test_the_evaluation_range(n: int, period: int, wanted: int) -> None:
    """The longer of seven minutes and N + 2 periods, in whole periods."""
    assert EvaluationParameters().evaluation_range(n, period) == wanted


@pytest.mark.parametrize(
    "fields",
    [
        {"shortest_range": -1},
        {"extra_periods": -1},
        {"lag": -60},
        {"lag": 90},
        {"hourly_offset": -60},
        {"hourly_offset": 90},
        {"offset": -1},
        {"offset": 60},
    ],
)
def test_parameters_that_cannot_be(fields: dict[str, int]) -> None:
    """A value that the engine would judge wrong windows with is refused."""
    with pytest.raises(AlarmError, match=f"no evaluation .*{next(iter(fields))}="):
        EvaluationParameters(**fields)  # type: ignore[arg-type]


def test_parameters_at_their_limits() -> None:
    """Nothing but N periods of the minute, judged in its last second, is a reading, too."""
    narrow = EvaluationParameters(shortest_range=0, extra_periods=0, offset=59)
    assert narrow.evaluation_range(3, 60) == 3
    assert EvaluationParameters(lag=60, hourly_offset=60).lag == 60


def test_names() -> None:
    """The conformance suite names choices as data."""
    assert [each.value for each in PercentileMethod] == ["linear", "nearest rank"]
    assert [each.value for each in LowSamples] == ["any", "newest"]

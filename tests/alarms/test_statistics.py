"""Statistics of samples over ranges of buckets, and what percentiles are called."""

import math

import pytest

from lambda_monitored_gen.alarms.parameters import PercentileMethod
from lambda_monitored_gen.alarms.statistics import (
    Buckets,
    fewest_samples,
    make_buckets,
    percentile_of,
)

SAMPLES = [(0, 5, 1), (2, 8, 1), (2, 2, 3), (3, 1, 2)]
"""Bucket, value and weight; bucket 1 has none."""

RANGES = [(0, 1), (1, 2), (0, 3), (2, 4), (1, 4)]


def _buckets(statistic: str, method: PercentileMethod = PercentileMethod.LINEAR) -> Buckets:
    made = make_buckets(statistic, 4, method)
    for bucket, value, weight in SAMPLES:
        made.add(bucket, value, weight)
    return made


@pytest.mark.parametrize(
    ("statistic", "wanted"),
    [
        ("SampleCount", [1, None, 5, 6, 6]),
        ("Sum", [5, None, 19, 16, 16]),
        ("Average", [5, None, 3.8, 16 / 6, 16 / 6]),
        ("Minimum", [5, None, 2, 1, 1]),
        ("Maximum", [5, None, 8, 8, 8]),
        ("p50", [5, None, 2, 2, 2]),
        ("p75", [5, None, 5, 2, 2]),
        ("p90", [5, None, 6.8, 5, 5]),
    ],
)
def test_a_statistic_is_of_the_buckets_of_a_range(
    statistic: str, wanted: list[float | None]
) -> None:
    """The first bucket counts, the last one does not; where there is no sample, there is none."""
    made = _buckets(statistic)
    assert [made.value(*each) for each in RANGES] == pytest.approx(wanted)
    assert [made.samples(*each) for each in RANGES] == [1, 0, 5, 6, 6]


@pytest.mark.parametrize(
    ("percentile", "wanted"),
    [("p0", 1), ("p33", 1), ("p34", 2), ("p83", 2), ("p84", 8), ("p100", 8)],
)
def test_the_nearest_rank_is_the_first_that_has_the_share(percentile: str, wanted: float) -> None:
    """Of 1 1 2 2 2 8 a third is up to 1, five sixths up to 2."""
    assert _buckets(percentile, PercentileMethod.NEAREST_RANK).value(2, 4) == wanted


@pytest.mark.parametrize("method", PercentileMethod)
def test_what_was_never_measured_is_no_percentile(method: PercentileMethod) -> None:
    """A sample of weight 0 does not count, and one of weight 1 does, however low the share."""
    made = make_buckets("p0", 1, method)
    made.add(0, 1, 0)
    assert made.value(0, 1) is None
    made.add(0, 3, 1)
    made.add(0, 4, 1)
    assert made.value(0, 1) == 3


@pytest.mark.parametrize(
    ("statistic", "wanted"),
    [
        ("p0", 0),
        ("p50", 0.5),
        ("p99.9", 0.999),
        ("p100", 1),
        ("p100.5", None),
        ("p150", None),
        ("p1000", None),
        ("p", None),
        ("P50", None),
        ("Sum", None),
    ],
)
def test_percentiles_by_their_names(statistic: str, wanted: float | None) -> None:
    """From 0 to 100, with decimals; all else is another statistic, or none."""
    assert percentile_of(statistic) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("share", "wanted"),
    [(0.5, 20), (0.9, 100), (0.1, 100), (0.997, 3333.333333), (0, math.inf), (1, math.inf)],
)
def test_how_many_samples_are_few(share: float, wanted: float) -> None:
    """Ten in the rarer part: 10 / (1 - p) for p above a half, 10 / p below (user guide)."""
    assert fewest_samples(share) == wanted

"""The states that AWS documents for missing data, cell by cell, and what it says besides."""

import csv
from pathlib import Path

import pytest

from lambda_monitored_gen.alarms.missing_data import (
    TreatMissingData,
    decide_state,
    default_evaluation_range,
)
from lambda_monitored_gen.alarms.state import AlarmState

TABLE = Path(__file__).parents[1] / "facts" / "cloudwatch_missing_data.csv"
POINT = {"0": False, "X": True, "-": None}


def _cells() -> list[tuple[int, int, str, str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [
        (
            int(row["datapoints_to_alarm"]),
            int(row["evaluation_periods"]),
            row["points"],
            setting.value,
            row[setting.value],
        )
        for row in rows
        for setting in TreatMissingData
    ]


def _state(points: str, m: int, n: int, setting: str, previous: AlarmState) -> AlarmState:
    return decide_state(
        [POINT[each] for each in points.split()],
        evaluation_periods=n,
        datapoints_to_alarm=m,
        treat_missing_data=TreatMissingData(setting),
        previous=previous,
    )


@pytest.mark.parametrize("previous", AlarmState)
@pytest.mark.parametrize(("m", "n", "points", "setting", "wanted"), _cells())
def test_every_cell_of_the_tables(  # noqa: PLR0913, PLR0917 - the columns of the table
    m: int, n: int, points: str, setting: str, wanted: str, previous: AlarmState
) -> None:
    """Each cell of AWS's two tables holds, from every state that the alarm may be in."""
    state = previous if wanted == "RETAIN" else AlarmState(wanted)
    assert _state(points, m, n, setting, previous) is state


def test_the_tables_are_whole() -> None:
    """Both tables are there: five rows for 3 out of 3, five for 2 out of 3, four settings each."""
    cells = _cells()
    assert len(cells) == 40
    assert {(m, n) for m, n, *_ in cells} == {(3, 3), (2, 3)}


@pytest.mark.parametrize(("n", "wanted"), [(1, 3), (2, 4), (3, 5), (6, 8), (7, 10), (12, 16)])
def test_the_default_evaluation_range(n: int, wanted: int) -> None:
    """The range is N + max(N/3, 2) periods, and a broken third counts as a whole one."""
    assert default_evaluation_range(n) == wanted


def test_the_range_of_the_tables_is_the_default() -> None:
    """AWS's examples show as many points as the default range has."""
    assert {len(points.split()) for _, n, points, *_ in _cells()} == {default_evaluation_range(3)}


@pytest.mark.parametrize("setting", ["missing", "ignore"])
@pytest.mark.parametrize("points", ["- - - - X", "- - - X -", "- - - X X"])
def test_a_young_breach_raises_no_alarm(points: str, setting: str) -> None:
    """Fewer breaching points than M, all younger than M: the state stays as it was."""
    for previous in AlarmState:
        assert _state(points, 3, 3, setting, previous) is previous


@pytest.mark.parametrize("setting", [each.value for each in TreatMissingData])
def test_an_old_point_stays_until_it_leaves_the_range(setting: str) -> None:
    """With one evaluation period, the one real point decides as long as it is in the range."""
    assert _state("X - -", 1, 1, setting, AlarmState.OK) is AlarmState.ALARM
    assert _state("X 0 -", 1, 1, setting, AlarmState.ALARM) is AlarmState.OK
    assert _state("- - 0", 1, 1, setting, AlarmState.ALARM) is AlarmState.OK


@pytest.mark.parametrize("setting", [each.value for each in TreatMissingData])
def test_points_older_than_n_do_not_count(setting: str) -> None:
    """With N real points, breaching ones from farther back are ignored."""
    assert _state("X X 0 X 0", 2, 3, setting, AlarmState.ALARM) is AlarmState.OK


def test_enough_breaching_points_need_no_others() -> None:
    """M breaching points raise the alarm although fewer than N are real."""
    for setting in TreatMissingData:
        assert _state("- - - X X", 2, 3, setting.value, AlarmState.OK) is AlarmState.ALARM

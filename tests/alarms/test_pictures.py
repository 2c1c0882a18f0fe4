"""The page on alarms shows and says what the engine answers."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from benchmarks.alarm_pictures import PICTURES, draw
from benchmarks.alarm_scenes import SCENES, Invocation, Panel, Scene
from benchmarks.simulation_pictures import PREFIX, SCENARIOS
from lambda_monitored_gen.alarms import AlarmState, EvaluationParameters, TreatMissingData
from lambda_monitored_gen.alarms.invocations import MINUTE
from lambda_monitored_gen.alarms.missing_data import decide_state
from tests.unit.snapshots import compare

PAGE = (Path(__file__).parents[2] / "docs" / "alarms.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table whose header row begins so, without the header."""
    table = PAGE.split(heading)[1].split("\n\n")[0]
    return [
        [cell.strip(" `") for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]
    ]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_picture_is_what_the_engine_answers(scene: Scene, *, regenerate: bool) -> None:
    """Each picture is what its scene gives today, small, and shown on the page."""
    picture = draw(scene)
    compare(picture, PICTURES / f"{scene.name}.svg", regenerate=regenerate)
    assert len(picture) < 15_000
    assert f"](pictures/{scene.name}.svg)" in PAGE


def test_no_picture_is_left_over() -> None:
    """Every file of pictures has a scene, or is drawn by `lmgen simulate` or docs/picture.py."""
    simulated = {f"{PREFIX}{each}" for each in SCENARIOS}
    found = {file.stem for file in PICTURES.iterdir()}
    assert found == {"run"} | simulated.union(scene.name for scene in SCENES)


def always_meet(period: int, periods: int, gap: int, delay: int) -> bool:
    """Whether two failures ring two of N, however they lie to the evaluations."""
    for second in (0, 1, 59):
        first = Invocation(second, delay=delay)
        second_one = first._replace(start=second + gap * MINUTE)
        settings = {"Period": period, "EvaluationPeriods": periods, "DatapointsToAlarm": 2}
        panel = Panel("", settings, (first, second_one))
        end = second_one.arrival + 4 * period
        if AlarmState.ALARM not in panel.timeline(0, end).states:
            return False
    return True


def test_intervals_at_which_failures_meet() -> None:
    """Up to the interval that the page names two failures always meet, and no longer."""
    delays = (0, 60, 120, 180)
    found = rows("| period | N | at once |")
    windows = [(int(row[0].removesuffix(" s")), int(row[1].partition(",")[0])) for row in found]
    assert windows == [(60, 2), (60, 6), (300, 2), (300, 3), (900, 4)]
    for (seconds, periods), (period, _, *longest) in zip(windows, found, strict=True):
        for delay, cell in zip(delays, longest, strict=True):
            meeting = [always_meet(seconds, periods, gap, delay) for gap in range(1, int(cell) + 2)]
            assert meeting == [True] * int(cell) + [False], (period, delay)


def test_table_of_missing_data() -> None:
    """The states of the page are those of the engine."""
    found = rows("| points | `missing` |")
    assert len(found) == 5
    for points, *states in found:
        for setting, state in zip(TreatMissingData, states, strict=True):
            decided = decide_state(
                points.replace(" ", "").encode(),
                evaluation_periods=3,
                datapoints_to_alarm=2,
                treat_missing_data=setting,
            )
            assert state == ("as before" if decided is None else decided.value), points


def test_last_moment_of_a_long_invocation() -> None:
    """A failure counts until seven minutes after the minute of its start, unless hidden."""
    start = 20
    healthy = Invocation(MINUTE + 30, value=0)
    last = 7 * MINUTE - start
    for duration, others, rings in (
        (last, (), True),
        (last + 1, (), False),
        (3 * MINUTE, (healthy,), False),
    ):
        panel = Panel("", {}, (Invocation(start, duration), *others))
        states = panel.timeline(0, 20 * MINUTE).states
        assert (AlarmState.ALARM in states) is rings, duration


def test_every_open_question_is_on_the_page() -> None:
    """The page names each parameter that AWS leaves open, and none that there is not."""
    table = PAGE.split("## What AWS does not document")[1]
    named = {
        name
        for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert named == {field.name for field in fields(EvaluationParameters)}

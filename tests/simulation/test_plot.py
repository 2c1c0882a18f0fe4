"""The SVG picture of a replay shows what the replay says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from benchmarks.alarm_pictures import PICTURES
from benchmarks.simulation_pictures import PREFIX, SCENARIOS, draw
from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.simulation import Replay
from lambda_monitored_gen.simulation.plot import as_svg
from lambda_monitored_gen.simulation.time_axis import ticks
from tests.simulation.drawn import (
    HOSTILE,
    MINUTE,
    START,
    count_alarm,
    rate_alarm,
    replay_of,
    scenario,
    trace_of,
)
from tests.unit.snapshots import compare

_BOX = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+Z")


class Box(NamedTuple):
    """A box of a band: where it begins and ends in pixels, and the middle of its row."""

    left: float
    right: float
    middle: float


class Drawn:
    """A picture, read back."""

    def __init__(self, replay: Replay) -> None:
        self.text = as_svg(replay)
        self.root = ET.fromstring(self.text)  # noqa: S314 - our own
        self.replay = replay

    def all(self, look: str) -> list[ET.Element]:
        """The elements with a class."""
        return [x for x in self.root if look in (x.get("class") or "").split()]

    def texts(self) -> list[str]:
        """All lines of text."""
        return [each.text or "" for each in self.root if each.tag.endswith("}text")]

    def rows(self, state: AlarmState) -> list[list[Box]]:
        """The bands of a state in each row that has some; the legend is not one."""
        paths = [x.get("d", "") for x in self.all(state.value) if x.tag.endswith("}path")]
        found = []
        for path in paths[:-1]:
            boxes = [tuple(map(float, each)) for each in _BOX.findall(path)]
            assert "".join(map(str, boxes))
            found.append([Box(x, x + width, y + height / 2) for x, y, width, height in boxes])
        return found

    def place(self, time: float) -> float:
        """Where a time is by the labels of the axis, which know nothing of bands."""
        marks = list(ticks(self.replay.start, self.replay.end, 8))
        labels = {
            text: float(x.get("x", ""))
            for x in self.root
            if (text := x.text or "") and x.tag.endswith("}text")
        }
        (one, first), (other, second) = marks[0], marks[-2]
        left, right = labels[first], labels[second]
        return left + (time - one) * (right - left) / (other - one)


def spans(replay: Replay, state: AlarmState) -> Iterator[list[tuple[int, int]]]:
    """The bands of a state of each alarm that has some."""
    for variant in replay.variants:
        for done in variant.alarms:
            found = [(start, end) for start, end, each in done.bands if each is state]
            if found:
                yield found


def test_bands_are_where_the_timeline_has_them() -> None:
    """Each band begins and ends under the times of its state, in all rows and for all states."""
    errors = [0.0] * 240
    for minute in (20, 21, 22, 100, 180, 181):
        errors[minute] = 1
    replay = replay_of(
        trace_of(errors),
        count_alarm(),
        count_alarm("others", Threshold=5),
        count_alarm("gone", MetricName="Throttles"),
        rate_alarm(),
    )
    drawn = Drawn(replay)
    for state in (AlarmState.ALARM, AlarmState.OK):
        rows = drawn.rows(state)
        wanted = list(spans(replay, state))
        assert len(rows) == len(wanted) == (2 if state is AlarmState.ALARM else 3)
        for row, alarm in zip(rows, wanted, strict=True):
            assert len(row) == len(alarm)
            for box, (start, end) in zip(row, alarm, strict=True):
                assert box.left == pytest.approx(drawn.place(start), abs=0.2)
                assert box.right == pytest.approx(drawn.place(end), abs=0.2)
    assert any("gone" in each and "not replayed" in each for each in drawn.texts())


def test_what_is_not_known_is_hatched() -> None:
    """INSUFFICIENT_DATA has a pattern, so that it needs no colour."""
    errors = [float("nan")] * 30 + [0.0] * 30
    drawn = Drawn(replay_of(trace_of(errors), count_alarm(TreatMissingData="missing")))
    (row,) = drawn.rows(AlarmState.INSUFFICIENT_DATA)
    assert len(row) == 1
    paths = [x for x in drawn.all("INSUFFICIENT_DATA") if x.tag.endswith("}path")]
    assert {each.get("fill") for each in paths} == {"url(#hatch)"}


def test_a_row_for_each_strategy_and_alarm() -> None:
    """Sets of alarms that are compared have their alarms under their own names."""
    replay = scenario("flapping")
    texts = Drawn(replay).texts()
    names = [done.name for variant in replay.variants for done in variant.alarms]
    assert [each for each in texts if each in {*names, "immediate", "threshold"}] == [
        "immediate",
        *names[:2],
        "threshold",
        *names[2:],
    ]
    for variant in replay.variants:
        assert any(each.startswith(f"{variant.pages} pages · ") for each in texts)


@pytest.mark.process
def test_one_minute_of_a_month_is_seen() -> None:
    """A single failure in a month is there: in its panels and as a band of a pixel at least."""
    errors = [0.0] * 43_200
    errors[30_000] = 1
    replay = replay_of(trace_of(errors, 1000))
    drawn = Drawn(replay)
    ((box,),) = drawn.rows(AlarmState.ALARM)
    assert box.right - box.left >= 1
    at = drawn.place(START + 30_000 * MINUTE)
    assert abs(box.left - at) <= 1
    assert [abs(float(x.get("d", "")[1:].split()[0]) - at) <= 1 for x in drawn.all("errors")] == [
        True,
        True,
    ]


@pytest.mark.process
@pytest.mark.parametrize("days", [1, 30])
def test_size_does_not_grow_with_time(days: int) -> None:
    """A picture of a month is as small as one of a day."""
    errors = [float(minute % 7 == 0) for minute in range(1440 * days)]
    assert len(as_svg(replay_of(trace_of(errors)))) < 40_000


def test_the_threshold_is_beside_the_rate() -> None:
    """The line of a threshold divides the panel of the error rate as its value does."""
    drawn = Drawn(replay_of(trace_of([0, 0, 10, 0], 10), rate_alarm("e / i", 0.25)))
    (limit,) = drawn.all("limit")
    _, errors = drawn.all("errors")
    y = float(limit.get("d", "").split()[1].split("h")[0])
    heights = [float(each) for each in re.findall(r"V([\d.]+)", errors.get("d", ""))]
    top, floor = min(heights), max(heights)
    assert (floor - y) / (floor - top) == pytest.approx(0.25, abs=0.01)
    assert "25 %" in drawn.texts()
    assert not Drawn(replay_of(trace_of([0, 1]))).all("limit")


def test_any_name_is_text() -> None:
    """Names of alarms and traces are text of the picture, whatever is in them."""
    drawn = Drawn(replay_of(trace_of([0, 1], name=HOSTILE), count_alarm(HOSTILE)))
    shown = HOSTILE.replace("\x01", "�").replace("\ud800", "�")
    assert any(shown[-20:] in each for each in drawn.texts())
    assert shown in (drawn.root.findtext("{*}desc") or "")
    assert shown in (drawn.root.findtext("{*}title") or "")
    assert "<script" not in drawn.text
    drawn.text.encode()


def test_every_look_has_colours_for_light_and_dark() -> None:
    """What is drawn has a colour in light and another place for one in dark."""
    drawn = Drawn(scenario("outage"))
    style = drawn.root.findtext("{*}style") or ""
    light, dark = style.split("@media(prefers-color-scheme:dark)")
    used = {name for x in drawn.root.iter() for name in (x.get("class") or "").split()}
    coloured = set(re.findall(r"\.(\w+)\{", dark))
    assert used - {"small", "head", "name"} == coloured & used
    assert coloured <= set(re.findall(r"\.(\w+)\{", light))


def test_a_trace_of_errors_alone() -> None:
    """Where a trace does not say what ran, there are errors and bands, and no error rate."""
    trace = trace_of([0, 1, 0])
    (errors, values), *_ = trace.table.columns.items()
    drawn = Drawn(replay_of(replace(trace, table=replace(trace.table, columns={errors: values}))))
    assert {"errors", "invocations", "error rate"} & set(drawn.texts()) == {"errors"}
    assert len(drawn.all("errors")) == 1
    assert drawn.rows(AlarmState.ALARM)


@pytest.mark.parametrize("name", SCENARIOS)
def test_pictures_of_the_documentation(name: str, *, regenerate: bool) -> None:
    """The pictures of docs/simulate.md are what lmgen draws today."""
    compare(draw(name), PICTURES / f"{PREFIX}{name}.svg", regenerate=regenerate)

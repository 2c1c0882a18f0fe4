"""A replay as an SVG picture: traffic, error rate, thresholds and alarms on one axis of time."""

import math
from collections.abc import Iterable, Sequence

from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.simulation.measures import (
    condition,
    envelope,
    error_rate,
    known,
    rate_limits,
)
from lambda_monitored_gen.simulation.model import AlarmReplay, Replay, Score, Variant
from lambda_monitored_gen.simulation.svg import Picture, boxes, shortened, steps
from lambda_monitored_gen.simulation.time_axis import ticks
from lambda_monitored_gen.simulation.words import length, moment, share

WIDTH = 830
"""Of the picture in pixels: as wide as a page of GitHub shows it."""

_LEFT, _RIGHT, _MARGIN = 222, 82, 16
_PLOT = WIDTH - _LEFT - _RIGHT
_PANEL, _ROW, _BAND = 64, 36, 18
_LETTER = 6.2
_NAME, _CONDITION = 29, 36
_LABELS = 8
_STATES = (AlarmState.OK, AlarmState.INSUFFICIENT_DATA, AlarmState.ALARM)
"""From what matters least to what matters most, which is drawn over the others."""

_HEIGHTS = {AlarmState.OK: 4, AlarmState.INSUFFICIENT_DATA: 10, AlarmState.ALARM: _BAND}


def as_svg(replay: Replay) -> str:
    """Draw a replay.

    Args:
        replay: What to draw.

    Returns:
        The text of an SVG file. Its size does not depend on how long the replay is.
    """
    return _Plot(replay).draw()


class _Plot:
    """Draws one picture from the top down; `y` is how far it has come."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.span = max(replay.end - replay.start, 1)
        self.picture = Picture(f"Alarms over {replay.trace.name}", WIDTH)
        self.y = 0.0

    def draw(self) -> str:
        """Draw everything."""
        replay, picture = self.replay, self.picture
        picture.text(_MARGIN, 28, shortened(replay.trace.name, 90), "ink head")
        when = f"{moment(replay.start)} to {moment(replay.end)} UTC"
        picture.text(_MARGIN, 47, when, "faint")
        self.y = 58
        top = self.y
        # What lies behind everything is drawn last, when it is known how far down it reaches.
        place = len(picture.root)
        self._incident_names()
        self._traffic()
        self._error_rate()
        for variant in replay.variants:
            self._variant(variant)
        self._behind(top, place)
        self._legend()
        return picture.finished(self.y + 8, "\n".join(_sentences(replay)))

    def x(self, time: float) -> float:
        """Where a time is, in pixels from the left, never outside of the plot."""
        along = (time - self.replay.start) / self.span
        return _LEFT + _PLOT * min(max(along, 0.0), 1.0)

    def _incident_names(self) -> None:
        if not self.replay.trace.incidents:
            return
        self.y += 12
        self.picture.text(_MARGIN, self.y, "incidents", "faint")
        free = 0.0
        for each in self.replay.trace.incidents:
            name = shortened(each.name, 40)
            middle = (self.x(each.start) + self.x(each.end)) / 2
            half = len(name) * _LETTER / 2
            middle = min(max(middle, _LEFT + half), WIDTH - _MARGIN - half)
            if middle - half >= free and each.end > self.replay.start:
                self.picture.text(middle, self.y, name, "ink small", text_anchor="middle")
                free = middle + half + 8
        self.y += 6

    def _traffic(self) -> None:
        activity = self.replay.activity
        counted = known(activity.invocations)
        if not counted and not known(activity.errors):
            return
        columns = envelope(activity.invocations, _PLOT)
        errors = [high for _, high in envelope(activity.errors, _PLOT)]
        top = max(_highest(high for _, high in columns), _highest(errors), 1.0)
        name, what = ("invocations", ", errors in red") if counted else ("errors", "")
        self._panel(name, f"per minute{what}", f"{top:.4g}")
        self._area("most", [high for _, high in columns], top)
        self._area("least", [low for low, _ in columns], top)
        self._area("errors", errors, top)
        self.y += 14

    def _error_rate(self) -> None:
        limits = rate_limits(self.replay)
        rates = error_rate(self.replay.activity, limits.minutes)
        if not known(rates):
            return
        columns = [high for _, high in envelope(rates, _PLOT)]
        top = max(_highest(columns), *(1.25 * each for each in limits.limits), 1.0)
        over = "per minute" if limits.minutes == 1 else f"over {length(60 * limits.minutes)}"
        what = f"{over}, dashed: threshold" if limits.limits else over
        self._panel("error rate", what, f"{top:.3g} %")
        self._area("errors", columns, top)
        free = self.y
        for limit in sorted(limits.limits):
            y = self.y - _PANEL * limit / top
            self.picture.path("limit", f"M{_LEFT} {y:.1f}h{_PLOT}")
            at = min(y + 4, free)
            self.picture.text(WIDTH - _RIGHT + 6, at, f"{limit:g} %", "ink small")
            free = at - 12
        self.y += 14

    def _panel(self, name: str, what: str, top: str) -> None:
        """The frame of a panel; `y` is its floor afterwards."""
        picture = self.picture
        picture.text(_MARGIN, self.y + 14, name, "ink name")
        picture.text(_MARGIN, self.y + 29, what, "faint small")
        picture.text(_LEFT - 6, self.y + 10, top, "faint small", text_anchor="end")
        self.y += _PANEL
        picture.text(_LEFT - 6, self.y, "0", "faint small", text_anchor="end")
        picture.path("rule", f"M{_LEFT} {self.y + 0.5}h{_PLOT}")

    def _area(self, look: str, values: Sequence[float], top: float) -> None:
        heights = [value * _PANEL / top if value > 0 else math.nan for value in values]
        # What is there must be seen, however little it is.
        tall = [max(each, 1.0) if each == each else each for each in heights]  # noqa: PLR0124 - NaN
        self.picture.path(look, steps(_LEFT, self.y, tall))

    def _variant(self, variant: Variant) -> None:
        self.y += 16
        name = shortened(variant.label or "alarms", 24)
        self.picture.text(_MARGIN, self.y, name, "ink name")
        self.picture.text(_LEFT, self.y, " · ".join(_result(variant)), "ink small")
        self.y += 8
        for done in variant.alarms:
            self._alarm(done)
        if variant.unjudged:
            names = ", ".join(each.name for each in variant.unjudged)
            text = shortened(f"not replayed: {names}", 120)
            self.picture.text(_MARGIN, self.y + 12, text, "faint small")
            self.y += 18

    def _alarm(self, done: AlarmReplay) -> None:
        picture, words = self.picture, condition(done.alarm)
        # Names of alarms differ at their ends.
        name = done.name if len(done.name) <= _NAME else f"…{done.name[1 - _NAME :]}"
        picture.text(_MARGIN, self.y + 13, name)
        picture.text(_MARGIN, self.y + 27, shortened(words, _CONDITION), "faint small")
        middle = self.y + 5 + _BAND / 2
        for state in _STATES:
            spans = [(self.x(a), self.x(b)) for a, b, each in done.bands if each is state]
            height = _HEIGHTS[state]
            shape = boxes(spans, middle - height / 2, height)
            fill = {"fill": "url(#hatch)"} if state is AlarmState.INSUFFICIENT_DATA else {}
            picture.path(state.value, shape, **fill)
        count = f"{len(done.pages)} page{'s' * (len(done.pages) != 1)}"
        picture.text(WIDTH - _RIGHT + 6, middle + 4, count, "ink small")
        self.y += _ROW

    def _behind(self, top: float, place: int) -> None:
        """Incidents, the lines of the axis, and its labels."""
        picture, replay = self.picture, self.replay
        first = len(picture.root)
        spans = [
            (self.x(each.start), self.x(each.end))
            for each in replay.trace.incidents
            if each.end > replay.start and each.start < replay.end
        ]
        height = self.y - top - 14
        picture.path("incident", boxes(spans, top + 16, height))
        marks = list(ticks(replay.start, replay.end, _LABELS))
        lines = "".join(f"M{self.x(time):.1f} {top + 18:g}V{self.y:g}" for time, _ in marks)
        picture.path("rule", lines)
        drawn = picture.root[first:]
        del picture.root[first:]
        picture.root[place:place] = drawn
        self.y += 14
        for time, label in marks:
            x = self.x(time)
            if x <= WIDTH - _MARGIN - len(label) * _LETTER / 2:
                picture.text(x, self.y, label, "faint small", text_anchor="middle")

    def _legend(self) -> None:
        self.y += 24
        x, picture = float(_MARGIN), self.picture
        for state in reversed(_STATES):
            height = _HEIGHTS[state]
            fill = {"fill": "url(#hatch)"} if state is AlarmState.INSUFFICIENT_DATA else {}
            shape = boxes([(x, x + 22)], self.y - 4 - height / 2, height)
            picture.path(state.value, shape, **fill)
            picture.text(x + 28, self.y, state.value, "faint small")
            x += 28 + len(state.value) * 7.5 + 18
        if self.replay.trace.incidents:
            picture.path("incident", boxes([(x, x + 22)], self.y - 13, 18))
            picture.text(x + 28, self.y, "incident", "faint small")


def _highest(values: Iterable[float]) -> float:
    return max((each for each in values if not math.isnan(each)), default=0.0)


def _result(variant: Variant) -> list[str]:
    """What came of all alarms together."""
    found = [f"{variant.pages} page{'s' * (variant.pages != 1)}"]
    return found + (_scored(variant.together) if variant.together else [])


def _scored(score: Score) -> list[str]:
    found = []
    if score.incidents:
        told = len(score.incidents) - score.missed
        found.append(f"paged for {told} of {len(score.incidents)} incidents")
    if score.detection_seconds is not None:
        found.append(f"detection ≤ {length(score.detection_seconds)}")
    if score.precision is not None:
        found.append(f"precision {share(score.precision)}")
    return found


def _sentences(replay: Replay) -> list[str]:
    """What the picture says, for those who do not see it."""
    found = []
    for variant in replay.variants:
        name = variant.label or "All alarms"
        found.append(f"{name}: {', '.join(_result(variant))}.")
        found += [
            f"{done.name} ({condition(done.alarm)}): "
            f"{length(done.seconds_in[AlarmState.ALARM])} in ALARM."
            for done in variant.alarms
        ]
    return found

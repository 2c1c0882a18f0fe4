"""A replay as a page of HTML that needs nothing else: no network, no file beside it.

Names of alarms are whatever somebody has written into a file. On the page they are text: the
template escapes them, the script sets them as text, and the page's policy lets no other script run.
"""

import base64
import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.simulation import Activity, AlarmReplay, Decision, Replay, decisions
from lambda_monitored_gen.simulation.assumptions import assumptions
from lambda_monitored_gen.simulation.measures import SIGNS, condition, known, rate_limits
from lambda_monitored_gen.simulation.svg import plain
from lambda_monitored_gen.simulation.trace import MINUTE
from lambda_monitored_gen.simulation.words import length, moment, share

MOST_POINTS = 50_000
"""Stretches of time that a page has figures of: a month of minutes, or a year of twelve minutes."""

MOST_DECISIONS = 5000
"""Changes of states that a page has the deciding data points of, all alarms taken together."""

_STATES = list(AlarmState)
_STATIC = resources.files("lambda_monitored_gen.simulation") / "static"


def as_html(replay: Replay) -> str:
    """Draw a replay.

    Args:
        replay: What to draw.

    Returns:
        The text of an HTML file. It is below 2 MB, whatever the length of the replay.
    """
    style, template, *parts = (
        (_STATIC / name).read_text(encoding="utf-8")
        for name in ("page.css", "page.html.jinja", "values.js", "drawing.js", "moving.js")
    )
    # The block keeps their names apart from those that browsers have at the top.
    script = '"use strict";\n{\n' + "\n".join(parts) + "}\n"
    data = page_data(replay)
    return (
        Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        .from_string(template)
        .render(
            # Not escaped, because they are ours; the policy names them by their hashes.
            style=Markup(style),  # noqa: S704 - a file of this package
            script=Markup(script),  # noqa: S704 - likewise
            style_hash=_hash(style),
            script_hash=_hash(script),
            data=_embedded(data),
            replay=replay,
            title=plain(replay.trace.name),
            cut=sum(each["undecided"] for each in data["alarms"]),
            most_decisions=MOST_DECISIONS,
            step=length(data["step"]),
            assumptions=assumptions(replay),
            moment=moment,
            length=length,
            share=share,
            condition=condition,
            plain=plain,
            alarm=AlarmState.ALARM,
        )
    )


def _hash(text: str) -> str:
    """How a policy names what it lets run. Source: <https://www.w3.org/TR/CSP3/#grammardef-hash-source>."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _embedded(data: dict[str, Any]) -> Markup:
    """JSON that an element of HTML can hold: nothing in it ends the element or begins another.

    Source: <https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements>.
    """
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped above


def page_data(replay: Replay) -> dict[str, Any]:
    """What the script draws, in values that JSON has.

    Args:
        replay: The replay.
    """
    limits = rate_limits(replay)
    activity = replay.activity
    size = max(-(-len(activity.invocations) // MOST_POINTS), 1)
    left = MOST_DECISIONS
    alarms = []
    for number, variant in enumerate(replay.variants):
        for done in variant.alarms:
            alarms.append({"variant": number, **_alarm(done, replay, left)})
            left -= min(len(done.timeline.changes), left)
    return {
        "start": replay.start,
        "end": replay.end,
        "first": activity.start,
        "step": size * MINUTE,
        **_series(activity, size),
        "rate_steps": max(limits.minutes // size, 1),
        "limits": sorted(limits.limits),
        "incidents": [each._asdict() for each in replay.trace.incidents],
        "states": [each.value for each in _STATES],
        "variants": [each.label for each in replay.variants],
        "alarms": alarms,
    }


def _series(activity: Activity, size: int) -> dict[str, list[float | None] | None]:
    """The figures of the function; those that the trace does not have are None."""
    summed = {
        name: _sums(values, size) if known(values) else None
        for name, values in (
            ("invocations", activity.invocations),
            ("errors", activity.errors),
            ("throttles", activity.throttles),
        )
    }
    longest = activity.duration
    return {**summed, "duration": _longest(longest, size) if known(longest) else None}


def _sums(values: Sequence[float], size: int) -> list[float | None]:
    return [
        _number(sum(0.0 if math.isnan(x) else x for x in values[place : place + size]))
        for place in range(0, len(values), size)
    ]


def _longest(values: Sequence[float], size: int) -> list[float | None]:
    return [
        _number(max((x for x in values[place : place + size] if not math.isnan(x)), default=None))
        for place in range(0, len(values), size)
    ]


def _number(value: float | None) -> float | None:
    """A number in as few digits as people need."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else float(f"{value:.6g}")


def _alarm(done: AlarmReplay, whole: Replay, most: int) -> dict[str, Any]:
    alarm, timeline = done.alarm, done.timeline
    some = replace(done, timeline=replace(timeline, changes=timeline.changes[:most]))
    found = [_decided(each) for each in decisions(some, whole)]
    paged = {page.time for page in done.pages}
    return {
        "name": done.name,
        "condition": condition(alarm),
        "period": alarm.period,
        "sign": SIGNS[alarm.comparison],
        "threshold": alarm.threshold,
        "pages": len(done.pages),
        "initial": _STATES.index(timeline.initial),
        "from": timeline.times[0] if timeline.times else None,
        "to": timeline.times[-1] if timeline.times else None,
        "changes": [
            [each.time, _STATES.index(each.state), int(each.time in paged)]
            for each in timeline.changes
        ],
        "decisions": found,
        "undecided": len(timeline.changes) - len(found),
    }


def _decided(decision: Decision) -> list[Any]:
    """When the oldest point begins, the values, and whether each breaches, such as `--10`."""
    points = decision.points
    return [
        points[0].start,
        [_number(each.value) for each in points],
        "".join(_breach(each.breaches for each in points)),
    ]


def _breach(found: Iterable[bool | None]) -> Iterable[str]:
    return ("-" if each is None else str(int(each)) for each in found)

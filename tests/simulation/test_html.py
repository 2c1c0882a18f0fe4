"""The page of a replay has what the replay says, is small, and takes nothing from elsewhere."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.simulation import Replay, decisions, page
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


def data_of(replay: Replay) -> Any:  # noqa: ANN401 - as JSON has it
    """The data that the page of a replay holds, as a browser reads them."""
    text = page.as_html(replay)
    start = '<script type="application/json" id="data">'
    (found,) = re.findall(f"{start}(.*?)</script>", text, re.DOTALL)
    return json.loads(found)


def test_changes_and_decisions() -> None:
    """Each change of state is there, with the data points that decided."""
    replay = scenario("flapping")
    data = data_of(replay)
    alarms = [done for variant in replay.variants for done in variant.alarms]
    assert data["variants"] == ["immediate", "threshold"]
    assert [(x["name"], x["variant"]) for x in data["alarms"]] == [
        (done.name, number // 2) for number, done in enumerate(alarms)
    ]
    for alarm, done in zip(data["alarms"], alarms, strict=True):
        paged = {each.time for each in done.pages}
        assert [(time, data["states"][state], bool(told)) for time, state, told in alarm["changes"]]
        assert [(time, data["states"][state], told) for time, state, told in alarm["changes"]] == [
            (x.time, x.state.value, x.time in paged) for x in done.timeline.changes
        ]
        found = decisions(done, replay)
        assert [first for first, _, _ in alarm["decisions"]] == [x.points[0].start for x in found]
        for (_, values, breaches), decision in zip(alarm["decisions"], found, strict=True):
            assert values == [
                None if x.value is None else pytest.approx(x.value, rel=1e-5)
                for x in decision.points
            ]
            assert [{"-": None, "0": False, "1": True}[x] for x in breaches] == [
                x.breaches for x in decision.points
            ]


def test_figures() -> None:
    """The figures of each minute are those of the trace, and what it lacks is not made up."""
    data = data_of(replay_of(trace_of([0, 3, 0.5], 10), rate_alarm("e / i", 0.05)))
    assert (data["first"], data["step"], data["rate_steps"]) == (START, MINUTE, 1)
    assert data["invocations"] == [10, 10, 10]
    assert data["errors"] == [0, 3, 0.5]
    assert data["throttles"] is None
    assert data["duration"] is None
    assert data["limits"] == [5]


@pytest.mark.process
def test_a_month_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A month of minutes that change all the time is below 2 MB, with every minute in it."""
    monkeypatch.setattr(page, "MOST_DECISIONS", 300)  # as they take the time of this test
    errors = [float(minute // 3 % 5 == 0) for minute in range(43_200)]
    replay = replay_of(trace_of(errors, 12_345), count_alarm(), rate_alarm(threshold=0.001))
    text = page.as_html(replay)
    assert len(text.encode()) < 2_000_000
    data = data_of(replay)
    assert len(data["errors"]) == 43_200
    (first, second) = data["alarms"]
    assert (len(first["decisions"]), len(second["decisions"])) == (300, 0)
    undecided = sum(len(x["changes"]) - len(x["decisions"]) for x in data["alarms"])
    assert undecided > 10_000
    assert f"first 300 changes of state, not for\n{undecided} more" in text


def test_a_year_has_longer_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is summed over longer stretches, and the page says so."""
    monkeypatch.setattr(page, "MOST_POINTS", 100)
    replay = replay_of(trace_of([1, 0, 2] * 100, 10), rate_alarm(period=300))
    data = data_of(replay)
    assert (data["step"], len(data["errors"])) == (180, 100)
    assert set(data["errors"]) == {3}
    assert set(data["invocations"]) == {30}
    assert "is of 3 min" in page.as_html(replay)
    assert "is of" not in page.as_html(replay_of(trace_of([1])))


def test_any_name_is_text() -> None:
    """Names of alarms and traces end no element and begin none."""
    text = page.as_html(replay_of(trace_of([0, 1], name=HOSTILE), count_alarm(HOSTILE)))
    assert text.count("<script") == text.count("</script") == 2
    assert "<b" not in text.replace("<body>", "").replace("<button", "")
    text.encode()
    assert data_of(replay_of(trace_of([1]), count_alarm(HOSTILE)))["alarms"][0]["name"] == HOSTILE


def test_the_policy_allows_nothing_but_what_is_there() -> None:
    """The page's policy names its one script and its one style by their hashes."""
    text = page.as_html(replay_of(trace_of([0, 1])))
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', text)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    for name, content in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert rules["default-src"] == "'none'"
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text)
    assert not re.findall(r"\s(?:src|href|style|on\w+)=", text)


def test_tables_say_what_text_says() -> None:
    """Without a script there are the alarms, their pages, and what is taken for granted."""
    replay = scenario("outage")
    text = re.sub(r"\s+", " ", page.as_html(replay))
    for variant in replay.variants:
        assert f'<th scope="rowgroup" colspan="8">{variant.label}</th>' in text
        assert f"all together</th><td></td><td>{variant.pages}</td>" in text
        for done in variant.alarms:
            assert f'<th scope="row">{done.name}</th>' in text
    assert "AWS promises no time in which metrics arrive" in text


def test_files_of_the_page_are_in_the_package() -> None:
    """What the page is made of lies in the package, so that every wheel has it."""
    folder = Path(page.__file__).parent / "static"
    assert {each.suffix for each in folder.iterdir()} == {".css", ".js", ".jinja"}

"""Precision, recall, detection time, reset time and error budget, against the SRE workbook."""

import pytest

from lambda_monitored_gen.simulation import Incident, Score, Settings
from tests.simulation.test_replay import START, replayed, trace_of


def incident(first: int, last: int, name: str = "outage") -> Incident:
    """An incident from one minute of a trace to before another."""
    return Incident(name, START + 60 * first, START + 60 * last)


def score(errors: list[float], *incidents: Incident, objective: float | None = None) -> Score:
    """Score the alarm of errors."""
    trace = trace_of(errors, incidents=incidents, labelled=True)
    (variant,) = replayed(trace, settings=Settings(objective=objective)).variants
    assert variant.together is not None
    return variant.together


def test_a_page_without_an_incident_costs_precision() -> None:
    """Precision is the share of pages that were of an incident."""
    found = score([0, 1, 0, 0, 0, 0, 5, 5, 0, 0], incident(6, 8))
    assert (found.alarm_pages, found.matched, found.precision) == (2, 1, 0.5)
    assert (found.recall, found.missed) == (1, 0)


def test_detection_and_reset() -> None:
    """Detection is from the start of an incident to its page, reset from its end to silence."""
    found = score([0, 0, 0, 0, 0, 5, 5, 0, 0, 0], incident(3, 6))
    assert found.detection_seconds == 180
    # The last failing minute is over a minute after the incident, and judged a minute later.
    assert found.reset_seconds == 120


def test_an_incident_may_be_missed() -> None:
    """Recall is the share of incidents with a page; one without has neither time."""
    found = score([0, 0, 0, 0, 5, 0, 0], incident(1, 3, "slow"), incident(4, 5))
    assert (found.recall, found.missed) == (0.5, 1)
    slow, _ = found.incidents
    assert (slow.paged, slow.detection_seconds, slow.reset_seconds) == (None, None, None)
    assert found.detection_seconds == 60


def test_an_alarm_that_rings_already_tells_nobody() -> None:
    """An incident that begins while the alarm rings sends no page, so it is missed."""
    found = score([0, 5, 5, 5, 5, 0, 0], incident(3, 5))
    assert found.recall == 0
    assert found.incidents[0].ringing_before


def test_no_pages_and_no_incidents() -> None:
    """Without pages there is no precision, without incidents no recall."""
    assert score([0, 0]).precision is None
    assert score([0, 0]).recall is None
    assert score([1, 0]).precision == 0


def test_an_alarm_that_never_ends() -> None:
    """Where it rings to the end of the trace there is no reset time."""
    assert score([0, 5, 5, 5], incident(1, 3)).reset_seconds is None


def test_the_error_budget() -> None:
    """The budget is that of as many invocations as the trace would have in thirty days.

    Ten a minute are 432,000 in thirty days, of which 99.9 % leave 432 to fail: fifteen errors
    before the page are a 28.8th.
    """
    found = score([0, 0, 5, 5, 5, 5], incident(2, 6), objective=99.9)
    assert found.budget_spent == pytest.approx(5 / 432)
    late = score([0, 0, 5, 5, 5, 5], incident(2, 6))
    assert late.budget_spent is None


def test_together_the_first_page_counts() -> None:
    """Of several alarms the first page detects, and the last one that rings resets."""
    trace = trace_of([0, 5, 5, 0, 0, 0], incidents=(incident(1, 3),), labelled=True)
    slow = {"AlarmName": "slow", "EvaluationPeriods": 2, "DatapointsToAlarm": 2}
    long = {"AlarmName": "long", "EvaluationPeriods": 3, "DatapointsToAlarm": 1}
    (variant,) = replayed(trace, {}, slow, long).variants
    assert variant.together is not None
    single = {done.name: done.score for done in variant.alarms}
    assert [s and s.detection_seconds for s in single.values()] == [60, 120, 60]
    assert variant.together.detection_seconds == 60
    assert variant.together.alarm_pages == 3
    resets = [s.reset_seconds for s in single.values() if s and s.reset_seconds is not None]
    assert variant.together.reset_seconds == max(resets)


def test_a_page_soon_after_an_incident_is_of_it() -> None:
    """Until N periods after its end a page can be of an incident; a later one is of none."""
    two = {"EvaluationPeriods": 2, "DatapointsToAlarm": 2}
    for errors, of_it in (([0, 5, 5, 0, 0], True), ([0, 5, 0, 0, 5, 5, 0], False)):
        trace = trace_of(errors, incidents=(incident(1, 2),), labelled=True)
        (variant,) = replayed(trace, two).variants
        assert variant.together is not None
        assert (variant.together.alarm_pages, variant.together.matched) == (1, int(of_it))

"""What CloudWatch learns of an invocation of Lambda."""

import pytest

from lambda_monitored_gen.alarms import AlarmError, Metric, MetricAlarm
from lambda_monitored_gen.alarms.cases import NOON
from lambda_monitored_gen.alarms.invocations import Invocation, Outcome, Stamp, samples_of
from tests.alarms.specimens import alarm, log_lines, memory

FAILED = Invocation(NOON + 59, 2, 3, Outcome.FAILED, 40)


REFUSED = Invocation(NOON, 0, 1, Outcome.REFUSED)


@pytest.mark.parametrize(
    ("read", "invocation", "stamp", "wanted"),
    [
        (alarm("Errors"), FAILED, Stamp.START, (0, 64, 1)),
        (alarm("Errors"), FAILED._replace(outcome=Outcome.SUCCEEDED), Stamp.START, (0, 64, 0)),
        (alarm("Errors"), REFUSED, Stamp.START, None),
        (alarm("Invocations"), FAILED, Stamp.START, (0, 64, 1)),
        (alarm("Invocations"), REFUSED, Stamp.START, None),
        (alarm("Duration"), FAILED, Stamp.END, (0, 64, 2000)),
        (alarm("Duration"), REFUSED, Stamp.START, None),
        (alarm("Throttles"), FAILED, Stamp.START, (0, 64, 0)),
        (alarm("Throttles"), REFUSED, Stamp.START, (0, 1, 1)),
        (memory(), FAILED, Stamp.START, (0, 64, 40)),
        (memory(), FAILED, Stamp.END, (60, 64, 40)),
        (memory(), REFUSED, Stamp.END, None),
        (log_lines(), FAILED._replace(lines=3), Stamp.START, (0, 64, 3)),
        (log_lines(), FAILED._replace(lines=3), Stamp.END, (60, 64, 3)),
        (log_lines(), FAILED, Stamp.START, None),
    ],
)
def test_samples_of_an_invocation(
    read: MetricAlarm,
    invocation: Invocation,
    stamp: Stamp,
    wanted: tuple[int, int, float] | None,
) -> None:
    """Lambda stamps the minute of the start and sends after the end; others may stamp the end."""
    (samples,) = samples_of(read, [invocation], stamp).values()
    found = [(each.stamp - NOON, each.arrival - NOON, each.value) for each in samples]
    assert found == ([] if wanted is None else [wanted])


def test_equal_invocations_are_one_sample() -> None:
    """Several invocations in the same second are a sample of their number."""
    (samples,) = samples_of(alarm(), [FAILED._replace(number=7)]).values()
    assert [each.weight for each in samples] == [7]


def test_names() -> None:
    """An outcome is a verb, and a stamp a point in time."""
    assert [each.value for each in Stamp] == ["start", "end"]
    assert [each.value for each in Outcome] == ["succeeds", "fails", "is refused"]


def test_what_is_left_open() -> None:
    """One invocation succeeds and is known at once, uses hardly any memory and logs nothing."""
    assert Invocation(NOON) == Invocation(NOON, 0, 0, Outcome.SUCCEEDED, 0, 0, 1)


def test_what_is_measured_is_told() -> None:
    """A metric that no invocation adds to is refused with those that it adds to."""
    unknown = alarm("Depth", namespace="AWS/SQS")
    with pytest.raises(AlarmError, match=r"reads Depth of AWS/SQS.*Known: Errors of AWS/Lambda, "):
        samples_of(unknown, [])
    assert samples_of(alarm(), []) == {Metric("AWS/Lambda", "Errors"): []}

"""What state an alarm is in: CloudWatch's own word, or lmgen's evaluator on an emulator.

And whether an alarm would ring at all for what it is there for, which lmgen proves.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

_MINUTE = 60
"""Seconds between evaluations."""


def counterexample(
    alarm: Mapping[str, Any],
    watches: str,
    timeout: int,
    rhythm: Sequence[int] | None = None,
) -> str:
    """Look for a case in which an alarm does not ring; empty where it rings in every one.

    Tried are all starts, durations and delays of what it watches, as `lmgen prove` does.

    Args:
        alarm: What DescribeAlarms says of it.
        watches: What it is there for, as `parameters.json` has it.
        timeout: Seconds that an invocation of its function can take.
        rhythm: For a missed run, the seconds between two that are due, and how late each can be.
    """
    from lambda_monitored_gen.alarms import Rhythm, Scenario, Watched, prove, read_alarm

    due = None if rhythm is None else Rhythm(*rhythm)
    proof = prove(Scenario(read_alarm(alarm), Watched(watches), timeout, rhythm=due))
    if proof.counterexample is None:
        return ""
    return f"{proof.counterexample.summary}. Would mend it: {proof.remedy}"


class AlarmStates(Protocol):
    """Says what state alarms come to after functions have run."""

    def expect(self, alarm: str, state: str) -> None:
        """Fail unless an alarm is in a state, or comes to it in the time that AWS may need.

        Args:
            alarm: Name of the alarm.
            state: `OK`, `ALARM` or `INSUFFICIENT_DATA`.
        """

    def expect_quiet(self, alarm: str, since: dt.datetime, seconds: int) -> None:
        """Fail unless an alarm is OK, and has not been raised by what happened.

        Args:
            alarm: Name of the alarm.
            since: When it happened.
            seconds: Length of the alarm's period.
        """

    def start_of_period(self, seconds: int) -> None:
        """Wait until what follows fits into one period of an alarm, whichever minute it ends with.

        Periods slide: an alarm is evaluated every minute, over the periods that end then.

        Args:
            seconds: Length of the alarm's period.
        """

    def next_period(self, seconds: int) -> None:
        """Wait until what follows is in another period than what was before.

        Args:
            seconds: Length of the alarm's period.
        """


class EvaluatedStates:
    """Alarms of an emulator, which keeps them but does not evaluate them.

    Args:
        evaluator: lmgen's evaluator, which reads the deployed alarm and the recorded metrics.
        clock: Tells the time, in seconds since 1970.
        sleep: Waits for seconds.
    """

    # What a few short invocations need at most.
    INVOCATION_SECONDS = 6

    def __init__(
        self,
        evaluator: Any,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.evaluator = evaluator
        self.clock = clock
        self.sleep = sleep

    def expect(self, alarm: str, state: str) -> None:
        """See `AlarmStates`; it is the state at the end of this minute if nothing more happens."""
        found = self.evaluator.evaluate(alarm)
        assert found.state.value == state, str(found)

    def expect_quiet(
        self,
        alarm: str,
        since: dt.datetime,  # noqa: ARG002 - the protocol's
        seconds: int,  # noqa: ARG002 - the protocol's
    ) -> None:
        """See `AlarmStates`; the data is there already, so OK now is OK."""
        self.expect(alarm, "OK")

    def start_of_period(self, seconds: int) -> None:
        """See `AlarmStates`."""
        _wait_for_room(
            self.INVOCATION_SECONDS, min(seconds, _MINUTE), self.clock, self.sleep
        )

    def next_period(self, seconds: int) -> None:
        """See `AlarmStates`; the one evaluation to come has both periods, side by side."""
        self.sleep(seconds)


class PolledStates:
    """Alarms of AWS, which evaluates them itself, some minutes after the fact.

    Args:
        cloudwatch: A boto3 client.
        clock: Tells the time, in seconds since 1970.
        sleep: Waits for seconds.
    """

    # A cold start of several functions in a row.
    INVOCATION_SECONDS = 25

    # Metrics of Lambda arrive within minutes, and alarms are evaluated once a minute.
    DELAY_SECONDS = 180
    LIMIT_SECONDS = 900

    _BETWEEN_SECONDS = 10

    def __init__(
        self,
        cloudwatch: Any,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.cloudwatch = cloudwatch
        self.clock = clock
        self.sleep = sleep

    def expect(self, alarm: str, state: str) -> None:
        """See `AlarmStates`."""
        deadline = self.clock() + self.LIMIT_SECONDS
        while (found := self._state(alarm)) != state:
            late = f"{alarm} is {found}, and should have become {state}"
            assert self.clock() < deadline, late
            self.sleep(self._BETWEEN_SECONDS)

    def expect_quiet(self, alarm: str, since: dt.datetime, seconds: int) -> None:
        """See `AlarmStates`; waits for the last period with it, and for its evaluation.

        By then all is known. In later evaluations it only moves to older periods of the window.
        """
        judged = since.timestamp() // _MINUTE * _MINUTE + seconds + self.DELAY_SECONDS
        self.sleep(max(0.0, judged - self.clock()))
        self.expect(alarm, "OK")
        history = self.cloudwatch.describe_alarm_history(
            AlarmName=alarm, HistoryItemType="StateUpdate", StartDate=since
        )
        raised = [each for each in history["AlarmHistoryItems"] if _to_alarm(each)]
        assert not raised, f"{alarm} was raised: {raised}"

    def start_of_period(self, seconds: int) -> None:
        """See `AlarmStates`."""
        _wait_for_room(
            self.INVOCATION_SECONDS, min(seconds, _MINUTE), self.clock, self.sleep
        )

    def next_period(self, seconds: int) -> None:
        """See `AlarmStates`; some evaluation has the period's end between what was and follows."""
        _wait_for_room(seconds + 1, seconds, self.clock, self.sleep)

    def _state(self, alarm: str) -> str:
        (found,) = self.cloudwatch.describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
        return found["StateValue"]


def _wait_for_room(
    needed: int,
    seconds: int,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> None:
    left = seconds - clock() % seconds
    if left < needed:
        sleep(left)


def _to_alarm(item: dict[str, Any]) -> bool:
    # "Alarm updated from OK to ALARM"
    return item["HistorySummary"].endswith("to ALARM")

"""A case in which an alarm does not ring, as a time line for people."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from lambda_monitored_gen.alarms.cases import NOON, Case, Surroundings, Watched
from lambda_monitored_gen.alarms.engine import evaluate_once
from lambda_monitored_gen.alarms.invocations import MINUTE, Invocation, stamp_of
from lambda_monitored_gen.alarms.parameters import EvaluationParameters
from lambda_monitored_gen.alarms.scenarios import STAMPED_OTHERWISE, Scenario
from lambda_monitored_gen.alarms.search import falls_silent_at
from lambda_monitored_gen.alarms.state import AlarmState
from lambda_monitored_gen.alarms.timeline import Evaluation
from lambda_monitored_gen.alarms.windows import evaluation_times, lateness

_SHOWN = 12
"""Evaluations that are shown of a long time line; those in its middle are left out."""

_WORDS = {
    Watched.FAILURE: "fails",
    Watched.FAILURE_RATE: "fails",
    Watched.DURATION: "ends",
    Watched.DURATION_RATE: "ends",
    Watched.THROTTLE: "is refused",
    Watched.THROTTLE_RATE: "is refused",
    Watched.MEMORY: "ends",
    Watched.LOG_LINE: "ends",
    Watched.MISSED_RUN: "ends",
}

_ALL = {
    Watched.FAILURE_RATE: "fail, {total} in number, each after {duration} s",
    Watched.DURATION_RATE: "take {duration} s, {total} in number",
    Watched.THROTTLE_RATE: "are refused, {total} in number",
}

_DONE = {
    Watched.MEMORY: " and has used all memory",
    Watched.LOG_LINE: " and has logged a line that matches",
}


class Event(NamedTuple):
    """A line of the time line.

    Attributes:
        time: In seconds since 1970; cases begin at noon.
        text: What happens, without the time.
    """

    time: int
    text: str

    @property
    def clock(self) -> str:
        """The time of day."""
        return _clock(self.time)


@dataclass(frozen=True)
class Counterexample:
    """A case in which an alarm does not ring.

    Attributes:
        scenario: The alarm and what it should see.
        case: The case.
        parameters: The reading of AWS's documents with which it does not ring.
    """

    scenario: Scenario
    case: Case
    parameters: EvaluationParameters

    @property
    def summary(self) -> str:
        """The case as a sentence without its full stop."""
        case, scenario = self.case, self.scenario
        if scenario.rhythm is not None:
            return self._silence()
        watched = scenario.watched(case)
        word = _WORDS[scenario.watches]
        if scenario.watches.is_rate:
            total = sum(each.number for each in watched)
            since, until = _clock(watched[0].start), _clock(scenario.over(case))
            happens = _ALL[scenario.watches].format(total=total, duration=case.duration)
            what = f"from {since} to {until} all invocations {happens}"
        elif scenario.lasts:
            what = f"an invocation {word} after {case.duration} s"
            what += _DONE.get(scenario.watches, "")
        else:
            what = f"an invocation {word}"
        late = f"{case.delay} s later" if case.delay else "at once"
        otherwise = scenario.watches in STAMPED_OTHERWISE
        stamped = f", stamped with its {case.stamp.value}" if otherwise else ""
        return f"{what}, CloudWatch knows it {late}{stamped}; {case.surroundings.value}"

    def _silence(self) -> str:
        case, scenario = self.case, self.scenario
        rung = falls_silent_at(scenario, case, self.parameters)
        last, due = _clock(NOON + case.start), _clock(scenario.due(case))
        verdict = (
            "and the alarm never rings"
            if rung is None
            else f"and the alarm has rung at {_clock(rung)}"
        )
        return (
            f"invocations start at {_clock(scenario.before(case).start)} and at {last}; the latter "
            f"takes {case.duration} s and is known {case.delay} s later; the next one is due at "
            f"{due}, {verdict}"
        )

    def events(self) -> list[Event]:
        """The time line."""
        return sorted([*self._invocations(), *self._evaluations()], key=lambda each: each.time)

    def _invocations(self) -> Iterator[Event]:
        watched = self.scenario.watched(self.case)
        word = _WORDS[self.scenario.watches]
        named = {"the invocation": watched[0]}
        if len(watched) > 1:
            named = {"the first invocation": watched[0], "the last invocation": watched[-1]}
        for name, each in named.items():
            if each.duration:
                yield Event(each.start, f"{name} starts")
            yield Event(each.end, f"{name} {word}")
            stamp = _clock(self._stamp(each))[:-3]
            yield Event(each.arrival, f"CloudWatch knows {name}, stamped {stamp}")
        if self.scenario.rhythm is not None:
            yield Event(self.scenario.before(self.case).start, "an invocation, known at once")
            yield Event(self.scenario.due(self.case), "the next invocation is due")
        if self.case.surroundings is Surroundings.FOLLOWED:
            yield Event(self.scenario.over(self.case), "a healthy invocation, known at once")

    def _stamp(self, invocation: Invocation) -> int:
        metric = next(iter(self.scenario.alarm.metrics.values())).metric
        return stamp_of(metric, invocation, self.case.stamp)

    def _evaluations(self) -> list[Event]:
        """The evaluations in which something else is seen than in the one before."""
        alarm, parameters = self.scenario.alarm, self.parameters
        reach = parameters.evaluation_range(alarm.evaluation_periods, alarm.period) * alarm.period
        watched = self.scenario.watched(self.case)
        first = watched[0].start
        if self.scenario.rhythm is not None:
            first = self.scenario.before(self.case).start // MINUTE * MINUTE + MINUTE - 1
        last = max(watched[-1].arrival, self._stamp(watched[-1]) + reach) + alarm.interval
        samples = self.scenario.samples(self.case, (first - reach) // 60 * 60 - 3600, last)
        state = AlarmState.OK
        events: list[Event] = []
        for time in evaluation_times(alarm, first + 1, last, parameters):
            found = evaluate_once(
                replace(alarm, state=state), samples, at=time, parameters=parameters
            )
            state = found.state
            end = time - lateness(alarm, parameters)
            since = end - len(found.points) * alarm.period
            window = f"{_clock(since)[:-3]} to {_clock(end)[:-3]}"
            text = f"{_marked(found, alarm.evaluation_periods)}  {state.value}"
            if not events or not events[-1].text.endswith(f": {text}"):
                events.append(Event(time, f"evaluation of {window}: {text}"))
        if len(events) > _SHOWN:
            half = _SHOWN // 2
            left_out = Event(events[half].time, "...")
            events = [*events[:half], left_out, *events[-half:]]
        return events


def _marked(evaluation: Evaluation, evaluation_periods: int) -> str:
    """The points of an evaluation as AWS's tables write them, those that count in brackets."""
    real = [place for place, each in enumerate(evaluation.breaching) if each is not None]
    counting = set(real[-evaluation_periods:])
    codes = {None: "-", False: "0", True: "X"}
    return " ".join(
        f"[{codes[each]}]" if place in counting else codes[each]
        for place, each in enumerate(evaluation.breaching)
    )


def _clock(time: int) -> str:
    return f"{time // 3600 % 24:02}:{time // 60 % 60:02}:{time % 60:02}"

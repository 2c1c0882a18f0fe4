"""Cases: the ways in which what an alarm watches for can happen."""

from enum import Enum
from typing import NamedTuple

from lambda_monitored_gen.alarms.invocations import Stamp

NOON = 1_767_268_800
"""A full hour, and noon, in seconds since 1970: when cases begin."""

LATEST = 180
"""Seconds from the end of an invocation until CloudWatch has its metrics, at most. AWS promises no
time. Lambda sends metrics once a minute; the suites of public modules wait for two to three
minutes, and one for up to ten."""


class Watched(Enum):
    """What an alarm is there for."""

    FAILURE = "failure"
    FAILURE_RATE = "failure-rate"
    DURATION = "duration"
    DURATION_RATE = "duration-rate"
    THROTTLE = "throttle"
    THROTTLE_RATE = "throttle-rate"
    MEMORY = "memory"
    LOG_LINE = "log-line"
    MISSED_RUN = "missed-run"

    @property
    def is_rate(self) -> bool:
        """Whether it is of whole periods, in which it happens to all invocations."""
        return self in {Watched.FAILURE_RATE, Watched.DURATION_RATE, Watched.THROTTLE_RATE}


class Rhythm(NamedTuple):
    """When invocations are due that a schedule makes.

    Attributes:
        interval: Seconds from one that is due to the next, at most; whole minutes.
        late: Seconds after which each has started at the latest; whole minutes.
    """

    interval: int
    late: int


class Surroundings(Enum):
    """What else the function does; the order is from simple to involved.

    Attributes:
        IDLE: Nothing, before and after.
        FOLLOWED: One healthy invocation, right after.
        BUSY: Healthy invocations in every minute, before and after.
    """

    IDLE = "nothing else is invoked"
    FOLLOWED = "a healthy invocation follows at once"
    BUSY = "healthy invocations in every minute around it"


class Traffic(Enum):
    """How the fewest invocations that a rate counts for are spread over a period.

    Attributes:
        AT_ONCE: All in the same second.
        SPREAD: As evenly over its minutes as there are invocations.
    """

    AT_ONCE = "at once"
    SPREAD = "spread"


class Case(NamedTuple):
    """One way in which it happens. Healthy invocations take no time and are known at once.

    Attributes:
        duration: Seconds that each of the watched invocations takes.
        delay: Seconds from its end until CloudWatch knows it.
        start: Seconds from a full minute (from a full hour, if the alarm is judged once an hour)
            to the start of the first one.
        surroundings: What else the function does.
        stamp: The end of an invocation nearest to which its data are stamped.
        traffic: How invocations are spread, for a rate.
    """

    duration: int
    delay: int
    start: int
    surroundings: Surroundings
    stamp: Stamp = Stamp.START
    traffic: Traffic = Traffic.AT_ONCE

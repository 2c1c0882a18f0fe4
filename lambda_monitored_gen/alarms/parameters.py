"""What AWS does not document about the evaluation of alarms: each choice, its default, its reason.

Whoever knows better changes a value here or passes another record; nothing else assumes any of it.
Sources are in the conformance suite, `tests/alarms/conformance`.
"""

from dataclasses import dataclass
from enum import Enum

from lambda_monitored_gen.alarms.errors import AlarmError
from lambda_monitored_gen.alarms.state import AlarmState


class PercentileMethod(Enum):
    """How a percentile is read from samples; AWS names no method.

    Attributes:
        LINEAR: Interpolate between the two nearest samples.
        NEAREST_RANK: Take the sample at the next whole rank.
    """

    LINEAR = "linear"
    NEAREST_RANK = "nearest rank"


class LowSamples(Enum):
    """Which periods must have enough samples where few are ignored; AWS says "periods".

    Attributes:
        ANY: Each of the newest N.
        NEWEST: Only the newest one.
    """

    ANY = "any"
    NEWEST = "newest"


@dataclass(frozen=True)
class EvaluationParameters:
    """The choices that AWS leaves open.

    Attributes:
        shortest_range: Seconds that the evaluation range spans at least. Measured on AWS in
            2026: with a period of 60 s points of up to six minutes before the newest period
            count, with N = 1 and with N = 2, older ones never.
        extra_periods: Periods that the range has at least beyond N. AWS's tables have five for
            N = 3, and an alarm of one day was seen to look back three.
        lag: Seconds between the end of the newest period and the evaluation. 0: on AWS an alarm
            rang 28 s after a point was sent. A multiple of 60.
        offset: Seconds after the full minute (or ten seconds) at which an alarm is evaluated.
            AWS spreads alarms over the minute and does not say how; 0 sees the fewest late data.
        hourly_offset: Seconds after the full hour at which an alarm is evaluated that spans more
            than a day. A multiple of 60.
        young_breach: The state where all points breach, are fewer than M and younger than M
            periods. AWS says only that it is not ALARM yet. None keeps the state.
        percentile: How percentiles are computed. Graphs of CloudWatch show values between samples.
        low_samples: Which periods must have enough samples. The most cautious reading.
    """

    shortest_range: int = 420
    extra_periods: int = 2
    lag: int = 0
    offset: int = 0
    hourly_offset: int = 0
    young_breach: AlarmState | None = None
    percentile: PercentileMethod = PercentileMethod.LINEAR
    low_samples: LowSamples = LowSamples.ANY

    def __post_init__(self) -> None:
        """Refuse values between the steps of the engine, and those that cannot be.

        Raises:
            AlarmError: There is one.
        """
        lowest = min(self.shortest_range, self.extra_periods, self.lag, self.hourly_offset)
        if lowest < 0 or self.lag % 60 or self.hourly_offset % 60 or not 0 <= self.offset < 60:  # noqa: PLR2004 - a minute
            raise AlarmError(f"no evaluation takes place with {self}.")

    def evaluation_range(self, evaluation_periods: int, period: int) -> int:
        """Compute how many periods CloudWatch looks back to find data points.

        The longer of `shortest_range`, in whole periods, and N + `extra_periods`.

        Args:
            evaluation_periods: The alarm's N, in periods.
            period: Length of a period in seconds.

        Returns:
            The length of the evaluation range, in periods.
        """
        return max(self.shortest_range // period, evaluation_periods + self.extra_periods)


DEFAULTS = EvaluationParameters()
"""What agrees with AWS's tables and with what was measured on AWS."""

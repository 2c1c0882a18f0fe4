"""From data points, some of them missing, to the state of an alarm.

Source of every rule, unless its comment says otherwise: the section "Configuring how CloudWatch
alarms treat missing data" of
<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>.
"""

from collections.abc import Sequence
from enum import Enum

from lambda_monitored_gen.alarms.state import AlarmState


class TreatMissingData(Enum):
    """How an alarm counts missing data points, by the names of CloudWatch's API."""

    MISSING = "missing"
    IGNORE = "ignore"
    BREACHING = "breaching"
    NOT_BREACHING = "notBreaching"


def default_evaluation_range(evaluation_periods: int) -> int:
    """Compute how many periods CloudWatch looks back to find enough data points.

    It looks back further than the alarm's evaluation periods, and does not document how far. Its
    examples have five periods for three evaluation periods. `N + max(N / 3, 2)` agrees with them;
    a third that is not a whole number is rounded up, so that the range is never shorter than the
    formula says.

    Args:
        evaluation_periods: The alarm's N, in periods.

    Returns:
        The length of the evaluation range, in periods.
    """
    return evaluation_periods + max(-(-evaluation_periods // 3), 2)


def decide_state(
    points: Sequence[bool | None],
    *,
    evaluation_periods: int,
    datapoints_to_alarm: int,
    treat_missing_data: TreatMissingData,
    previous: AlarmState,
) -> AlarmState:
    """Decide the state of an alarm.

    Args:
        points: The data points of the evaluation range, oldest first: whether each breaches, or
            None where there is none.
        evaluation_periods: The alarm's N: how many of the newest points count.
        datapoints_to_alarm: The alarm's M: how many of those must breach.
        treat_missing_data: The alarm's setting.
        previous: The state that the alarm is in, which it may keep.
    """
    real = [point for point in points if point is not None]
    if len(real) >= evaluation_periods:
        # The setting does not matter, however old the points are.
        return _judge(sum(real[-evaluation_periods:]), datapoints_to_alarm)
    if treat_missing_data in {TreatMissingData.BREACHING, TreatMissingData.NOT_BREACHING}:
        # All real points count, and as few missing ones as make up N.
        missing = evaluation_periods - len(real)
        breaching = missing if treat_missing_data is TreatMissingData.BREACHING else 0
        return _judge(sum(real) + breaching, datapoints_to_alarm)
    if sum(real) >= datapoints_to_alarm or not all(real):
        return _judge(sum(real), datapoints_to_alarm)
    if treat_missing_data is TreatMissingData.IGNORE:
        return previous
    if not real:
        return AlarmState.INSUFFICIENT_DATA
    # Nothing but breaching points, and fewer than M. (Were one of the points healthy, the state
    # would be OK: AWS's own table has that for `0 - X - -`, two out of three.)
    age = len(points) - points.index(True)
    # A younger point: "the alarm doesn't go immediately into ALARM state", for the next one may be
    # healthy. Which state it has instead is not documented; it is taken to stay as it was.
    return AlarmState.ALARM if age >= datapoints_to_alarm else previous


def _judge(breaching: int, datapoints_to_alarm: int) -> AlarmState:
    return AlarmState.ALARM if breaching >= datapoints_to_alarm else AlarmState.OK

"""From data points, some of them missing, to the state of an alarm.

Source of every rule, unless its comment says otherwise: the section "Configuring how CloudWatch
alarms treat missing data" of
<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>.
"""

from enum import Enum

from lambda_monitored_gen.alarms.state import AlarmState

HEALTHY, BREACHING, MISSING = b"0", b"X", b"-"
"""Data points as AWS's tables write them. Bytes, because an alarm has 40,000 windows of them in a
month, and bytes are cut and counted fastest."""


class TreatMissingData(Enum):
    """How an alarm counts missing data points, by the names of CloudWatch's API."""

    MISSING = "missing"
    IGNORE = "ignore"
    BREACHING = "breaching"
    NOT_BREACHING = "notBreaching"


def decide_state(  # noqa: PLR0911 - a rule each
    window: bytes | bytearray,
    *,
    evaluation_periods: int,
    datapoints_to_alarm: int,
    treat_missing_data: TreatMissingData,
    young_breach: AlarmState | None = None,
) -> AlarmState | None:
    """Decide the state of an alarm.

    Args:
        window: The data points of the evaluation range, oldest first, such as `b"0-X--"`.
        evaluation_periods: The alarm's N: how many of the newest points count.
        datapoints_to_alarm: The alarm's M: how many of those must breach.
        treat_missing_data: The alarm's setting.
        young_breach: See `EvaluationParameters`.

    Returns:
        The state; None where the alarm keeps the state that it is in.
    """
    real = window.translate(None, MISSING)
    if len(real) >= evaluation_periods:
        # The setting does not matter, however old the points are.
        breaching = real.count(BREACHING, len(real) - evaluation_periods)
        return _judge(breaching, datapoints_to_alarm)
    breaching = real.count(BREACHING)
    if treat_missing_data is TreatMissingData.NOT_BREACHING:
        return _judge(breaching, datapoints_to_alarm)
    if treat_missing_data is TreatMissingData.BREACHING:
        # All real points count, and as few missing ones as make up N.
        return _judge(breaching + evaluation_periods - len(real), datapoints_to_alarm)
    if breaching >= datapoints_to_alarm or breaching < len(real):
        return _judge(breaching, datapoints_to_alarm)
    if treat_missing_data is TreatMissingData.IGNORE:
        return None
    if not real:
        return AlarmState.INSUFFICIENT_DATA
    # Nothing but breaching points, and fewer than M. (Were one of the points healthy, the state
    # would be OK: AWS's own table has that for `0 - X - -`, two out of three.)
    age = len(window) - window.index(BREACHING)
    # A younger point: "the alarm doesn't go immediately into ALARM state", for the next one may be
    # healthy.
    return AlarmState.ALARM if age >= datapoints_to_alarm else young_breach


def _judge(breaching: int, datapoints_to_alarm: int) -> AlarmState:
    return AlarmState.ALARM if breaching >= datapoints_to_alarm else AlarmState.OK

"""The states of a CloudWatch alarm."""

from enum import Enum


class AlarmState(Enum):
    """The three states, by the names that CloudWatch's API gives them.

    Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html>.
    """

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"

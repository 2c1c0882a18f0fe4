"""Alarms and scenarios that several files of tests look at."""

from typing import Any

from lambda_monitored_gen.alarms import MetricAlarm, Rhythm, Scenario, Watched, read_alarm


def alarm(
    metric: str = "Errors",
    statistic: str = "Sum",
    threshold: float = 0,
    namespace: str = "AWS/Lambda",
    **fields: Any,
) -> MetricAlarm:
    """An alarm on one metric; one point out of one must breach unless the fields say otherwise."""
    return read_alarm(
        {
            "AlarmName": metric,
            "Namespace": namespace,
            "MetricName": metric,
            "Statistic": statistic,
            "Period": 60,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": threshold,
            "TreatMissingData": "notBreaching",
            **fields,
        }
    )


def rate(
    *,
    n: int = 2,
    m: int = 2,
    period: int = 60,
    fewest: int = 1,
    threshold: float = 5,
) -> MetricAlarm:
    """An alarm on the share of invocations that fail."""
    queries = [
        {
            "Id": name.lower(),
            "ReturnData": False,
            "MetricStat": {
                "Metric": {"Namespace": "AWS/Lambda", "MetricName": name},
                "Period": period,
                "Stat": "Sum",
            },
        }
        for name in ("Errors", "Invocations")
    ]
    share = f"IF(invocations >= {fewest}, 100 * errors / invocations, 0)"
    return read_alarm(
        {
            "AlarmName": "rate",
            "Metrics": [{"Id": "rate", "Expression": share}, *queries],
            "EvaluationPeriods": n,
            "DatapointsToAlarm": m,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": threshold,
            "TreatMissingData": "notBreaching",
        }
    )


def log_lines(**fields: Any) -> MetricAlarm:
    """An alarm on lines of a log that a metric filter counts."""
    return alarm("function-log-lines", "Sum", 0, "LambdaLogs", **fields)


def memory(**fields: Any) -> MetricAlarm:
    """An alarm on memory in use."""
    return alarm("memory_utilization", "Maximum", 90, "LambdaInsights", **fields)


def silence(*, period: int = 360, expression: str = "FILL(invocations, 0)") -> MetricAlarm:
    """An alarm on a period in which nothing is invoked."""
    metric = {
        "Metric": {"Namespace": "AWS/Lambda", "MetricName": "Invocations"},
        "Period": period,
        "Stat": "Sum",
    }
    return read_alarm(
        {
            "AlarmName": "silence",
            "Metrics": [
                {"Id": "runs", "Expression": expression},
                {"Id": "invocations", "MetricStat": metric, "ReturnData": False},
            ],
            "EvaluationPeriods": 1,
            "ComparisonOperator": "LessThanThreshold",
            "Threshold": 1,
            "TreatMissingData": "breaching",
        }
    )


def schedule(interval: int, late: int, timeout: int, latest: int = 180, short: int = 0) -> Scenario:
    """A schedule with an alarm on as much silence as the module takes, or less.

    Args:
        interval: Seconds between two invocations that are due.
        late: Seconds that each may be late.
        timeout: Longest duration.
        latest: Longest delay of metrics.
        short: Seconds that the alarm looks back less.
    """
    period = interval + late - (-(timeout + latest) // 60) * 60 - short
    rhythm = Rhythm(interval, late)
    return Scenario(silence(period=period), Watched.MISSED_RUN, timeout, latest, rhythm)


SCENARIOS = {
    "failure": Scenario(alarm(), Watched.FAILURE, 2, 3),
    "failure, longer window": Scenario(
        alarm(EvaluationPeriods=3, DatapointsToAlarm=1), Watched.FAILURE, 61, 0
    ),
    "failure, missing": Scenario(alarm(TreatMissingData="missing"), Watched.FAILURE, 0, 65),
    "failure, ignore": Scenario(
        alarm(TreatMissingData="ignore", EvaluationPeriods=2, DatapointsToAlarm=1),
        Watched.FAILURE,
        1,
        3,
    ),
    "duration": Scenario(alarm("Duration", "Maximum", 60_000), Watched.DURATION, 62, 1),
    "throttle": Scenario(alarm("Throttles"), Watched.THROTTLE, 900, 65),
    "memory": Scenario(memory(), Watched.MEMORY, 2, 2),
    "log line": Scenario(log_lines(), Watched.LOG_LINE, 2, 2),
    "missed run": schedule(300, 60, 2, 3),
    "missed run, too short": schedule(300, 60, 2, 3, short=60),
    "missed run, slow": schedule(60, 120, 61, 3),
    "rate": Scenario(rate(), Watched.FAILURE_RATE, 2, 3),
    "rate, spread": Scenario(rate(period=180, fewest=2, n=3), Watched.FAILURE_RATE, 1, 1),
}
"""Small ones of every kind, so that all their cases can be evaluated."""

"""Alarms from DescribeAlarms: what is read, and what is refused by name."""

from typing import Any

import pytest

from lambda_monitored_gen.alarms import (
    AlarmError,
    AlarmState,
    Metric,
    MetricStat,
    TreatMissingData,
    read_alarm,
)

FUNCTION = [{"Name": "FunctionName", "Value": "payments"}]
SIMPLE: dict[str, Any] = {
    "AlarmName": "payments-errors",
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "Resource", "Value": "x"}, {"Name": "FunctionName", "Value": "y"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 2,
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 0,
}


def _query(name: str, period: int = 60, stat: str = "Sum", **more: Any) -> dict[str, Any]:
    metric = {"Namespace": "AWS/Lambda", "MetricName": name}
    stated = {"Metric": metric, "Period": period, "Stat": stat}
    return {"Id": name.lower(), "MetricStat": stated, "ReturnData": False, **more}


def _described(change: dict[str, Any]) -> dict[str, Any]:
    """The simple alarm with other fields; one on metric math has none of those of one metric."""
    of_one_metric = {"Namespace", "MetricName", "Dimensions", "Statistic", "Period"}
    left_out = of_one_metric if "Metrics" in change else set()
    return {**{name: SIMPLE[name] for name in SIMPLE if name not in left_out}, **change}


def test_an_alarm_is_read() -> None:
    """Every field has its place; dimensions are in order, and M is N where it is not given."""
    alarm = read_alarm({**SIMPLE, "Unit": "Count", "OKActions": ["a"], "AlarmActions": ["b"]})
    dimensions = (("FunctionName", "y"), ("Resource", "x"))
    metric = Metric("AWS/Lambda", "Errors", dimensions, "Count")
    assert list(alarm.metrics.values()) == [MetricStat(metric, "Sum")]
    assert (alarm.name, alarm.evaluation_periods) == ("payments-errors", 2)
    assert alarm.datapoints_to_alarm == 2
    assert alarm.state is AlarmState.INSUFFICIENT_DATA
    assert alarm.actions[AlarmState.OK] == ("a",)
    assert alarm.actions[AlarmState.ALARM] == ("b",)
    assert alarm.actions[AlarmState.INSUFFICIENT_DATA] == ()


def test_actions() -> None:
    """Each state has those of its own field, and none where they are disabled."""
    fields = {"OKActions": ["a"], "AlarmActions": ["b", "c"], "InsufficientDataActions": ["d"]}
    assert read_alarm({**SIMPLE, **fields, "ActionsEnabled": True}).actions == {
        AlarmState.OK: ("a",),
        AlarmState.ALARM: ("b", "c"),
        AlarmState.INSUFFICIENT_DATA: ("d",),
    }
    disabled = read_alarm({**SIMPLE, **fields, "ActionsEnabled": False}).actions
    assert set(disabled.values()) == {()}


@pytest.mark.parametrize(
    ("change", "keeps"),
    [
        ({}, False),
        ({"EvaluateLowSampleCountPercentile": "ignore"}, False),
        ({"Statistic": None, "ExtendedStatistic": "p90"}, False),
        (
            {
                "Statistic": None,
                "ExtendedStatistic": "p90",
                "EvaluateLowSampleCountPercentile": "ignore",
            },
            True,
        ),
        (
            {
                "Metrics": [_query("Errors", ReturnData=True)],
                "EvaluateLowSampleCountPercentile": "ignore",
            },
            False,
        ),
    ],
)
def test_few_samples_matter_to_percentiles_only(change: dict[str, Any], *, keeps: bool) -> None:
    """An alarm on another statistic is judged by as many samples as there are."""
    assert read_alarm(_described(change)).keeps_state_at_few_samples is keeps


def test_one_metric_of_dynamodb_is_enough() -> None:
    """Missing data is ignored whatever the alarm says, in metric math too."""
    table = _query("Throttles")
    table["MetricStat"]["Metric"]["Namespace"] = "AWS/DynamoDB"
    share = {"Id": "share", "Expression": "throttles / errors"}
    alarm = read_alarm(
        _described({"TreatMissingData": "breaching", "Metrics": [share, table, _query("Errors")]})
    )
    assert alarm.treat_missing_data is TreatMissingData.IGNORE


def test_every_field_of_an_alarm_is_known() -> None:
    """Whatever CloudWatch says of an alarm that the engine models is no reason to refuse it."""
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": FUNCTION}
    stat = {"Metric": metric, "Period": 60, "Stat": "Sum", "Unit": "Count"}
    read = read_alarm(
        {
            "AlarmName": "payments-errors",
            "ActionsEnabled": True,
            "AlarmActions": ["a"],
            "InsufficientDataActions": ["a"],
            "OKActions": ["a"],
            "ComparisonOperator": "GreaterThanThreshold",
            "DatapointsToAlarm": 1,
            "EvaluationPeriods": 2,
            "EvaluationWindow": {"WallClockWindow": {"Timezone": "UTC"}},
            "Metrics": [
                {"Id": "errors", "MetricStat": stat, "Label": "Errors", "ReturnData": False},
                {"Id": "twice", "Expression": "2 * errors", "Label": "Twice", "ReturnData": True},
            ],
            "StateValue": "OK",
            "Threshold": 5,
            "TreatMissingData": "breaching",
        }
    )
    found = Metric("AWS/Lambda", "Errors", (("FunctionName", "payments"),), "Count")
    assert read.metrics == {"errors": MetricStat(found, "Sum")}
    assert (read.threshold, read.time_zone, read.result) == (5, "UTC", "twice")


@pytest.mark.parametrize("period", [60, 300, 3600, 86_400, 604_800])
def test_periods_of_a_wall_clock(period: int) -> None:
    """Those of the API reference's page on WallClockWindow."""
    window: dict[str, object] = {"WallClockWindow": {}}
    change = {"Period": period, "EvaluationPeriods": 1, "EvaluationWindow": window}
    assert read_alarm({**SIMPLE, **change}).time_zone == "UTC"


def test_what_does_not_matter_is_passed_over() -> None:
    """Descriptions, reasons and times are no reason to refuse an alarm, nor empty fields."""
    read_alarm(
        {
            **SIMPLE,
            "AlarmArn": "arn",
            "AlarmConfigurationUpdatedTimestamp": "now",
            "AlarmDescription": "rings",
            "StateReason": "Unchecked",
            "StateReasonData": "{}",
            "StateTransitionedTimestamp": "now",
            "StateUpdatedTimestamp": "now",
            "ActionConfiguration": {"AlarmTagsPropagation": {"Enabled": True}},
            "EvaluationCriteria": {},
            "ThresholdMetricId": None,
            "EvaluationState": "",
        }
    )


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"WarmUpConfiguration": {"WarmUpPeriodDurationInMinutes": 5}}, "has WarmUpConfiguration"),
        ({"EvaluationCriteria": {"PromQLCriteria": {"Query": "up"}}}, "has EvaluationCriteria"),
        ({"EvaluationInterval": 60}, "has EvaluationInterval"),
        ({"ThresholdMetricId": "band"}, "has ThresholdMetricId"),
        ({"EvaluationState": "PARTIAL_DATA"}, "has EvaluationState"),
        ({"AlarmRule": "ALARM(x)"}, "has AlarmRule"),
        ({"AlarmRule": "y", "ActionsSuppressor": "x"}, "has ActionsSuppressor, AlarmRule"),
        ({"ScheduledQueryConfiguration": {"QueryString": "x"}}, "ScheduledQueryConfiguration"),
        ({"NextYear": 1}, "has NextYear, which the evaluator does not model"),
        ({"EvaluationWindow": {"LunarWindow": {"x": 1}}}, "has EvaluationWindow.LunarWindow"),
        (
            {"EvaluationWindow": {"WallClockWindow": {"Calendar": "x"}}},
            "has EvaluationWindow.WallClockWindow.Calendar",
        ),
        ({"EvaluationWindow": {"SlidingWindow": {"By": 60}}}, "EvaluationWindow.SlidingWindow.By"),
        (
            {"EvaluationWindow": {"SlidingWindow": {}, "WallClockWindow": {}}},
            "has both a sliding and a wall clock window",
        ),
        ({"Threshold": None}, "has no Threshold"),
        ({"EvaluationPeriods": None}, "has no EvaluationPeriods"),
        ({"ComparisonOperator": ""}, "has no ComparisonOperator"),
        ({"Period": None}, "has Namespace, MetricName, Statistic; it takes Metrics, or all of"),
        ({"Period": 0, "Statistic": ""}, "has Namespace, MetricName; it takes"),
        (
            {"Metrics": []} | dict.fromkeys(("Namespace", "MetricName", "Period", "Statistic")),
            "has nothing; it takes",
        ),
        ({"ExtendedStatistic": "p90"}, "MetricName, Period, Statistic, ExtendedStatistic; it"),
        (
            {"Metrics": [_query("Errors", ReturnData=True)], "Namespace": "x", "Statistic": "Sum"},
            "has both Metrics and Namespace, Statistic",
        ),
        (
            {"Metrics": [_query("Errors"), _query("Errors", stat="Average", ReturnData=True)]},
            "has more than one query 'errors'",
        ),
        (
            {"Metrics": [_query("Errors", Expression="1", ReturnData=True)]},
            "the query 'errors' takes either Expression or MetricStat",
        ),
        ({"Metrics": [{"Id": "nothing"}]}, "'nothing' takes either Expression or MetricStat"),
        (
            {"TreatMissingData": "perhaps"},
            "has TreatMissingData perhaps. Supported: missing, ignore, breaching, notBreaching.",
        ),
        ({"StateValue": "SUPPRESSED"}, "has StateValue SUPPRESSED. Supported: OK, ALARM, INSUFF"),
        (
            {"EvaluateLowSampleCountPercentile": "skip"},
            "has EvaluateLowSampleCountPercentile skip. Supported: evaluate, ignore.",
        ),
        ({"Metrics": [_query("Errors", AccountId="1")]}, "has Metrics.AccountId"),
        ({"Metrics": [_query("Errors", Period=60)]}, "has Metrics.Period"),
        (
            {"Metrics": [{"Id": "e", "MetricStat": {"Metric": {}, "Window": 1}}]},
            "has Metrics.MetricStat.Window",
        ),
        (
            {"Metrics": [{"Id": "e", "MetricStat": {"Metric": {"Region": "x"}}}]},
            "has Metrics.MetricStat.Metric.Region",
        ),
        (
            {"Metrics": [{"Id": "b", "Expression": "ANOMALY_DETECTION_BAND(a, 2)"}]},
            "calls ANOMALY_DETECTION_BAND",
        ),
        (
            {"Statistic": "tm99"},
            "Supported: SampleCount, Average, Sum, Minimum, Maximum and percentiles such as p99.9.",
        ),
        ({"Statistic": "p101"}, "takes the statistic p101"),
        ({"ComparisonOperator": "LessThanLowerThreshold"}, "compares with LessThanLowerThreshold"),
        ({"Period": 90}, "has a period of 90 s"),
        ({"Metrics": [_query("Errors", 0, ReturnData=True)]}, "has a period of 0 s"),
        ({"Period": -60}, "has a period of -60 s"),
        ({"Period": 5}, "has a period of 5 s"),
        ({"DatapointsToAlarm": 3}, "needs 3 of 2 data points"),
        ({"DatapointsToAlarm": -1}, "needs -1 of 2 data points"),
        ({"EvaluationPeriods": 0}, "needs 0 of 0 data points"),
        ({"EvaluationPeriods": 1441}, "spans 86460 s"),
        ({"Period": 3600, "EvaluationPeriods": 169}, "spans 608400 s"),
        ({"Metrics": [_query("Errors"), _query("Invocations", 300)]}, "2 different periods"),
        ({"Metrics": [_query("Errors")]}, "returns that of 0: none"),
        (
            {
                "Metrics": [_query(f"M{number}") for number in range(11)]
                + [{"Id": "r", "Expression": "m1"}]
            },
            "reads 11 metrics",
        ),
        (
            {"Metrics": [_query("Errors"), {"Id": "e", "Expression": "errors + sum"}]},
            "'e' is computed from 'sum', which is not a query of the alarm",
        ),
        (
            {"Metrics": [_query("Errors"), {"Id": "e", "Expression": "z + y + x + w + v + u"}]},
            "'e' is computed from 'u', which is not a query of the alarm",
        ),
        (
            {
                "Metrics": [
                    _query("Errors"),
                    {"Id": "a", "Expression": "IF(errors, b, 0)"},
                    {"Id": "b", "Expression": "a", "ReturnData": False},
                ]
            },
            "is computed from itself",
        ),
        (
            {"EvaluationWindow": {"WallClockWindow": {"Timezone": "Mars/Olympus"}}},
            "there is no time zone 'Mars/Olympus'",
        ),
        (
            {"EvaluationWindow": {"WallClockWindow": {"Timezone": "+05:31"}}},
            "the offset '+05:31' is not a multiple of five minutes",
        ),
        (
            {"EvaluationWindow": {"WallClockWindow": {"Timezone": "+24:00"}}},
            "the offset '+24:00' is not a multiple of five minutes within a day",
        ),
        (
            {"Period": 600, "EvaluationWindow": {"WallClockWindow": {}}},
            "has a wall clock window with a period of 600 s",
        ),
        (
            {
                "EvaluateLowSampleCountPercentile": "ignore",
                "Metrics": [_query("Duration", stat="p99", ReturnData=True)],
            },
            "ignores few samples of a percentile in metric math",
        ),
    ],
)
def test_what_is_not_modelled_is_refused(change: dict[str, Any], part: str) -> None:
    """An alarm that is not understood, or that CloudWatch has not, is an error, never a state."""
    with pytest.raises(AlarmError) as caught:
        read_alarm(_described(change))
    assert part in caught.value.message


@pytest.mark.parametrize(
    "change",
    [
        {"EvaluationPeriods": 1440},
        {"Period": 3600, "EvaluationPeriods": 168},
        {"Period": 604_800, "EvaluationPeriods": 1},
        {"Statistic": None, "ExtendedStatistic": "p100"},
        {"Statistic": None, "ExtendedStatistic": "p0.1"},
        {"EvaluateLowSampleCountPercentile": "ignore"},
        {
            "Metrics": [_query(f"M{number}") for number in range(10)]
            + [{"Id": "r", "Expression": "m1"}]
        },
        {"EvaluationWindow": {"WallClockWindow": {"Timezone": "-12:55"}}},
    ],
)
def test_what_is_just_within_a_limit_is_read(change: dict[str, Any]) -> None:
    """Limits are CloudWatch's own."""
    read_alarm(_described(change))

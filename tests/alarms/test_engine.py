"""The engine beyond the conformance suite: what AWS leaves open, and the edges of its interface."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.alarms import (
    Action,
    AlarmState,
    EvaluationParameters,
    LowSamples,
    Metric,
    MetricAlarm,
    PercentileMethod,
    Sample,
    StateChange,
    evaluate_once,
    evaluate_over_time,
    read_alarm,
)
from lambda_monitored_gen.alarms.missing_data import decide_state
from lambda_monitored_gen.alarms.windows import make_windows

HOUR = 1_767_268_800  # a full one, in seconds since 1970
ERRORS = Metric("AWS/Lambda", "Errors")
INVOCATIONS = Metric("AWS/Lambda", "Invocations")


def _alarm(**fields: Any) -> MetricAlarm:
    of_one_metric = {
        "Namespace": ERRORS.namespace,
        "MetricName": ERRORS.name,
        "Statistic": "Sum",
        "Period": 60,
    }
    return read_alarm(
        {
            **({} if "Metrics" in fields else of_one_metric),
            "AlarmName": "errors",
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0,
            "TreatMissingData": "notBreaching",
            **fields,
        }
    )


def _at(stamp: int, value: float = 1, weight: float = 1) -> Sample:
    return Sample(stamp, stamp, value, weight)


def test_the_hour_can_be_judged_at_another_minute() -> None:
    """Where in the hour a long alarm is judged is a parameter."""
    alarm = _alarm(Period=3600, EvaluationPeriods=25, DatapointsToAlarm=1)
    samples = {ERRORS: [_at(HOUR + 60)]}
    timeline = evaluate_over_time(
        alarm,
        samples,
        start=HOUR,
        end=HOUR + 7200,
        parameters=EvaluationParameters(hourly_offset=1200),
    )
    assert timeline.times == range(HOUR + 1200, HOUR + 7201, 3600)
    assert timeline.states == (AlarmState.ALARM, AlarmState.ALARM)


def test_minutes_know_no_place_in_the_hour() -> None:
    """The parameter for the hour does not move alarms that are judged every minute."""
    times = evaluate_over_time(
        _alarm(), {}, start=HOUR, end=HOUR + 60, parameters=EvaluationParameters(hourly_offset=1200)
    ).times
    assert times == range(HOUR, HOUR + 61, 60)


def test_a_lag_judges_what_was_before() -> None:
    """With a lag the newest period ends before the evaluation, which knows what came since."""
    samples = {ERRORS: [Sample(HOUR, HOUR + 110, 1)]}
    timeline = evaluate_over_time(
        _alarm(),
        samples,
        start=HOUR,
        end=HOUR + 660,
        parameters=EvaluationParameters(lag=60),
    )
    ringing = [
        time
        for time, state in zip(timeline.times, timeline.states, strict=True)
        if state is AlarmState.ALARM
    ]
    assert ringing == list(range(HOUR + 120, HOUR + 481, 60))


def test_an_evaluation_sees_what_has_arrived_by_its_second() -> None:
    """Later in the minute more is known, of the same period."""
    samples = {ERRORS: [Sample(HOUR, HOUR + 80, 1)]}
    for offset, state in ((19, AlarmState.OK), (20, AlarmState.ALARM)):
        timeline = evaluate_over_time(
            _alarm(),
            samples,
            start=HOUR + 60,
            end=HOUR + 119,
            parameters=EvaluationParameters(offset=offset),
        )
        assert timeline.states == (state,)


@pytest.mark.parametrize(
    ("percentile", "method", "wanted"),
    [
        ("p50", PercentileMethod.LINEAR, 2.5),
        ("p50", PercentileMethod.NEAREST_RANK, 2),
        ("p51", PercentileMethod.NEAREST_RANK, 3),
        ("p90", PercentileMethod.LINEAR, 7.9),
        ("p90", PercentileMethod.NEAREST_RANK, 10),
        ("p0", PercentileMethod.LINEAR, 1),
        ("p0", PercentileMethod.NEAREST_RANK, 1),
        ("p100", PercentileMethod.LINEAR, 10),
        ("p100", PercentileMethod.NEAREST_RANK, 10),
    ],
)
def test_percentiles(percentile: str, method: PercentileMethod, wanted: float) -> None:
    """A percentile lies between samples, or is one of them."""
    alarm = _alarm(Statistic=None, ExtendedStatistic=percentile)
    found = evaluate_once(
        alarm,
        {
            ERRORS: [
                _at(HOUR, 10),
                _at(HOUR, 1),
                _at(HOUR, 2),
                _at(HOUR, 2, 0),
                _at(HOUR + 59, 2 + 1),
            ]
        },
        at=HOUR + 60,
        parameters=EvaluationParameters(percentile=method),
    )
    assert found.points[-1] == pytest.approx(wanted)


def test_a_weight_stands_for_equal_samples() -> None:
    """Three samples in one weigh as much as three."""
    for statistic, wanted in (("Sum", 12), ("Average", 3), ("SampleCount", 4), ("p50", 2)):
        kind = "ExtendedStatistic" if statistic == "p50" else "Statistic"
        alarm = _alarm(**{"Statistic": None, kind: statistic})
        found = evaluate_once(alarm, {ERRORS: [_at(HOUR, 2, 3), _at(HOUR, 6)]}, at=HOUR + 60)
        assert found.points[-1] == wanted


def test_the_newest_period_alone_can_decide_on_few_samples() -> None:
    """Which periods need enough samples is a parameter; an older one may have few of them."""
    alarm = _alarm(
        Statistic=None,
        ExtendedStatistic="p50",
        EvaluationPeriods=2,
        EvaluateLowSampleCountPercentile="ignore",
    )
    few_before = {ERRORS: [_at(HOUR, 1, 19), _at(HOUR + 60, 1, 20)]}
    few_now = {ERRORS: [_at(HOUR, 1, 20), _at(HOUR + 60, 1, 19)]}
    kept, ringing = AlarmState.INSUFFICIENT_DATA, AlarmState.ALARM
    for low_samples, samples, state in (
        (LowSamples.ANY, few_before, kept),
        (LowSamples.ANY, few_now, kept),
        (LowSamples.NEWEST, few_before, ringing),
        (LowSamples.NEWEST, few_now, kept),
    ):
        parameters = EvaluationParameters(low_samples=low_samples)
        found = evaluate_once(alarm, samples, at=HOUR + 120, parameters=parameters)
        assert found.state is state


def test_what_is_newer_than_the_newest_period_is_not_judged() -> None:
    """Few samples of a period that is known already, but not judged yet, do not matter."""
    alarm = _alarm(
        Statistic=None, ExtendedStatistic="p50", EvaluateLowSampleCountPercentile="ignore"
    )
    samples = {ERRORS: [_at(HOUR, 1, 20), _at(HOUR + 60, 1, 1)]}
    timeline = evaluate_over_time(
        alarm,
        samples,
        start=HOUR + 120,
        end=HOUR + 180,
        parameters=EvaluationParameters(lag=60),
    )
    assert timeline.states[0] is AlarmState.ALARM


def test_a_timeline_tells_states_between_evaluations() -> None:
    """Before the first evaluation there is no state; after the last one its state stays."""
    timeline = evaluate_over_time(
        _alarm(), {ERRORS: [_at(HOUR + 1)]}, start=HOUR + 1, end=HOUR + 179
    )
    assert timeline.times == range(HOUR + 60, HOUR + 180, 60)
    assert timeline.state_at(HOUR + 59.9) is None
    assert timeline.state_at(HOUR + 60) is AlarmState.ALARM
    assert timeline.state_at(HOUR + 10**6) is AlarmState.ALARM
    assert timeline.changes == (
        StateChange(HOUR + 60, AlarmState.INSUFFICIENT_DATA, AlarmState.ALARM),
    )


def test_nothing_is_evaluated_in_a_part_of_a_minute() -> None:
    """Between two evaluations there is a life without states."""
    timeline = evaluate_over_time(_alarm(), {}, start=HOUR + 1, end=HOUR + 59)
    assert (len(timeline.times), timeline.states, timeline.changes) == (0, (), ())
    assert timeline.state_at(HOUR + 30) is None


def test_what_lies_outside_the_range_is_passed_over() -> None:
    """Samples from long before and from the future, and metrics that the alarm does not read."""
    samples = {
        ERRORS: [_at(HOUR - 10**7), Sample(HOUR + 10**7, HOUR, 1)],
        Metric("AWS/Lambda", "Throttles"): [_at(HOUR)],
    }
    timeline = evaluate_over_time(_alarm(), samples, start=HOUR, end=HOUR + 60)
    assert timeline.states == (AlarmState.OK, AlarmState.OK)


def _math(expression: str, period: int, *metrics: Metric) -> MetricAlarm:
    return _alarm(
        Metrics=[
            {"Id": "result", "Expression": expression},
            *(
                {
                    "Id": metric.name.lower(),
                    "MetricStat": {
                        "Metric": {"Namespace": metric.namespace, "MetricName": metric.name},
                        "Period": period,
                        "Stat": "Sum",
                    },
                    "ReturnData": False,
                }
                for metric in metrics
            ),
        ]
    )


def test_an_idle_metric_waits_for_no_other() -> None:
    """After silence the first sample of any metric is seen, whenever the other ones have theirs."""
    alarm = _math("errors + invocations", 60, ERRORS, INVOCATIONS)
    samples = {ERRORS: [_at(HOUR + 7200)], INVOCATIONS: [_at(HOUR + 3600)]}
    timeline = evaluate_over_time(alarm, samples, start=HOUR, end=HOUR + 9000)
    ringing = [change.time for change in timeline.changes if change.state is AlarmState.ALARM]
    assert ringing == [HOUR + 3660, HOUR + 7260]
    assert len(timeline.states) == len(timeline.times)


def test_dropped_points_are_not_silence() -> None:
    """Where a division by zero leaves no point, the next period may have one without new data."""
    alarm = _math("errors + 1 / invocations", 120, ERRORS, INVOCATIONS)
    samples = {INVOCATIONS: [_at(HOUR, -1), _at(HOUR + 60, 1)]}
    timeline = evaluate_over_time(alarm, samples, start=HOUR + 120, end=HOUR + 180)
    assert timeline.states == (AlarmState.OK, AlarmState.ALARM)


@pytest.mark.parametrize(
    "fields",
    [
        {"Period": 300},
        {"Period": 60},
        {"Period": 5400, "EvaluationPeriods": 20},
        {"Period": 30},
        {"Period": 86_400, "EvaluationWindow": {"WallClockWindow": {"Timezone": "Asia/Kolkata"}}},
        {"Period": 3600, "EvaluationWindow": {"WallClockWindow": {}}},
    ],
)
def test_a_bucket_belongs_to_the_periods_that_span_it(fields: dict[str, Any]) -> None:
    """Late data must reach all periods that it changes, and no others."""
    windows = make_windows(_alarm(**fields), range(HOUR, HOUR + 1), EvaluationParameters())
    first = windows.span(0)[0]
    assert windows.span(windows.periods - 1)[1] == windows.buckets
    for bucket in range(first, windows.buckets):
        spanning = [
            period
            for period in range(windows.periods)
            if windows.span(period)[0] <= bucket < windows.span(period)[1]
        ]
        assert list(windows.touched(bucket)) == spanning


def test_once_is_the_first_evaluation_from_a_time_on() -> None:
    """A second after one it is the next; the points are there with what the alarm makes of them."""
    samples = {ERRORS: [_at(HOUR), _at(HOUR + 60, 0)]}
    for at, points in ((HOUR + 60, (None, 1)), (HOUR + 61, (1, 0)), (HOUR + 120, (1, 0))):
        found = evaluate_once(_alarm(), samples, at=at)
        assert found.points == (None,) * 5 + points
        assert found.breaching == tuple(None if each is None else each > 0 for each in found.points)
        assert found.alarm == "errors"
        assert found.state is (AlarmState.ALARM if points == (None, 1) else AlarmState.OK)


@pytest.mark.parametrize("state", [None, *AlarmState])
def test_what_a_young_breach_means_is_a_parameter(state: AlarmState | None) -> None:
    """Where it has no state of its own, the alarm keeps the one that it is in."""
    alarm = replace(_alarm(EvaluationPeriods=2, TreatMissingData="missing"), state=AlarmState.OK)
    parameters = EvaluationParameters(young_breach=state)
    found = evaluate_once(alarm, {ERRORS: [_at(HOUR)]}, at=HOUR + 60, parameters=parameters)
    assert found.state is (state or AlarmState.OK)


def test_actions_of_each_change() -> None:
    """All of the new state, in their order; a state without any carries out nothing."""
    alarm = replace(_alarm(), actions={AlarmState.ALARM: ("a", "b")})
    samples = {ERRORS: [_at(HOUR), _at(HOUR + 60, 0), _at(HOUR + 120)]}
    timeline = evaluate_over_time(alarm, samples, start=HOUR + 60, end=HOUR + 180)
    assert len(timeline.changes) == 3
    assert timeline.actions == tuple(
        Action(time, AlarmState.ALARM, arn) for time in (HOUR + 60, HOUR + 180) for arn in "ab"
    )


SAMPLES = st.lists(
    st.builds(
        lambda stamp, delay, value: Sample(HOUR + stamp, HOUR + stamp + delay, value),
        st.integers(-1500, 1500),
        st.integers(0, 700),
        st.sampled_from([0, 1, 3]),
    ),
    max_size=12,
)


@given(
    SAMPLES,
    st.sampled_from([(60, 1, 1), (60, 3, 2), (120, 2, 2), (300, 2, 1), (30, 3, 2), (20, 1, 1)]),
    st.sampled_from(["missing", "ignore", "breaching", "notBreaching"]),
    st.integers(0, 59),
)
def test_the_engine_agrees_with_its_definition(
    samples: list[Sample], window: tuple[int, int, int], setting: str, offset: int
) -> None:
    """Every state is what the rules say of the samples that have arrived, counted from scratch."""
    period, n, m = window
    alarm = _alarm(
        Period=period, EvaluationPeriods=n, DatapointsToAlarm=m, TreatMissingData=setting
    )
    parameters = EvaluationParameters(offset=offset)
    timeline = evaluate_over_time(
        alarm, {ERRORS: samples}, start=HOUR, end=HOUR + 1800, parameters=parameters
    )
    state = AlarmState.INSUFFICIENT_DATA
    for time, found in zip(timeline.times, timeline.states, strict=True):
        points = bytearray()
        for age in reversed(range(max(420 // period, n + 2))):
            end = time - offset % alarm.interval - age * period
            values = [
                sample.value
                for sample in samples
                if sample.arrival <= time and end - period <= sample.stamp < end
            ]
            points += (b"X" if sum(values) > 0 else b"0") if values else b"-"
        decided = decide_state(
            bytes(points),
            evaluation_periods=n,
            datapoints_to_alarm=m,
            treat_missing_data=alarm.treat_missing_data,
        )
        state = decided or state
        assert found is state

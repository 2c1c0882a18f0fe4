"""Proofs that alarms ring: what cases are, that few of them tell about all, and what is found."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_monitored_gen.alarms import (
    DEFAULTS,
    AlarmError,
    EvaluationParameters,
    MetricAlarm,
    Scenario,
    TreatMissingData,
    Watched,
    prove,
    read_alarm,
)
from lambda_monitored_gen.alarms.cases import NOON, Case, Surroundings, Traffic
from lambda_monitored_gen.alarms.exhaustion import (
    all_cases,
    class_of,
    classes,
    count_cases,
    size_of,
)
from lambda_monitored_gen.alarms.invocations import Invocation, Outcome, Stamp, samples_of
from lambda_monitored_gen.alarms.missing_data import decide_state
from lambda_monitored_gen.alarms.search import (
    NARROW,
    RANGES,
    always_rings,
    rings_at,
    search,
    search_all,
)
from lambda_monitored_gen.alarms.state import AlarmState

MEASURED = RANGES["measured"]


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


def memory(**fields: Any) -> MetricAlarm:
    """An alarm on memory in use."""
    return alarm("memory_utilization", "Maximum", 90, "LambdaInsights", **fields)


FAILED = Invocation(NOON + 59, 2, 3, Outcome.FAILED, 40)
REFUSED = Invocation(NOON, 0, 1, Outcome.REFUSED)


@pytest.mark.parametrize(
    ("read", "invocation", "stamp", "wanted"),
    [
        (alarm("Errors"), FAILED, Stamp.START, (0, 64, 1)),
        (alarm("Errors"), FAILED._replace(outcome=Outcome.SUCCEEDED), Stamp.START, (0, 64, 0)),
        (alarm("Errors"), REFUSED, Stamp.START, None),
        (alarm("Invocations"), FAILED, Stamp.START, (0, 64, 1)),
        (alarm("Invocations"), REFUSED, Stamp.START, None),
        (alarm("Duration"), FAILED, Stamp.END, (0, 64, 2000)),
        (alarm("Duration"), REFUSED, Stamp.START, None),
        (alarm("Throttles"), FAILED, Stamp.START, (0, 64, 0)),
        (alarm("Throttles"), REFUSED, Stamp.START, (0, 1, 1)),
        (memory(), FAILED, Stamp.START, (0, 64, 40)),
        (memory(), FAILED, Stamp.END, (60, 64, 40)),
        (memory(), REFUSED, Stamp.END, None),
    ],
)
def test_samples_of_an_invocation(
    read: MetricAlarm,
    invocation: Invocation,
    stamp: Stamp,
    wanted: tuple[int, int, float] | None,
) -> None:
    """Lambda stamps the minute of the start and sends after the end; Insights may stamp the end."""
    (samples,) = samples_of(read, [invocation], stamp).values()
    found = [(each.stamp - NOON, each.arrival - NOON, each.value) for each in samples]
    assert found == ([] if wanted is None else [wanted])


def test_equal_invocations_are_one_sample() -> None:
    """Several invocations in the same second are a sample of their number."""
    (samples,) = samples_of(alarm(), [FAILED._replace(number=7)]).values()
    assert [each.weight for each in samples] == [7]


@pytest.mark.parametrize(
    ("made", "watches", "said"),
    [
        (alarm("Depth", namespace="AWS/SQS"), Watched.FAILURE, "reads Depth of AWS/SQS"),
        (alarm(Period=10), Watched.FAILURE, "a data point a minute"),
        (alarm("Duration", "Average"), Watched.DURATION, "only their maximum"),
        (
            alarm(EvaluationWindow={"WallClockWindow": {}}, Period=3600),
            Watched.FAILURE,
            "wall clock window",
        ),
    ],
)
def test_what_cannot_be_proven_is_refused(made: MetricAlarm, watches: Watched, said: str) -> None:
    """An alarm for which cases would not tell the truth is refused with the reason."""
    with pytest.raises(AlarmError, match=said):
        Scenario(made, watches, 3)


def test_an_alarm_that_nothing_raises_is_refused() -> None:
    """A rate above 100 percent is no matter of windows."""
    with pytest.raises(AlarmError, match="can never ring"):
        prove(Scenario(rate(threshold=101), Watched.FAILURE_RATE, 3))


@pytest.mark.parametrize(
    ("threshold", "timeout", "wanted"), [(2400, 3, [3]), (0, 2, [1, 2]), (3000, 3, [3])]
)
def test_durations_to_watch(threshold: float, timeout: int, wanted: list[int]) -> None:
    """Those above the threshold, and the whole timeout even where that is not above it."""
    made = Scenario(alarm("Duration", "Maximum", threshold), Watched.DURATION, timeout)
    assert list(made.durations) == wanted


@pytest.mark.parametrize(("fewest", "period"), [(1, 300), (3, 300), (7, 300), (20, 60), (60, 3600)])
@pytest.mark.parametrize("traffic", Traffic)
@pytest.mark.parametrize("start", [0, 1, 59])
def test_a_rate_is_of_as_few_as_count(
    fewest: int, period: int, traffic: Traffic, start: int
) -> None:
    """Every whole period in which all fails has the fewest invocations that count, no more."""
    made = Scenario(rate(period=period, fewest=fewest), Watched.FAILURE_RATE, 3)
    assert made.fewest == fewest
    case = Case(3, 0, start, Surroundings.IDLE, traffic=traffic)
    watched = made.watched(case)
    first = NOON + math.ceil(start / 60) * 60
    assert made.over(case) == first + 2 * period
    for since in range(first, first + period + 1, 60):
        inside = [each.number for each in watched if since <= each.start < since + period]
        assert sum(inside) == fewest
    assert {each.start % 60 for each in watched} == {start}


def test_surroundings() -> None:
    """A busy function has healthy invocations in every minute, but for those in which all fail."""
    made = Scenario(rate(), Watched.FAILURE_RATE, 3)
    case = Case(3, 0, 30, Surroundings.BUSY)
    minutes = [each.start - NOON for each in made.others(case, NOON - 60, NOON + 300)]
    assert minutes == [-60, 0, 180, 240]
    follower = list(made.others(case._replace(surroundings=Surroundings.FOLLOWED), 0, 1))
    assert [each.start - NOON for each in follower] == [180]
    single = Scenario(alarm(), Watched.FAILURE, 3)
    follower = list(single.others(case._replace(surroundings=Surroundings.FOLLOWED), 0, 1))
    assert [each.start - NOON for each in follower] == [33]
    assert list(single.others(case._replace(surroundings=Surroundings.IDLE), 0, 999)) == []


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
    "rate": Scenario(rate(), Watched.FAILURE_RATE, 2, 3),
    "rate, spread": Scenario(rate(period=180, fewest=2, n=3), Watched.FAILURE_RATE, 1, 1),
}


@pytest.mark.process
@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("parameters", [MEASURED, NARROW, replace(DEFAULTS, offset=7, lag=60)])
def test_few_cases_tell_about_all(name: str, parameters: EvaluationParameters) -> None:
    """The cases of a class ring alike, and the search of classes finds what that of all finds."""
    scenario = SCENARIOS[name]
    found = classes(scenario, parameters)
    for case in all_cases(scenario):
        own = found[class_of(scenario, case, parameters)]
        assert size_of(own.smallest) <= size_of(case)
        assert scenario.noticed(own.longest) <= scenario.noticed(case)
    everything = search_all(scenario, parameters)
    assert search(scenario, parameters)._replace(tried=count_cases(scenario)) == everything


@st.composite
def any_case(draw: st.DrawFn) -> tuple[Scenario, Case]:
    """A scenario of long invocations, and any case of it."""
    timeout = draw(st.integers(1, 900))
    periods = draw(st.integers(1, 25))
    breaching = draw(st.integers(1, periods))
    window: dict[str, Any] = {"EvaluationPeriods": periods, "DatapointsToAlarm": breaching}
    missing = draw(st.sampled_from([each.value for each in TreatMissingData]))
    many = rate(
        n=min(periods, 4),
        m=min(breaching, 2),
        period=draw(st.sampled_from([60, 300, 900])),
        fewest=draw(st.integers(1, 40)),
        threshold=draw(st.integers(0, 100)),
    )
    scenario = draw(
        st.sampled_from(
            [
                Scenario(alarm(**window, TreatMissingData=missing), Watched.FAILURE, timeout),
                Scenario(
                    alarm("Duration", "Maximum", timeout * 800, **window), Watched.DURATION, timeout
                ),
                Scenario(memory(**window), Watched.MEMORY, timeout),
                Scenario(many, Watched.FAILURE_RATE, timeout),
            ]
        )
    )
    case = Case(
        draw(st.sampled_from(scenario.durations)),
        draw(st.integers(0, scenario.latest)),
        draw(st.integers(0, 59)),
        draw(st.sampled_from(Surroundings)),
        draw(st.sampled_from(scenario.stamps)),
        draw(st.sampled_from(scenario.traffic)),
    )
    return scenario, case


@settings(max_examples=120, deadline=None)
@given(any_case(), st.sampled_from([MEASURED, NARROW]))
def test_any_case_rings_as_its_class_does(
    made: tuple[Scenario, Case], parameters: EvaluationParameters
) -> None:
    """Of the millions of cases with long timeouts, whichever is taken rings as its class says."""
    scenario, case = made
    own = classes(scenario, parameters)[class_of(scenario, case, parameters)]
    rung = rings_at(scenario, case, parameters)
    assert rung == rings_at(scenario, own.smallest, parameters)
    assert rung == rings_at(scenario, own.longest, parameters)
    assert size_of(own.smallest) <= size_of(case)
    assert scenario.noticed(own.longest) <= scenario.noticed(case)


@given(
    st.lists(st.sampled_from([b"0", b"X", b"-"]), min_size=5, max_size=9),
    st.integers(1, 5),
    st.data(),
)
def test_a_longer_range_rings_no_later(points: list[bytes], n: int, data: st.DataObject) -> None:
    """If the newest N periods raise an alarm, they do so with older ones beside them."""
    m = data.draw(st.integers(1, n))
    settings_of = {
        "evaluation_periods": n,
        "datapoints_to_alarm": m,
        "treat_missing_data": TreatMissingData.NOT_BREACHING,
    }
    if decide_state(b"".join(points[-n:]), **settings_of) is AlarmState.ALARM:  # type: ignore[arg-type]
        assert decide_state(b"".join(points), **settings_of) is AlarmState.ALARM  # type: ignore[arg-type]


@pytest.mark.parametrize(("timeout", "periods"), [(0, 4), (1, 4), (2, 5), (60, 5), (900, 19)])
def test_periods_that_a_timeout_needs(timeout: int, periods: int) -> None:
    """One of N breaching points rings for failures of any length from a certain N on."""
    window: dict[str, Any] = {"EvaluationPeriods": periods, "DatapointsToAlarm": 1}
    enough = Scenario(alarm(**window), Watched.FAILURE, timeout)
    assert always_rings(enough)
    fewer: dict[str, Any] = {"EvaluationPeriods": periods - 1, "DatapointsToAlarm": 1}
    assert not always_rings(replace(enough, alarm=alarm(**fewer)))
    remedy = prove(Scenario(alarm(), Watched.FAILURE, timeout)).remedy
    assert str(remedy) == f"evaluation_periods = {periods}, datapoints_to_alarm = 1"


def test_a_proof_of_an_alarm_that_rings() -> None:
    """It has no counterexample, and says how long the longest wait is and how it comes about."""
    window: dict[str, Any] = {"EvaluationPeriods": 19, "DatapointsToAlarm": 1}
    proof = prove(Scenario(alarm(**window), Watched.FAILURE, 900))
    assert proof.rings
    assert (proof.counterexample, proof.reading, proof.remedy) == (None, None, None)
    # Its data come 180 s after its end, one second after an evaluation.
    assert proof.seconds == 239
    assert proof.longest is not None
    assert (proof.longest.start + proof.longest.duration + proof.longest.delay) % 60 == 1
    assert proof.cases == 60 * 901 * 181 * 3
    assert proof.classes < 200


@pytest.mark.parametrize(
    ("made", "watches", "wanted"),
    [
        (rate(threshold=100), Watched.FAILURE_RATE, "evaluation_periods = 6"),
        (alarm("Duration", "Maximum", 3000), Watched.DURATION, "evaluation_periods = 5"),
        (
            rate(threshold=100, n=9, m=2),
            Watched.FAILURE_RATE,
            "comparison_operator = GreaterThanOrEqualToThreshold",
        ),
    ],
)
def test_a_threshold_that_cannot_be_exceeded(
    made: MetricAlarm, watches: Watched, wanted: str
) -> None:
    """Nothing is above 100 percent: the comparison has to be another, beside the window."""
    remedy = str(prove(Scenario(made, watches, 3)).remedy)
    assert remedy.startswith("comparison_operator = GreaterThanOrEqualToThreshold")
    assert wanted in remedy


def test_a_threshold_beyond_everything_has_no_remedy() -> None:
    """Where not even 'at least' can hold, no window mends the alarm."""
    assert prove(Scenario(memory(Threshold=101), Watched.MEMORY, 3)).remedy is None


def test_what_only_the_narrow_range_misses_is_said() -> None:
    """A counterexample is one with the measured range if there is one, else with the narrow one."""
    proof = prove(Scenario(rate(period=3600, fewest=20), Watched.FAILURE_RATE, 3))
    assert proof.reading == "narrow"
    assert proof.counterexample is not None
    assert proof.counterexample.parameters is NARROW


def test_an_alarm_that_is_raised_anyway_does_not_ring() -> None:
    """Without data it is in ALARM before the failure: nobody is told of that."""
    made = Scenario(alarm(TreatMissingData="breaching"), Watched.FAILURE, 0, 0)
    case = Case(0, 0, 0, Surroundings.IDLE)
    assert rings_at(made, case, MEASURED) is None
    assert rings_at(made, case._replace(surroundings=Surroundings.BUSY), MEASURED) == NOON + 60


def test_an_alarm_may_ring_long_after_all_is_known() -> None:
    """Where data are missing, a lone breaching point raises the alarm once it is M periods old."""
    window: dict[str, Any] = {"EvaluationPeriods": 5, "TreatMissingData": "missing"}
    made = Scenario(alarm(**window), Watched.FAILURE, 0, 0)
    case = Case(0, 0, 0, Surroundings.IDLE)
    assert rings_at(made, case, NARROW) == NOON + 300


def test_the_time_line_of_a_counterexample() -> None:
    """It tells in the order of time what happens, what CloudWatch knows, and what it decides."""
    proof = prove(Scenario(alarm(), Watched.FAILURE, 3))
    assert proof.counterexample is not None
    assert [f"{each.clock} {each.text}" for each in proof.counterexample.events()] == [
        "12:00:59 the invocation starts",
        "12:01:00 evaluation of 11:54 to 12:01: - - - - - - -  OK",
        "12:01:01 the invocation fails",
        "12:01:01 CloudWatch knows the invocation, stamped 12:00",
        "12:01:01 a healthy invocation, known at once",
        "12:02:00 evaluation of 11:55 to 12:02: - - - - - X [0]  OK",
        "12:03:00 evaluation of 11:56 to 12:03: - - - - X [0] -  OK",
        "12:04:00 evaluation of 11:57 to 12:04: - - - X [0] - -  OK",
        "12:05:00 evaluation of 11:58 to 12:05: - - X [0] - - -  OK",
        "12:06:00 evaluation of 11:59 to 12:06: - X [0] - - - -  OK",
        "12:07:00 evaluation of 12:00 to 12:07: X [0] - - - - -  OK",
        "12:08:00 evaluation of 12:01 to 12:08: [0] - - - - - -  OK",
    ]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_time_line_never_shows_an_alarm(name: str) -> None:
    """The engine that decides and the time line that explains agree: no evaluation says ALARM."""
    proof = prove(SCENARIOS[name])
    if proof.counterexample is not None:
        events = proof.counterexample.events()
        assert events == sorted(events, key=lambda each: each.time)
        assert not any(each.text.endswith("ALARM") for each in events)
        assert any("CloudWatch knows" in each.text for each in events)


@pytest.mark.parametrize("delay", [60, 119, 180])
@pytest.mark.parametrize("surroundings", [Surroundings.BUSY, Surroundings.FOLLOWED])
def test_healthy_invocations_are_worst_if_known_at_once(
    monkeypatch: pytest.MonkeyPatch, delay: int, surroundings: Surroundings
) -> None:
    """Where the alarm rings with healthy ones known at once, it rings with them known later."""
    made = Scenario(alarm(EvaluationPeriods=2, DatapointsToAlarm=1), Watched.FAILURE, 120)
    cases = [
        Case(duration, late, start, surroundings)
        for duration in (0, 1, 59, 61, 120)
        for late in (0, 1, 60, 180)
        for start in (0, 1, 59)
    ]
    at_once = [rings_at(made, case, MEASURED) for case in cases]
    known = Scenario.others

    def later(self: Scenario, case: Case, since: int, until: int) -> list[Invocation]:
        return [each._replace(delay=delay) for each in known(self, case, since, until)]

    monkeypatch.setattr(Scenario, "others", later)
    for case, before in zip(cases, at_once, strict=True):
        after = rings_at(made, case, MEASURED)
        assert before is None or (after is not None and after <= before), case

"""`--fetch`: pages, periods, throttling, and what is said where AWS gives nothing."""

import datetime as dt
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.simulation import AlarmSet, SimulationError, Trace
from lambda_monitored_gen.simulation.fetching import Fetch, fetch_trace, make_client
from lambda_monitored_gen.simulation.trace import LAMBDA, Column
from tests.simulation.calls import FUNCTION, simulate, write_spec
from tests.simulation.test_replay import ALARM, DIMENSIONS

NOW = 1_767_614_400 + 30
END = 1_767_614_400
DAY = 86_400
OURS = tuple((each["Name"], each["Value"]) for each in DIMENSIONS)


def client_of(**settings: Any) -> Any:  # noqa: ANN401 - boto3 makes its classes when it runs
    """A client without an AWS behind it."""
    return boto3.client(
        "cloudwatch",
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",  # noqa: S106 - nobody's
        config=Config(**settings),
    )


def page(points: dict[str, dict[int, float]], **more: Any) -> dict[str, Any]:
    """One page of GetMetricData."""
    return {
        "MetricDataResults": [
            {
                "Id": name,
                "Label": name,
                "StatusCode": "Complete",
                "Timestamps": [dt.datetime.fromtimestamp(x, dt.timezone.utc) for x in values],
                "Values": list(values.values()),
            }
            for name, values in points.items()
        ],
        **more,
    }


def fetch(
    pages: list[dict[str, Any]], days: int, *alarms: dict[str, Any], now: int = NOW
) -> tuple[Trace, list[Any]]:
    """Fetch from a CloudWatch that answers with these pages; tell what it was asked, too."""
    client = client_of()
    asked: list[Any] = []
    client.meta.events.register(
        "provide-client-params.cloudwatch.GetMetricData",
        lambda params, **_: asked.append(dict(params)),
    )
    with Stubber(client) as stub:
        for each in pages:
            stub.add_response("get_metric_data", each)
        trace = fetch_trace(client, Fetch(FUNCTION, days, now, 0), [AlarmSet("", alarms)])
        stub.assert_no_pending_responses()
    return trace, asked


def test_pages_are_put_together() -> None:
    """All pages of a request make one trace, of what the alarms read and of the activity."""
    trace, asked = fetch(
        [
            page({"m0": {END - 120: 5}, "m1": {END - 120: 1}}, NextToken="more"),
            page({"m0": {END - 60: 7}, "m3": {END - 60: 900}}),
        ],
        1,
        {**ALARM, "MetricName": "Duration", "Statistic": "Maximum"},
    )
    table = trace.table
    assert list(table.stamps) == [END - 120, END - 60]
    invocations = Column(LAMBDA, "Invocations", "Sum", OURS, counted=True)
    assert list(table.columns[invocations]) == [5, 7]
    assert Column(LAMBDA, "Duration", "Maximum", OURS, counted=True) in table.columns
    assert (trace.start, trace.end) == (END - DAY, END)
    assert asked[1]["NextToken"] == "more"
    (query,) = [x for x in asked[0]["MetricDataQueries"] if x["Id"] == "m3"]
    assert query["MetricStat"]["Stat"] == "Maximum"
    assert query["MetricStat"]["Metric"]["Dimensions"] == DIMENSIONS


def test_older_days_have_coarser_points() -> None:
    """Minutes are fetched of fifteen days, five minutes of the days before, and that is said."""
    trace, asked = fetch([page({"m0": {END - 20 * DAY: 5}}), page({"m0": {END - 60: 7}})], 30)
    spans = [
        (x["MetricDataQueries"][0]["MetricStat"]["Period"], x["StartTime"], x["EndTime"])
        for x in asked
    ]
    assert [each[0] for each in spans] == [300, 60]
    assert spans[0][1].timestamp() == END - 30 * DAY
    assert spans[0][2] == spans[1][1]
    assert spans[1][1].timestamp() == END - 15 * DAY
    assert "points of five minutes" in trace.notes[0]
    trace, asked = fetch([page({"m0": {END - 60: 7}})], 15)
    assert trace.notes == ()


@pytest.mark.parametrize("minutes", range(5))
def test_whole_minutes_of_a_whole_span(minutes: int) -> None:
    """Whatever minute it is, days that have minutes are asked for once, and others join them."""
    now = NOW + 60 * minutes
    _, asked = fetch([page({"m0": {END - 600: 5}})], 2, now=now)
    (only,) = asked
    assert (only["EndTime"] - only["StartTime"]).total_seconds() == 2 * DAY
    _, asked = fetch([page({}), page({"m0": {END - 600: 5}})], 30, now=now)
    coarse, fine = asked
    assert coarse["EndTime"] == fine["StartTime"]
    assert coarse["StartTime"].timestamp() % 300 == coarse["EndTime"].timestamp() % 300 == 0
    assert fine["EndTime"] - fine["StartTime"] <= dt.timedelta(days=15)
    assert coarse["StartTime"] <= fine["EndTime"] - dt.timedelta(days=30)


def test_a_function_without_metrics() -> None:
    """No data at all is an error that names function and region, not a quiet month."""
    with pytest.raises(SimulationError, match=r"no metrics of a function 'payments'.*us-east-1"):
        fetch([page({})], 1)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("AccessDenied", "cloudwatch:GetMetricData"),
        ("ExpiredToken", "expired"),
        ("InvalidClientTokenId", "does not know these credentials"),
        ("Throttling", "10 attempts"),
    ],
)
def test_refusals_of_aws(code: str, hint: str) -> None:
    """What AWS refuses is said with what to do about it."""
    client = client_of(retries={"total_max_attempts": 1})
    with Stubber(client) as stub:
        stub.add_client_error("get_metric_data", code, "no")
        with pytest.raises(SimulationError, match="cannot be fetched") as found:
            fetch_trace(client, Fetch(FUNCTION, 1, NOW, 0), [])
    assert hint in (found.value.hint or "")


def test_throttled_requests_are_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client waits and asks again where CloudWatch throttles it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    retries = make_client("us-east-1").meta.config.retries
    assert retries["mode"] == "adaptive"
    assert retries["total_max_attempts"] >= 10


def test_no_network() -> None:
    """Where nobody answers, that is said."""

    class Unreachable:
        def get_paginator(self, _name: str) -> Any:  # noqa: ANN401 - as above
            raise EndpointConnectionError(endpoint_url="https://monitoring.example.com")

    with pytest.raises(SimulationError, match="Could not connect"):
        fetch_trace(Unreachable(), Fetch(FUNCTION, 1, NOW, 0), [])


def test_what_is_no_fault_of_aws_is_raised_as_it_is() -> None:
    """A defect of lmgen is not dressed up as a fault of AWS."""

    class Broken:
        def get_paginator(self, _name: str) -> Any:  # noqa: ANN401 - as above
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fetch_trace(Broken(), Fetch(FUNCTION, 1, NOW, 0), [])


def _without_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def test_no_credentials_and_no_region(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a region or credentials the command says what to set."""
    _without_aws(monkeypatch, tmp_path)
    answer = simulate(capsys, "--fetch", FUNCTION)
    assert answer.code == ExitCode.UNABLE
    assert "needs a region" in answer.err
    answer = simulate(capsys, "--fetch", FUNCTION, "--region", "eu-west-1")
    assert answer.code == ExitCode.UNABLE
    assert "needs credentials" in answer.err
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    answer = simulate(capsys, "--fetch", FUNCTION, "--region", "eu-west-1")
    assert answer.code == ExitCode.UNABLE
    assert "nobody" in answer.err


def test_the_command_fetches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a spec its alarms are replayed over the metrics of the function that is named."""

    class CloudWatch:
        def get_paginator(self, _name: str) -> Any:  # noqa: ANN401 - as above
            return self

        def paginate(self, **asked: Any) -> list[dict[str, Any]]:
            end = int(asked["EndTime"].timestamp())
            names = [
                (x["Id"], x["MetricStat"]["Metric"]["MetricName"], x["MetricStat"]["Metric"])
                for x in asked["MetricDataQueries"]
            ]
            assert all(x["Dimensions"][0]["Value"] == "orders" for _, _, x in names)
            one = {end - 600: 1.0}
            return [page({id_: one for id_, name, _ in names if name != "Throttles"})]

    monkeypatch.setattr(
        "lambda_monitored_gen.commands.simulation_options.make_client", lambda _: CloudWatch()
    )
    spec = write_spec(tmp_path)
    answer = simulate(capsys, spec, "--fetch", "orders", "--days", 2, "--format", "json")
    assert answer.code == ExitCode.OK, answer.err
    assert answer.alarm("orders-errors-immediate")["alarm_pages"] == 1
    answer = simulate(capsys, "--fetch", "orders", "--days", 2)
    assert "no SPEC" in answer.err
    assert answer.code == ExitCode.OK

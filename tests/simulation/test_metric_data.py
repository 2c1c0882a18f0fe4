"""The output of get-metric-data, as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.trace import LAMBDA, Column
from lambda_monitored_gen.simulation.traces import ReadTrace, read_trace
from tests.simulation.calls import at, simulate, write_spec

NOW = 1_800_000_000


def result(name: str, label: str, *values: float, **more: Any) -> dict[str, Any]:
    """One result, with a value for each minute from noon on, the newest first as AWS has them."""
    times = [at(f"12:{minute:02}:00").replace("Z", "+00:00") for minute in range(len(values))]
    return {
        "Id": name,
        "Label": label,
        "Timestamps": times[::-1],
        "Values": list(values[::-1]),
        "StatusCode": "Complete",
        **more,
    }


def read(path: Path, *results: dict[str, Any], **more: Any) -> ReadTrace:
    """Write and read the output of get-metric-data."""
    document = {"MetricDataResults": results, "Messages": [], **more}
    path.write_text(json.dumps(document, indent=4))
    metrics = {"m9": Column("AWS/SQS", "Depth", "Maximum")}
    return read_trace(str(path), ReadOptions(0, NOW, metrics))


def test_metrics_are_told_by_label_id_or_option(tmp_path: Path) -> None:
    """What a result is of is told by its label, else its id, or by the user; and it is said."""
    found = read(
        tmp_path / "data.json",
        result("m1", "Errors", 0, 1),
        result("invocations", "payments", 5, 5),
        result("d", "Duration p90", 100, 200),
        result("m9", "whatever", 7, 8),
    )
    assert found.trace is not None, found.findings
    table = found.trace.table
    assert set(table.columns) == {
        Column(LAMBDA, "Errors", "Sum", counted=True),
        Column(LAMBDA, "Invocations", "Sum", counted=True),
        Column(LAMBDA, "Duration", "p90", counted=True),
        Column("AWS/SQS", "Depth", "Maximum"),
    }
    assert list(table.columns[Column(LAMBDA, "Errors", "Sum", counted=True)]) == [0, 1]
    assert table.resolution == 60
    said = " ".join(each.message for each in found.findings)
    assert "'m1' ('Errors') is taken as the Sum of Errors of AWS/Lambda" in said
    assert "60 s, as its timestamps are apart" in said


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (result("m1", "Duration", 1), "does not say of which statistic"),
        (result("m1", "Depth", 1), "does not say which metric"),
        (result("m1", "Errors", 1, StatusCode="Forbidden"), "has the status Forbidden"),
        (result("m1", "Errors", 1, StatusCode="PartialData"), "is partial"),
        (result("m1", "Errors", -1), "from 0 on, found -1"),
        (result("m1", "Errors", 1, Values=[]), "1 timestamps and 0 values"),
        (result("m1", "Errors", 1, Values=["x"]), "expected a number, found 'x'"),
        (result("m1", "Errors", 1, Timestamps=["soon"]), "expected a time"),
        (result("m1", "Errors"), "has no data points"),
    ],
    ids=str,
)
def test_refused(bad: dict[str, Any], message: str, tmp_path: Path) -> None:
    """What cannot be told is refused, with its line."""
    found = read(tmp_path / "data.json", bad)
    assert found.trace is None
    errors = [each for each in found.findings if not each.repaired]
    assert message in errors[0].message
    assert errors[0].line > 1 or "no data points" in message


def test_more_errors_than_invocations(tmp_path: Path) -> None:
    """Errors without as many invocations are refused."""
    results = (result("m1", "Errors", 2), result("m2", "Invocations", 1))
    found = read(tmp_path / "data.json", *results)
    assert found.trace is None
    assert any("2 errors of 1 invocations" in each.message for each in found.findings)


def test_pages(tmp_path: Path) -> None:
    """Pages of one result are one; the same point twice is one, with two values it is refused."""
    page = result("m1", "Errors", 0, 1, StatusCode="PartialData")
    found = read(tmp_path / "data.json", page, result("m1", "Errors", 0, 1))
    assert found.trace is not None, found.findings
    assert len(found.trace.table.stamps) == 2
    found = read(tmp_path / "data.json", page, result("m1", "Errors", 0, 2))
    assert found.trace is None
    assert any("twice, with 1 and 2" in each.message for each in found.findings)
    found = read(tmp_path / "data.json", result("m1", "Errors", 0, 1), NextToken="more")
    assert found.trace is None


def test_alarms_with_shorter_periods_are_not_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Points of five minutes do not tell what an alarm of one minute does, and that is said."""
    path = tmp_path / "data.json"
    stamps = [at(f"12:{minute:02}:00") for minute in range(0, 60, 5)]
    points = {"Timestamps": stamps, "Values": [1.0] * 12}
    results = [
        {"Id": "e", "Label": "Errors", **points},
        {"Id": "i", "Label": "Invocations", **points},
    ]
    path.write_text(json.dumps({"MetricDataResults": results}))
    answer = simulate(capsys, write_spec(tmp_path), "--trace", path)
    assert answer.code == ExitCode.UNABLE
    assert "the trace has a point each 300 s, and periods are of 60 s" in answer.err
    options = ("--set", "alert_strategy=threshold", "--set", "error_rate_period=300")
    answer = simulate(capsys, write_spec(tmp_path), "--trace", path, "--format", "json", *options)
    assert answer.code == ExitCode.OK
    assert answer.alarm("errors-threshold")["transitions"][-1]["to"] == "ALARM"
    (missing,) = answer.document["not_judged"]
    assert missing["name"] == "payments-throttles"


def test_the_metric_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A result without a telling name is replayed where the user says what it is of."""
    path = tmp_path / "data.json"
    read(path, result("m1", "a", 0, 1), result("m2", "Invocations", 1, 1))
    answer = simulate(
        *(capsys, write_spec(tmp_path), "--trace", path, "--format", "json"),
        *("--metric", "m1=AWS/Lambda:Errors:Sum"),
    )
    assert answer.code == ExitCode.OK, answer.err
    assert answer.alarm("errors-immediate")["transitions"][-1]["to"] == "ALARM"
    for bad in ("m1", "m1=AWS/Lambda:Errors", "m1=AWS/Lambda:Errors:Most"):
        answer = simulate(capsys, write_spec(tmp_path), "--trace", path, "--metric", bad)
        assert answer.code == ExitCode.UNABLE
        assert "expected" in answer.err

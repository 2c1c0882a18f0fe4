"""`lmgen simulate` as people call it: alarms of any source, limits, expectations, output."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.simulation import Trace
from lambda_monitored_gen.simulation.shapes import MONDAY, SHAPES, make_trace
from lambda_monitored_gen.spec.alarm_words import SCENARIOS
from tests.simulation.calls import FUNCTION, at, simulate, write_alarms, write_rows, write_spec
from tests.simulation.test_replay import ALARM
from tests.support.specs import CALL, spec_of

MINUTES = "time,invocations,errors,throttles,incident"
ROWS = [
    f"{at('12:00:00')},10,0,0,",
    f"{at('12:01:00')},10,5,0,bad",
    f"{at('12:02:00')},10,5,0,bad",
    f"{at('12:03:00')},10,0,0,",
    f"{at('12:20:00')},10,0,0,",
]


@pytest.fixture(name="trace")
def _trace(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "trace.csv", MINUTES, ROWS)


@pytest.fixture(name="spec")
def _spec(tmp_path: Path) -> Path:
    return write_spec(tmp_path)


def test_json(spec: Path, trace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has each alarm with its transitions, pages and scores."""
    answer = simulate(capsys, spec, "--trace", trace, "--format", "json", "--slo", 99.9)
    alarm = answer.alarm("errors-immediate")
    assert alarm["name"] == f"{FUNCTION}-errors-immediate"
    assert [(x["at"], x["from"], x["to"], x["paged"]) for x in alarm["transitions"]] == [
        (at("12:00:00"), "INSUFFICIENT_DATA", "OK", True),
        (at("12:02:00"), "OK", "ALARM", True),
        (at("12:10:00"), "ALARM", "OK", True),
    ]
    wanted = ("pages", "precision", "recall", "detection_seconds", "reset_seconds", "missed")
    assert [alarm[name] for name in wanted] == [3, 1, 1, 60, 420, 0]
    assert alarm["pages_at_creation"] == 1
    assert answer.document["format"] == 1
    assert any("how far back an alarm looks" in x for x in answer.document["assumptions"])


def test_an_example_and_settings(
    spec: Path, trace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Values are those of the example, and those that are set are on top."""
    rate = ("--set", "alert_strategy=threshold", "--set", "error_rate_threshold=60")
    answer = simulate(
        capsys, spec, "--trace", trace, "--example", "production", *rate, "--format", "json"
    )
    assert answer.alarm("errors-threshold")["alarm_pages"] == 0
    answer = simulate(capsys, spec, "--trace", trace, *rate[:2], "--format", "json")
    assert answer.alarm("errors-threshold")["alarm_pages"] == 1
    for bad, said in (
        (("--example", "producton"), "Did you mean 'production'?"),
        (("--set", "error_rate_treshold=1"), "Did you mean 'error_rate_threshold'?"),
        (("--set", "error_rate_threshold=many"), "expected a number"),
        (("--set", "error_rate_threshold=101"), "must be a percentage from 0 to 100"),
        (("--set", "error_rate_threshold"), "expected NAME=VALUE"),
        (("--set", "timeout=null"), "must not be null"),
        (("--compare", "imediate"), "Did you mean 'immediate'?"),
        (
            (
                "--set",
                "alert_strategy=threshold",
                "--set",
                "error_rate_evaluation_periods=1",
                "--set",
                "error_rate_datapoints_to_alarm=2",
            ),
            "error_rate_datapoints_to_alarm",
        ),
    ):
        answer = simulate(capsys, spec, "--trace", trace, *bad)
        assert answer.code == ExitCode.UNABLE, bad
        assert said in answer.err, (bad, answer.err)


def test_strategies_side_by_side(
    spec: Path, trace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each side has its own alarms and figures, and a label."""
    sides = "immediate,threshold,threshold+error_rate_threshold=60"
    answer = simulate(capsys, spec, "--trace", trace, "--compare", sides, "--format", "json")
    found = {each["variant"]: each for each in answer.document["together"]}
    assert list(found) == sides.split(",")
    assert [each["detection_seconds"] for each in found.values()] == [60, 120, None]


def test_gate(spec: Path, trace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A limit that is kept exits 0, one that is broken 1 and says by what, and what cannot be 2."""
    for limit, code, said in (
        (("--max-pages", 4), ExitCode.OK, ""),
        (("--max-pages", 3), ExitCode.NO, "4 pages, and --max-pages is 3"),
        (("--min-recall", 1), ExitCode.OK, ""),
        (("--max-detection", 60), ExitCode.OK, ""),
        (("--max-detection", 59), ExitCode.NO, "'bad' was paged after 60 s"),
    ):
        answer = simulate(capsys, spec, "--trace", trace, *limit)
        assert answer.code == code, answer.err
        assert said in answer.err
    blind = ("--set", "alert_strategy=threshold", "--set", "error_rate_threshold=60")
    answer = simulate(
        capsys, spec, "--trace", trace, *blind, "--min-recall", 0.5, "--max-detection", 600
    )
    assert answer.code == ExitCode.NO
    assert "recall is 0.00, and --min-recall is 0.5" in answer.err
    assert "'bad' was missed" in answer.err


def test_a_gate_without_incidents(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit that nothing can be held against is no limit that is kept."""
    trace = write_rows(tmp_path / "t.csv", "time,invocations,errors", [f"{at('12:00:00')},1,0"])
    answer = simulate(capsys, spec, "--trace", trace, "--min-recall", 0)
    assert answer.code == ExitCode.UNABLE
    assert "need labelled incidents" in answer.err


def test_incidents_of_a_file(
    spec: Path, trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Incidents of a file take the place of the trace's, and faults in it have their lines."""
    rows = [f"late,{at('12:15:00')},{at('12:16:00')}"]
    path = write_rows(tmp_path / "incidents.csv", "name,start,end", rows)
    call = (capsys, spec, "--trace", trace, "--incidents", path, "--format", "json")
    alarm = simulate(*call).alarm("errors-immediate")
    assert (alarm["precision"], alarm["recall"]) == (0, 0)
    for bad, said in (
        (f"x,{at('12:16:00')},{at('12:15:00')}", ":2: error: the incident 'x' ends"),
        (f"x,{at('12:15:30')},{at('12:18:00')}", "before 'late' of line 2 is over"),
        ("x,soon,later", "expected a time"),
    ):
        write_rows(path, "name,start,end", [bad] if "line 2" not in said else [*rows, bad])
        answer = simulate(*call)
        assert answer.code == ExitCode.UNABLE
        assert said in answer.err


def test_alarms_of_a_file(trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Alarms of describe-alarms are replayed as they are; others are named with the reason."""
    other = {**ALARM, "AlarmName": "o", "Dimensions": [{"Name": "FunctionName", "Value": "orders"}]}
    alarms = write_alarms(
        tmp_path / "alarms.json", ALARM, other, CompositeAlarms=[{"AlarmName": "any"}]
    )
    call = (capsys, "--alarms", alarms, "--trace", trace, "--format", "json")
    answer = simulate(*call)
    assert answer.code == ExitCode.UNABLE
    assert "alarms of 2 functions" in answer.err
    answer = simulate(*call, "--function", FUNCTION)
    assert answer.alarm("errors")["alarm_pages"] == 1
    reasons = {each["name"]: each["reason"] for each in answer.document["not_judged"]}
    assert set(reasons) == {"any", "o"}
    assert "composite" in reasons["any"]
    assert "orders" in reasons["o"]
    answer = simulate(*call, "--function", "paymnts")
    assert "Did you mean 'payments'?" in answer.err
    for content, said in (("[]", "found a list"), ("{", "is not JSON"), ('{"a": 1}', "keys a")):
        alarms.write_text(content)
        answer = simulate(*call)
        assert answer.code == ExitCode.UNABLE
        assert said in answer.err


def test_the_composite_alarm_of_a_spec(
    trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a composite alarm the single ones page nobody, and it is named as not judged."""
    spec = write_spec(tmp_path, features={"composite_alarm": True})
    answer = simulate(capsys, spec, "--trace", trace, "--format", "json")
    assert answer.alarm("errors-immediate")["pages"] == 0
    (missing,) = answer.document["not_judged"]
    assert missing["name"] == "payments-any"
    answer = simulate(capsys, spec, "--trace", trace, "--max-pages", 100)
    assert answer.code == ExitCode.UNABLE
    assert "the gate cannot tell" in answer.err
    answer = simulate(
        capsys, spec, "--trace", trace, "--format", "json", "--set", "single_alarms_notify=true"
    )
    assert answer.alarm("errors-immediate")["pages"] == 3


def test_engine_parameters(spec: Path, trace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Range and delay change what alarms do, and every choice is said; unknown ones are refused."""
    call = (capsys, spec, "--trace", trace, "--format", "json")

    def changes(*options: object) -> list[str]:
        alarm = simulate(*call, *options).alarm("errors-immediate")
        return [each["at"] for each in alarm["transitions"]]

    assert changes("--evaluation-range", 900)[-1] == at("12:18:00")
    assert changes("--ingestion-delay", 120)[1] == at("12:04:00")
    assert changes("--assume", "offset=30")[1] == at("12:02:30")
    text = simulate(
        capsys, spec, "--trace", trace, "--ingestion-delay", 120, "--evaluation-range", 900
    ).out
    assert "900 s or N + 2 periods" in text
    assert "120 s after the end of a minute" in text
    for bad, said in (
        ("ofset=1", "Did you mean 'offset'?"),
        ("offset=90", "offset is from 0 to 59"),
        ("percentile=best", "expected linear, nearest rank"),
        ("lag=x", "a whole number"),
    ):
        answer = simulate(capsys, spec, "--trace", trace, "--assume", bad)
        assert answer.code == ExitCode.UNABLE
        assert said in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--trace", "a", "--scenario", "outage"],
        ["--trace", "a", "--days", "1"],
        ["--trace", "a", "--region", "x"],
        ["--trace", "a", "--function", "x"],
        ["--scenario", "outage", "--metric", "a=b:c:Sum"],
        ["--scenario", "outage", "--alarms", "x"],
        ["--scenario", "outage", "--against", "x", "--compare", "immediate"],
        ["--scenario", "outage", "--from", "noon"],
        ["--scenario", "outage", "--from", "7200", "--to", "3600"],
        ["--expect", "--scenario", "outage"],
        ["--expect", "--max-pages", "1"],
    ],
    ids=str,
)
def test_options_that_do_not_go_together(
    arguments: list[str], spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What would mean nothing is refused, before anything is replayed."""
    answer = simulate(capsys, spec, *arguments)
    assert answer.code == ExitCode.UNABLE
    assert answer.out == ""
    assert "Error" in answer.err or "error" in answer.err


@pytest.mark.process
def test_several_traces(spec: Path, trace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each trace is replayed by itself, and named."""
    answer = simulate(
        capsys, spec, *("--scenario", "outage", "--scenario", "steady"), "--format", "json"
    )
    names = [each["trace"] for each in answer.document["traces"]]
    assert names == ["scenario outage, seed 1", "scenario steady, seed 1"]
    assert {each["trace"] for each in answer.document["alarms"]} == set(names)
    answer = simulate(capsys, spec, "--trace", trace, "--trace", trace.with_name("none.csv"))
    assert answer.code == ExitCode.UNABLE


def test_text(spec: Path, trace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A person sees each timeline, the figures, what became of each incident, and the choices."""
    answer = simulate(capsys, spec, "--trace", trace, "-v")
    (strip,) = [x for x in answer.out.splitlines() if "errors-immediate  -" in x]
    assert "#" in strip
    assert "'bad' 2026-01-05 12:01, 2 min: first page after 1 min; quiet 7 min after" in answer.out
    assert "2026-01-05 12:02 OK -> ALARM, pages" in answer.out
    assert "points - - - - - 0 5" in answer.out
    assert "AWS promises no time in which metrics arrive" in answer.out
    assert max(map(len, answer.out.splitlines()[:16])) <= 110
    assert simulate(capsys, spec, "--trace", trace, "-q").out == ""


def test_markdown(spec: Path, trace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A comment of a pull request has a table, and the choices folded."""
    answer = simulate(capsys, spec, "--trace", trace, "--format", "markdown")
    assert "| payments-errors-immediate | 3 | 100 % | 100 % | 0 | 1 min | 7 min | - |" in answer.out
    assert "<details>" in answer.out


def expecting(tmp_path: Path, *expected: dict[str, Any]) -> Path:
    """A spec whose example expects something."""
    values = {**CALL, "function_name": FUNCTION}
    example = {"name": "production", "values": values, "expect": list(expected)}
    return write_spec(tmp_path, examples=[example])


GOOD = {"trace": "trace.csv", "alarm": "errors-immediate", "at": at("12:05:00"), "state": "ALARM"}


def test_expectations(trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Expectations that are met exit 0, one that is not 1 with its line, and an unknown one 2."""
    assert trace.exists()
    scenario = {"scenario": "outage", "seed": 3, "alarm": "payments-errors-immediate"}
    then = {**scenario, "at": at("12:05:00"), "state": "ALARM"}
    answer = simulate(capsys, expecting(tmp_path, GOOD, then), "--expect")
    assert (answer.code, answer.out) == (ExitCode.OK, "2 expectations, 2 met\n")
    spec = expecting(tmp_path, GOOD, {**GOOD, "state": "OK"})
    answer = simulate(capsys, spec, "--expect")
    assert answer.code == ExitCode.NO
    assert "spec.yaml:17: failed: production: errors-immediate at 2026-01-05 12:05 should be" in (
        answer.err
    )
    answer = simulate(capsys, spec, "--expect", "--format", "json")
    assert [x["met"] for x in answer.document["expectations"]] == [True, False]
    answer = simulate(capsys, expecting(tmp_path, {**GOOD, "at": at("18:00:00")}), "--expect")
    assert answer.code == ExitCode.UNABLE
    assert "the trace does not reach there" in answer.err
    answer = simulate(capsys, expecting(tmp_path), "--expect")
    assert answer.code == ExitCode.UNABLE
    assert "no example expects anything" in answer.err
    answer = simulate(capsys, expecting(tmp_path, {**GOOD, "trace": "none.csv"}), "--expect")
    assert answer.code == ExitCode.UNABLE
    assert "No such file" in answer.err


def test_a_trace_of_another_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A spec, which may be anybody's, does not have a file outside of its checkout read."""
    (tmp_path / "secret.csv").write_text("password\n")
    home = tmp_path / "checkout"
    (home / ".git").mkdir(parents=True)
    spec = expecting(home, {**GOOD, "trace": "../secret.csv"})
    answer = simulate(capsys, spec, "--expect")
    assert answer.code == ExitCode.UNABLE
    assert "is not in this repository" in answer.err
    assert "password" not in answer.err


def test_what_the_trace_does_not_say(
    trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dimensions and units that only the alarms have are named among what is taken for granted."""
    resource = [*ALARM["Dimensions"], {"Name": "Resource", "Value": "payments:live"}]
    alarm = {**ALARM, "Dimensions": resource, "Unit": "Count"}
    alarms = write_alarms(tmp_path / "alarms.json", alarm)
    answer = simulate(capsys, "--alarms", alarms, "--trace", trace)
    assert "of the alarms (Count, Resource)" in answer.out


def test_expectations_change_nothing_that_is_rendered() -> None:
    """What examples expect does not count for the digest of a spec; all else of it does."""
    example: dict[str, Any] = {"name": "production", "values": CALL}
    plain = spec_of(examples=[example])
    expects = spec_of(examples=[{**example, "expect": [GOOD]}])
    other = spec_of(examples=[{**example, "description": "Another one"}])
    assert plain.digest == expects.digest
    assert plain.digest != other.digest
    assert expects.examples[0].expectations[0].state == "ALARM"


def everything(trace: Trace) -> list[bytes]:
    """All numbers of a trace, of which those that are none are equal."""
    return [values.tobytes() for values in trace.table.columns.values()]


@pytest.mark.parametrize("name", SCENARIOS)
def test_shapes(name: str) -> None:
    """A shape is the same for the same seed, another one for another, and no row is impossible."""
    trace = make_trace(name, seed=1, days=1)
    assert everything(trace) == everything(make_trace(name, seed=1, days=1))
    assert trace.start == MONDAY
    columns = {each.metric: values for each, values in trace.table.columns.items()}
    pairs = zip(columns["Invocations"], columns["Errors"], strict=True)
    assert all(errors <= ran for ran, errors in pairs if ran == ran)  # noqa: PLR0124 - not NaN
    assert sum(x for x in columns["Invocations"] if x == x) > 0  # noqa: PLR0124 - as above
    assert everything(trace) != everything(make_trace(name, seed=2, days=1))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_day_has_one_incident_at_most(name: str) -> None:
    """What goes wrong at noon is one incident, also between the invocations of a job."""
    incidents = make_trace(name, seed=1, days=2).incidents
    assert len(incidents) == (0 if name in {"steady", "cold-start"} else 2)
    assert all(each.end - each.start >= 900 for each in incidents)
    assert [each.start for each in incidents] == [
        MONDAY + 86_400 * day + 43_200 for day in range(len(incidents))
    ]


def test_shapes_are_those_that_specs_know() -> None:
    """Specs and options name the shapes that there are."""
    assert tuple(SHAPES) == SCENARIOS


def test_the_schema_knows_expectations(capsys: pytest.CaptureFixture[str]) -> None:
    """Editors complete what examples expect."""
    from lambda_monitored_gen import commands  # noqa: PLC0415 - the only test with it

    commands.run(["schema"])
    text = json.dumps(json.loads(capsys.readouterr().out))
    assert '"expect"' in text

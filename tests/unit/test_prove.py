"""`lmgen prove`: what it says of our own examples, of chosen windows, and to programs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen import commands
from lambda_monitored_gen.alarms import Watched, prove
from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.catalog.alarm import ONCE
from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.testing.alarm_proofs import AlarmProof, prove_alarms
from tests.support.specs import CALL, EXAMPLE_SPECS, EXAMPLES, spec_of
from tests.unit.snapshots import compare

PROOFS = Path(__file__).parents[1] / "proofs"
GOOD = "lmgen: 1\nmodule: {namespace: acme, name: lambda, version: 1.0.0}\n"


def proven(**keys: Any) -> dict[tuple[str, str | None], AlarmProof]:
    """What is proven of the alarms of a spec, by alarm and example."""
    return {(each.name, each.example): each for each in prove_alarms(spec_of(**keys))}


@pytest.mark.parametrize("name", EXAMPLE_SPECS)
def test_our_own_examples(
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    regenerate: bool,
) -> None:
    """Every alarm of our examples and defaults rings, and in which time."""
    monkeypatch.chdir(EXAMPLES)
    code = commands.run(["prove", f"{name}.yaml"])
    printed = capsys.readouterr().out
    compare(printed, PROOFS / f"{name}.txt", regenerate=regenerate)
    assert code == ExitCode.OK
    unknown = printed.count("not proven, lmgen")
    assert (f", {unknown} not proven\n" if unknown else "each rings\n") in printed


@pytest.mark.parametrize("name", CATALOG.alarms)
def test_every_alarm_says_what_it_watches(name: str) -> None:
    """Each alarm states what it is proven to ring for; those of features that are off need not.

    And when they are due, if and only if it watches for a missed one.
    """
    record = CATALOG.alarms[name]
    known = {each.value for each in Watched}
    always = not record.feature or CATALOG.features[record.feature].default
    assert record.watches in (known if always else {*known, ""})
    assert (record.rhythm is not None) == (record.watches == Watched.MISSED_RUN.value)


def test_every_alarm_is_proven_with_defaults_and_examples() -> None:
    """Alarms that the defaults switch off are proven too; those that an example lacks are not."""
    found = proven(examples=[{"name": "call", "values": CALL}])
    suffixes = [each.suffix for each in spec_of().interface.alarms]
    assert [name for name, example in found if example is None] == suffixes
    assert [name for name, example in found if example] == ["errors-immediate", "throttles"]


def test_alarms_that_tell_nobody_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An alarm whose actions are disabled still rings, and the proof says that nobody hears it."""
    spec = tmp_path / "spec.yaml"
    values = "{function_name: payments, alarm_emails: [oncall@example.com], %s}"
    spec.write_text(
        f"{GOOD}examples:\n"
        f"  - {{name: staging, values: {values % 'alarm_actions_enabled: false'}}}\n"
        f"  - {{name: production, values: {values % 'ok_notifications: false'}}}\n"
    )
    assert commands.run(["prove", "--format", "json", str(spec)]) == ExitCode.OK
    alarms = json.loads(capsys.readouterr().out)["alarms"]
    assert {each["example"] for each in alarms if not each["notifies"]} == {"staging"}
    assert all(each["rings"] for each in alarms)
    assert commands.run(["prove", str(spec)]) == ExitCode.OK
    printed = capsys.readouterr().out
    told = "throttles (example staging), tells nobody as alarm_actions_enabled is false: rings"
    assert told in printed
    assert "(example production): rings" in printed
    assert "2 tell nobody\n" in printed


def test_alarms_that_policies_forbid_are_not_proven() -> None:
    """An alarm that no caller can have says nothing."""
    found = proven(policy={"alert_strategy": {"one_of": ["immediate"]}})
    assert ("errors-threshold", None) not in found
    assert ("errors-immediate", None) in found


def test_required_variables_have_the_values_of_the_first_example() -> None:
    """Without a default, the timeout that the first example gives is the one to ring for."""
    example = {"name": "long", "values": {**CALL, "timeout": 700}}
    found = proven(required=["timeout"], examples=[example])
    proof = found["errors-immediate", None].proof
    assert proof is not None
    assert proof.scenario.timeout == 700


def rate_example(**values: Any) -> AlarmProof:
    """What is proven of the error rate of an example with these values."""
    values = {**CALL, "alert_strategy": "threshold", **values}
    return proven(examples=[{"name": "call", "values": values}])["errors-threshold", "call"]


def test_a_chosen_window_is_a_warning() -> None:
    """An example that gives the window itself has chosen it; one that only gives a timeout not."""
    short = rate_example(error_rate_period=60, error_rate_evaluation_periods=2, timeout=900)
    assert short.proof is not None
    assert not short.proof.rings
    assert short.chosen == ("error_rate_evaluation_periods", "error_rate_period")
    assert not short.fails
    default = rate_example(timeout=900, error_rate_threshold=50)
    assert default.chosen == ()
    assert default.proof is not None
    assert default.proof.rings


@pytest.mark.parametrize("period", [60, 540, 900, 1800])
def test_what_is_not_chosen_follows_from_what_is(period: int) -> None:
    """With a period of the caller's own, the others are such that the alarm rings."""
    found = rate_example(error_rate_period=period, timeout=900)
    assert found.chosen == ("error_rate_period",)
    assert found.proof is not None
    assert found.proof.rings


def test_a_chosen_window_of_single_invocations() -> None:
    """One variable shortens the windows of all alarms of single invocations, and is warned of."""
    values = {**CALL, "alarm_evaluation_periods": 3, "duration_threshold_percent": 80}
    found = proven(examples=[{"name": "call", "values": values}])
    for name in ("errors-immediate", "throttles", "duration"):
        short = found[name, "call"]
        assert short.proof is not None
        assert short.proof.scenario.alarm.evaluation_periods == 3
        assert (short.chosen, short.proof.rings) == (("alarm_evaluation_periods",), False)
        assert not short.fails
        assert not found[name, None].fails


def test_a_window_of_the_specs_defaults_is_chosen() -> None:
    """What the spec puts instead of the catalog's default has been chosen for all examples."""
    values = {**CALL, "alert_strategy": "threshold"}
    found = proven(
        defaults={"error_rate_evaluation_periods": 3},
        examples=[{"name": "call", "values": values}],
    )
    for example in (None, "call"):
        assert found["errors-threshold", example].chosen == ("error_rate_evaluation_periods",)
    assert found["errors-immediate", None].chosen == ()


def nightly(**values: Any) -> AlarmProof:
    """What is proven of the alarm for a missed run of an example with these values."""
    given = {**CALL, "schedule_expression": "cron(30 3 * * ? *)", **values}
    found = proven(features={"schedule": True}, examples=[{"name": "call", "values": given}])
    return found["missed-run", "call"]


@pytest.mark.parametrize(
    ("values", "within"),
    [
        ({"schedule_expression": "rate(1 minute)"}, 420),
        ({"schedule_expression": "rate(12 hours)", "timeout": 900}, 1260),
        ({"schedule_interval_seconds": 90_000, "schedule_flexible_window_minutes": 15}, 5760),
    ],
)
def test_a_missed_run_rings(values: dict[str, Any], within: int) -> None:
    """The alarm rings soon after an invocation is due, and no value of its window is a choice."""
    found = nightly(**values)
    assert found.proof is not None
    assert (found.proof.rings, found.proof.seconds, found.chosen) == (True, within, ())


def test_an_interval_that_is_too_short_is_seen() -> None:
    """With less than the module takes, the alarm of the same schedule rings for nothing."""
    proof = nightly(schedule_expression="rate(2 hours)").proof
    assert proof is not None
    assert proof.scenario.rhythm == (7200, 60)
    short = replace(proof.scenario.alarm, period=proof.scenario.alarm.period - 60)
    assert not prove(replace(proof.scenario, alarm=short)).rings


def test_an_alarm_of_something_else_is_not_proven() -> None:
    """Where a record says of no scenario, nothing is claimed, and nothing fails."""
    record = CATALOG.alarms["throttles"]._replace(watches="")
    spec = spec_of()
    interface = spec.interface._replace(alarms=(record,))
    (found,) = prove_alarms(spec._replace(interface=interface))
    assert (found.proof, found.fails) == (None, False)


@pytest.fixture
def short_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a catalog whose alarms of failures look back a single minute, without being asked."""

    def alarms_that_miss(spec: Spec) -> list[AlarmProof]:
        first, *others = spec.interface.alarms
        short = spec.interface._replace(
            alarms=(first._replace(evaluation_periods=ONCE, datapoints_to_alarm=None), *others)
        )
        return list(prove_alarms(spec._replace(interface=short)))

    monkeypatch.setattr("lambda_monitored_gen.testing.alarm_proofs.prove_alarms", alarms_that_miss)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("short_windows")
def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get every alarm with its verdict, time, counterexample and remedy."""
    example = "examples: [{name: call, values: {function_name: pay, alarm_emails: [a@example.com], "
    window = "alert_strategy: threshold, error_rate_period: 600, timeout: 3}}]"
    (folder / "good.yaml").write_text(f"{GOOD}{example}{window}\n", encoding="utf-8")
    assert commands.run(["prove", "good.yaml", "--format", "json"]) == ExitCode.NO
    report = json.loads(capsys.readouterr().out)
    assert report["format"] == 1
    found = {(each["name"], each["example"]): each for each in report["alarms"]}
    failing = found["errors-immediate", None]
    assert failing["spec"] == "good.yaml"
    assert (failing["rings"], failing["within_seconds"]) == (False, None)
    assert failing["since"] == "end of the invocation"
    assert failing["remedy"] == {"evaluation_periods": 5, "datapoints_to_alarm": 1}
    counterexample = failing["counterexample"]
    assert counterexample["evaluation_range"] == "measured"
    assert (counterexample["start_second"], counterexample["duration_seconds"]) == (59, 2)
    assert counterexample["delay_seconds"] == 0
    assert counterexample["surroundings"] == "followed"
    assert counterexample["timeline"][0] == {"time": "12:00:59", "event": "the invocation starts"}
    rate = found["errors-threshold", "call"]
    assert rate["chosen"] == ["error_rate_period"]
    assert rate["since"] == "start of the first failing invocation"


@pytest.mark.usefixtures("short_windows")
def test_exit_codes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An invalid spec is worse than an alarm that does not ring, and its errors are printed."""
    assert commands.run(["prove", "good.yaml"]) == ExitCode.NO
    (folder / "bad.yaml").write_text(f"{GOOD}oops: 1\n", encoding="utf-8")
    assert commands.run(["prove", "bad.yaml", "good.yaml"]) == ExitCode.UNABLE
    assert commands.run(["prove", "good.yaml", "bad.yaml"]) == ExitCode.UNABLE
    assert "unknown key 'oops'" in capsys.readouterr().err


def test_all_rings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Alarms with windows that are long enough are fine, and the summary says so."""
    monkeypatch.chdir(EXAMPLES)

    def only_the_rate(spec: Spec) -> list[AlarmProof]:
        return [
            each for each in prove_alarms(spec) if each.example == "threshold-alerts" and each.proof
        ][:1]

    monkeypatch.setattr("lambda_monitored_gen.testing.alarm_proofs.prove_alarms", only_the_rate)
    assert commands.run(["prove", "infrahouse.yaml"]) == ExitCode.OK
    printed = capsys.readouterr().out
    assert "rings within 900 s of the start of the first failing invocation" in printed
    assert "\n1 alarm, each rings\n" in printed
    assert "Data points:" not in printed


@pytest.mark.usefixtures("short_windows")
def test_quiet(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `-q` only the exit code tells."""
    assert (folder / "good.yaml").is_file()
    assert commands.run(["-q", "prove", "good.yaml"]) == ExitCode.NO
    assert capsys.readouterr() == ("", "")

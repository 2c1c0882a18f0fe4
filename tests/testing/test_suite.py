"""The suite of a rendered module: green for what lmgen renders, red for what is broken."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.terraform import ProviderMirror, terraform_environment
from lambda_monitored_gen.testing import environments, preflight, suite_run
from lambda_monitored_gen.testing.errors import SuiteError
from lambda_monitored_gen.testing.progress import Progress
from lambda_monitored_gen.testing.suite_run import SuiteRun, find_remaining_roots

pytestmark = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]

SPEC = """\
lmgen: 1
module:
  namespace: acme
  name: lambda-monitored
  version: 0.1.0
tests:
  provider_versions: ["~> 5.31"]
  architectures: [x86_64]
  python_versions: [python3.12]
  alert_strategies: [{strategy}]
"""
# The root module of the matrix, which has one case here.
MATRIX = ("-k", "py312 or matrix")
RINGS = ("-k", "py312 and (test_every_alarm_rings or test_role)")
# A mutation that plans as well as what it replaces needs no second plan to be seen.
MUTATED = ("-k", "(py312 or matrix) and not plan")

# The one case that is changed, in a root module of its own.
CHANGED = ("--isolate", "-k", "changed and test_changes")

Start = Callable[..., Progress]


@pytest.fixture
def environment(
    embedded_aws: EmbeddedAws, requires_provider: ProviderMirror | None, tmp_path: Path
) -> dict[str, str]:
    """Variables that lead Terraform and pytest to the embedded AWS of these tests."""
    return terraform_environment(
        tmp_path, mirror=requires_provider, environ=embedded_aws.environment
    )


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Start:
    """Render a module with one case, change it, and run its suite."""

    def started(
        strategy: str, mutate: Callable[[Path], None], tests: Sequence[str] = MUTATED
    ) -> Progress:
        module = _rendered(tmp_path, strategy)
        mutate(module)
        session = SuiteRun(
            module=module, environment=environment, scratch=tmp_path, arguments=["-q", *tests]
        )
        progress = session.start()
        assert find_remaining_roots(module, session.run) == [], session.output.read_text()
        return progress

    return started


def _rendered(tmp_path: Path, strategy: str = "immediate", defaults: str = "") -> Path:
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC.format(strategy=strategy) + defaults)
    assert run(["-q", "render", str(spec), "-o", str(tmp_path / "module")]) == 0
    return tmp_path / "module"


def _replace(file: str, pattern: str, replacement: str) -> Callable[[Path], None]:
    def mutate(module: Path) -> None:
        path = module / file
        text, count = re.subn(pattern, replacement, path.read_text(), count=1)
        assert count == 1, f"{file} has nothing to mutate"
        path.write_text(text)

    return mutate


MUTATIONS = {
    "alarm-of-another-namespace": (
        "immediate",
        _replace("alarms.tf", '"AWS/Lambda"', '"AWS/Lambdas"'),
        {
            "test_alarms",
            "test_every_alarm_rings",
            "test_one_error_raises_the_immediate_alarm",
        },
    ),
    "window-of-a-minute": (
        "immediate",
        _replace("alarms.tf", r"(evaluation_periods +=) local\..*", r"\1 1"),
        {"test_alarms", "test_every_alarm_rings"},
    ),
    "logging-everywhere": (
        "immediate",
        _replace("iam.tf", r'"\$\{local.log_group_arn\}:\*"', '"*"'),
        {"test_role"},
    ),
    "package-without-its-dependency": (
        "immediate",
        _replace("packaging.tf", r"(PACKAGE_REQUIREMENTS_FILE +=) .*", r'\1 ""'),
        {"test_it_runs", "test_package", "test_one_error_raises_the_immediate_alarm"},
    ),
    "inverted-error-rate": (
        "threshold",
        _replace(
            "alarms.tf",
            "100 \\* errors / invocations",
            "100 * (invocations - errors) / invocations",
        ),
        {
            "test_alarms",
            "test_every_alarm_rings",
            "test_the_error_rate_raises_the_threshold_alarm",
        },
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_module_fails(name: str, start: Start) -> None:
    """Each mutation is seen, by the tests that are there to see it and by no other."""
    strategy, mutate, seen_by = MUTATIONS[name]
    progress = start(strategy, mutate)
    assert progress.exit_code == 1
    failed = {
        test
        for case in progress.cases.values()
        for test, outcome in case.outcomes.items()
        if outcome == "failed"
    }
    assert failed == seen_by


def test_a_chosen_window_is_expected_to_miss(environment: dict[str, str], tmp_path: Path) -> None:
    """An alarm whose window the spec has chosen too short is told of, and fails no run."""
    module = _rendered(tmp_path, defaults="defaults: {alarm_evaluation_periods: 1}\n")
    session = SuiteRun(
        module=module, environment=environment, scratch=tmp_path, arguments=["-q", *RINGS]
    )
    progress = session.start()
    assert progress.exit_code == 0
    (case,) = (each for each in progress.cases.values() if "py312" in each.name)
    assert case.outcomes == {"test_role": "passed", "test_every_alarm_rings": "skipped"}
    reason = case.reasons["test_every_alarm_rings"]
    assert "errors-immediate may not ring, with the chosen ['alarm_evaluation_periods']" in reason
    assert "throttles may not ring" in reason


def test_a_change_of_what_is_deployed(start: Start) -> None:
    """The suite deploys changes of code, name and bucket, and all of it back."""
    progress = start("immediate", lambda _module: None, CHANGED)
    outcomes = [each.outcomes for each in progress.cases.values() if each.outcomes]
    assert outcomes == [{"test_changes": "passed"}]


def test_plain_pytest(environment: dict[str, str], tmp_path: Path) -> None:
    """The suite runs with pytest alone, from the directory of the module."""
    module = _rendered(tmp_path, "threshold")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *MATRIX],
        cwd=module,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d\d passed", done.stdout)
    assert "skipped" not in done.stdout
    assert list((module / "test_data").iterdir()) == []


def test_tests_deselected_to_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    """Options that leave no test are no success."""
    module = _rendered(tmp_path)
    session = SuiteRun(
        module=module, environment=environment, scratch=tmp_path, arguments=["-k", "no_such_test"]
    )
    with pytest.raises(SuiteError, match="leave no test to run"):
        session.start()


def test_an_emulator_that_dies_halfway(environment: dict[str, str], tmp_path: Path) -> None:
    """What is watched ends the run: pytest and all that it started."""

    def watch() -> None:
        if (module / "test_data").exists():
            raise SuiteError("moto ended with code 1")

    module = _rendered(tmp_path)
    session = SuiteRun(module=module, environment=environment, scratch=tmp_path, check_alive=watch)
    with pytest.raises(SuiteError, match="moto ended"):
        session.start()
    _wait_for(lambda: not _processes_of(tmp_path))  # a killed process takes a moment to be gone


@pytest.mark.usefixtures("embedded_aws", "requires_provider")
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are seen in /proc")
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
    ids=["interrupt", "terminate", "kill"],
)
def test_nothing_is_left_running(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """However lmgen ends in the middle of an apply, no process is left, nor a temporary place."""
    module = _rendered(tmp_path)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "lambda_monitored_gen", "test", str(module), "-n", "1"],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait_for(lambda: any((module / "test_data").glob("*/.terraform.tfstate.lock.info")))
    assert len(_processes_of(tmp_path)) > 3
    process.send_signal(number)
    assert process.wait(30) == code
    _wait_for(lambda: not _processes_of(tmp_path))
    if number is not signal.SIGKILL:
        assert list(temporary.iterdir()) == []
        assert list((module / "test_data").iterdir()) == []


def _processes_of(directory: Path) -> list[str]:
    """Find the processes whose environment names a directory, as all of a run's do."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
        except OSError:
            continue  # it has ended meanwhile, or is another user's
        if os.fsencode(directory) in environment and process.name != str(os.getpid()):
            found.append(process.name)
    return found


def _wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.mark.usefixtures("embedded_aws", "requires_provider")
def test_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spec is rendered, tested and forgotten; each case has one line, the end counts them."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    # The process of these tests keeps its own handlers.
    monkeypatch.setattr(signal, "signal", lambda *_arguments: None)
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC.format(strategy="immediate"))
    report = tmp_path / "report.xml"
    arguments = ["test", str(spec), *MATRIX, "-n", "1", "--junitxml", str(report)]
    assert run([*arguments, "--", "--durations=1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    case = [line for line in lines if "aws-5.31-x86-64-py312-immediate" in line]
    assert len(case) == 1
    assert case[0].startswith("passed")
    assert re.fullmatch(r"2 cases: 2 passed in \d+ s", lines[-1])
    assert 'failures="0"' in report.read_text()
    assert list((tmp_path / "temporary").iterdir()) == []
    shutil.rmtree(tmp_path / "temporary")


@pytest.mark.usefixtures("requires_provider")
def test_real_aws_is_told_what_is_left(
    embedded_aws: EmbeddedAws,
    environment: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With --aws, here played by the embedded one, what keeps the run's tag is listed."""
    module = _rendered(tmp_path)
    session = _SessionOf(embedded_aws)
    monkeypatch.setattr(signal, "signal", lambda *_arguments: None)
    monkeypatch.setattr(preflight, "find_credentials", lambda _region: session)
    monkeypatch.setattr(environments, "use_real_aws", lambda *_, **__: (environment, lambda: None))
    monkeypatch.setattr(suite_run, "SuiteRun", _without_the_word)
    arguments = ["test", str(module), "--aws", "--yes", "--keep-after"]
    assert run([*arguments, "-k", "py312 and test_role"]) == 0
    printed = capsys.readouterr()
    assert "account:   123456789012" in printed.out
    (root,) = (module / "test_data").iterdir()
    assert f"`terraform destroy` in {root} does it" in printed.err
    assert re.search("still exists: arn:aws:sns:us-east-1:123456789012:test-.*-alarms", printed.err)
    done = subprocess.run(
        ["terraform", "destroy", "-auto-approve", "-no-color"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _without_the_word(**keys: Any) -> SuiteRun:
    """A run of the suite, which would refuse an emulator when it is told to use real AWS."""
    arguments = list(keys.pop("arguments"))
    arguments.remove("--aws")
    return SuiteRun(**keys, arguments=arguments)


class _SessionOf:
    """A boto3 session that leads to the embedded AWS."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.client = aws.endpoints.client

    def get_partition_for_region(self, _region: str) -> str:
        """As boto3."""
        return "aws"

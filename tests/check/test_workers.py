"""The processes that share a fleet: same answers, in order, and an end whatever happens.

Each test runs in a process of its own: a test runner has threads, and such a process cannot fork.
"""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

REPOSITORY = Path(__file__).parent.parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}

WORK = """\
import os, signal, sys, time
from lambda_monitored_gen.fleet import workers
from lambda_monitored_gen.errors import LmgenError

def square(number):
    if number == 3:
        time.sleep(0.2)  # the others overtake it
    return number * number, os.getpid()

def die(number):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number

def fail(number):
    if number == 2:
        raise LmgenError("the second", hint="none")
    return number

"""


def python(code: str) -> list[str]:
    """Run code after the functions above; the words that it prints."""
    ran = subprocess.run(
        [sys.executable, "-c", WORK + code],
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def lmgen(*arguments: str) -> tuple[int, str, str]:
    """Run `lmgen check`: exit code, stdout and stderr."""
    ran = subprocess.run(
        [sys.executable, "-m", "lambda_monitored_gen", "check", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
        timeout=120,
    )
    return ran.returncode, ran.stdout, ran.stderr


@pytest.fixture(name="fleet")
def _fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nine specs and their modules; the third has drifted, the fifth is broken."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "fleet"
    folder.mkdir()
    for number in range(9):
        name = f"{{namespace: acme, name: module-{number}, version: 1.0.0}}"
        (folder / f"{number}.yaml").write_text(f"lmgen: 1\nmodule: {name}\n")
    subprocess.run(
        [sys.executable, "-m", "lambda_monitored_gen", "render", "fleet", "-o", "out/{name}"],
        check=True,
        capture_output=True,
        env=ENVIRONMENT,
    )
    (tmp_path / "out" / "module-3" / "sns.tf").unlink()
    (folder / "5.yaml").write_text("lmgen: 1\n")
    return folder


def test_results_come_in_order_from_several_processes() -> None:
    """A slow item keeps its place, and the work is parallel_map."""
    words = python(
        "found = list(workers.parallel_map(square, range(40), 3))\n"
        "print(*(result for result, _ in found))\n"
        "print(len({process for _, process in found}) > 1)\n"
    )
    assert words == [*(str(number * number) for number in range(40)), "True"]


@pytest.mark.parametrize(
    ("items", "processors", "jobs", "several"),
    [
        ("workers.PARALLEL_THRESHOLD - 1", 4, None, False),
        ("workers.PARALLEL_THRESHOLD", 4, None, True),
        ("workers.PARALLEL_THRESHOLD", 1, None, False),
        ("3", 4, 2, True),
        ("1", 4, 2, False),
        ("100", 4, 1, False),
    ],
)
def test_processes_are_started_when_it_pays(
    items: str, processors: int, jobs: int | None, *, several: bool
) -> None:
    """Few items are not worth a process; what the user says counts."""
    words = python(
        f"workers.processors = lambda: {processors}\n"
        f"found = list(workers.parallel_map(square, range({items}), {jobs}))\n"
        "print({process for _, process in found} != {os.getpid()})\n"
    )
    assert words == [str(several)]


def test_a_killed_process_is_said() -> None:
    """The kernel kills for lack of memory: that is an error with a hint, and no waiting."""
    words = python(
        "try:\n"
        "    print(list(workers.parallel_map(die, range(9), 2)))\n"
        "except LmgenError as error:\n"
        "    print(error.message, '--jobs 1' in error.hint)\n"
    )
    assert " ".join(words) == "one of the processes that share the work was killed True"


def test_an_error_of_the_work_is_raised() -> None:
    """With its message and its hint, as without processes."""
    words = python(
        "try:\n"
        "    print(list(workers.parallel_map(fail, range(9), 2)))\n"
        "except LmgenError as error:\n"
        "    print(error.message, error.hint)\n"
    )
    assert " ".join(words) == "the second none"


@pytest.mark.parametrize("style", ["text", "json", "github", "gitlab"])
def test_answers_are_the_same(fleet: Path, style: str) -> None:
    """However many processes share a fleet, the report is the same, but for GitHub's token."""
    arguments = [fleet.name, "-o", "out/{name}", "--format", style]
    alone = lmgen(*arguments, "--jobs", "1")
    assert alone[0] == 2
    assert "sns.tf" in alone[1]
    shared = lmgen(*arguments, "--jobs", "3")
    assert (shared[0], _without_token(shared[1])) == (alone[0], _without_token(alone[1]))
    assert shared[2:] == alone[2:]


def _without_token(text: str) -> str:
    return re.sub("::[0-9a-f]{32}", "::token", text)


def test_a_shared_directory_is_found(fleet: Path) -> None:
    """Two specs with one output are told, whichever process has them."""
    text = (fleet / "7.yaml").read_text().replace("module-7", "module-8")
    (fleet / "7.yaml").write_text(text)
    code, _, said = lmgen(fleet.name, "-o", "out/{name}", "-j", "2")
    assert code == 2
    assert "fleet/8.yaml: renders into out/module-8, and so does fleet/7.yaml" in said


SLOW = """\
from lambda_monitored_gen import commands
from lambda_monitored_gen.fleet import drift

def slow(path, **_):
    os.write(1, f"{os.getpid()}\\n".encode())
    time.sleep(float(sys.argv[1]) if path != "a" else 0)
    return drift.ModuleStatus(path, drift.Status.UP_TO_DATE)

drift.check_module = slow
sys.exit(commands.run(["-q", "check", *"abcdefgh", "-j", "3"]))
"""


def start_slow(seconds: float) -> subprocess.Popen[bytes]:
    """Start a check of eight specs, each of which takes as long, and wait for its processes."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK + SLOW, str(seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert len({process.stdout.readline() for _ in range(4)}) == 4
    return process


def test_an_interrupt_ends_all_processes() -> None:
    """^C, which a terminal sends to every process of the group, ends them with one word."""
    process = start_slow(600)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)  # waits for all that hold its output
    assert process.returncode == 130
    assert said.decode().strip() == "interrupted"


def test_nothing_lives_on_when_lmgen_is_killed() -> None:
    """The other processes end by themselves: nobody reads their results any more."""
    process = start_slow(0.2)
    process.kill()
    _, said = process.communicate(timeout=60)  # as above
    assert said == b""

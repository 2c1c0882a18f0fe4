"""Whatever happens, lmgen ends with an exit code of its own and one line, without a traceback."""

import io
import json
import pwd
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from lambda_monitored_gen import commands
from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.spec import validate

REPOSITORY = Path(__file__).parents[2]
SPEC = "lmgen: 1\nmodule: {namespace: acme, name: jobs, version: 1.0.0}\n"


@pytest.fixture(name="spec", autouse=True)
def _spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("spec.yaml").write_text(SPEC, encoding="utf-8")


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the check of a spec end with an exception."""

    def fail(_: str) -> NoReturn:
        raise error

    monkeypatch.setattr(validate, "validate_file", fail)


def test_a_defect_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception that nobody foresaw exits 2 with its kind, its place, and what to do."""
    fail_with(TypeError("a\nb" + "x" * 1000), monkeypatch)
    assert commands.run(["validate", "spec.yaml"]) == ExitCode.UNABLE
    error, hint = capsys.readouterr().err.splitlines()
    assert error.startswith("error: lmgen has a defect: TypeError: a bxxx")
    assert "(commands/validate.py:" in error
    assert len(error) < 400
    assert hint == "  hint: LMGEN_DEBUG=1 shows the traceback; please report it."


def test_the_traceback_of_a_defect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`LMGEN_DEBUG=1` shows the traceback; the exit code stays."""
    monkeypatch.setenv("LMGEN_DEBUG", "1")
    fail_with(TypeError("odd"), monkeypatch)
    assert commands.run(["validate", "spec.yaml"]) == ExitCode.UNABLE
    assert capsys.readouterr().err.startswith("Traceback (most recent call last):\n")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(36, "File name too long", "x"), "error: File name too long: x"),
        (OSError(28, "No space left on device"), "error: No space left on device"),
        (OSError("odd"), "error: lmgen has a defect: OSError: odd"),
        (RecursionError("too deep"), "error: lmgen has a defect: RecursionError: too deep"),
        (MemoryError(), "error: lmgen has a defect: MemoryError"),
    ],
)
def test_errors_of_the_system(
    error: Exception,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What the system refuses is told in its words; it is no defect of lmgen."""
    fail_with(error, monkeypatch)
    assert commands.run(["validate", "spec.yaml"]) == ExitCode.UNABLE
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize("command", ["render", "check", "diff", "validate", "init"])
def test_a_deleted_working_directory(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a directory that somebody has removed, each command says what it cannot do."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    arguments = ["new.yaml"] if command == "init" else [str(tmp_path / "spec.yaml")]
    code = commands.run(
        [command, *arguments, *([] if command in {"init", "validate"} else ["-o", "x"])]
    )
    assert code == (ExitCode.OK if command == "validate" else ExitCode.UNABLE)
    assert "defect" not in capsys.readouterr().err


def test_no_home_and_no_passwd_entry(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A container's user without HOME and without an entry renders, and checks, all the same."""

    def no_entry(_: object) -> NoReturn:
        raise KeyError("getpwuid(): uid not found")

    for variable in ("HOME", "LMGEN_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", no_entry)
    for command in ("render", "check"):
        assert commands.run(["-q", command, "spec.yaml", "-o", "module"]) == ExitCode.OK
    assert capsys.readouterr().err == ""


def test_a_user_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache in the home of nobody is a cache that cannot be kept."""
    monkeypatch.setenv("LMGEN_CACHE_DIR", "~nouser/cache")
    assert commands.run(["-q", "render", "spec.yaml", "-o", "module"]) == ExitCode.OK
    assert sorted(path.name for path in Path().iterdir()) == ["module", "spec.yaml"]


@pytest.mark.parametrize("output", ["x" * 300, "x/" * 450, "x" * 250 + "/" + "y" * 250])
def test_names_that_a_file_system_cannot_have(
    output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that is too long is told, and a path that is deep is rendered or told."""
    with Path("spec.yaml").open("a", encoding="utf-8") as file:
        file.write(f"output: {output}\n")
    for command in ("render", "check", "diff"):
        assert commands.run([command, "spec.yaml"]) in set(ExitCode)
    assert "defect" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "state", ["[" * 100_000, '{"a":' * 100_000, '{"format": 1, "files": {"\\ud83d": "x"}}']
)
def test_surrogates_and_depth_in_json(state: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A manifest that somebody else wrote is refused, however deep it is and whatever it names."""
    assert commands.run(["-q", "render", "spec.yaml", "-o", "module"]) == ExitCode.OK
    Path("module/.lmgen/manifest").unlink()
    Path("module/.lmgen/manifest.json").write_text(state, encoding="ascii")
    for command in ("render", "check", "diff"):
        assert commands.run([command, "spec.yaml", "-o", "module"]) == ExitCode.UNABLE
    assert "defect" not in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
def test_a_console_that_is_not_utf_8(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the console's encoding lacks is printed as an escape, and the exit code is right."""
    assert commands.run(["-q", "render", "spec.yaml", "-o", "module"]) == ExitCode.OK
    readme = Path("module/README.md")
    readme.write_text(readme.read_text("utf-8") + "\u2192 \U0001f6a8\n", encoding="utf-8")
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding=encoding))
    assert commands.run(["diff", "spec.yaml", "-o", "module"]) == ExitCode.OK
    assert rb"-\u2192 \U0001f6a8" in printed.getvalue()
    printed.truncate(0)
    assert commands.run(["check", "spec.yaml", "-o", "module", "--format", "json"]) == ExitCode.NO
    assert json.loads(printed.getvalue().strip(b"\0").decode(encoding))


@pytest.mark.process
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=lambda environment: "+".join(environment.values()),
)
def test_a_process_whose_console_is_not_utf_8(environment: dict[str, str], tmp_path: Path) -> None:
    """The streams that Python opens for a process are treated alike, and so are odd arguments."""
    Path("spec.yaml").write_text(SPEC.replace("jobs", "jobs, description: \u2192"), "utf-8")
    run = [sys.executable, "-c", "from lambda_monitored_gen.__main__ import main; main()"]
    done = subprocess.run(
        [*run, "render", "spec.yaml", b"\xff.yaml", "--dry-run", "--diff"],
        env={"PYTHONPATH": str(REPOSITORY), "HOME": str(tmp_path), **environment},
        capture_output=True,
        check=False,
    )
    assert done.returncode == ExitCode.UNABLE  # the second file does not exist
    assert b"+\\u2192" in done.stdout
    assert b"\\udcff.yaml: error: no such file" in done.stderr
    assert b"Traceback" not in done.stderr


_INTERRUPTED = """
import os, signal, sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)
module = sys.argv[1]
sys.meta_path.insert(0, Interrupting())
sys.argv[1:] = ["validate", "spec.yaml"]
from lambda_monitored_gen.__main__ import main
main()
"""


@pytest.mark.process
@pytest.mark.parametrize(
    "module", ["lambda_monitored_gen.commands", "click", "lambda_monitored_gen.spec.validate"]
)
def test_an_interrupt_while_modules_are_imported(module: str, tmp_path: Path) -> None:
    """^C while lmgen starts ends it with 130, and without a traceback."""
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED, module],
        cwd=tmp_path,
        env={"PYTHONPATH": str(REPOSITORY), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130
    assert done.stderr.strip() in {"", "interrupted"}

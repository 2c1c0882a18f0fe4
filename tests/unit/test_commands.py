"""The command line: help, versions, exit codes, colour, and what happens when it is cut short."""

import json
import os
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click
import pytest

from lambda_monitored_gen import __version__, commands
from lambda_monitored_gen.commands import COMMANDS, cli, console
from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.spec.validate import find_deprecations
from tests.support.specs import spec_of

REPOSITORY = Path(__file__).parent.parent.parent
GOOD = "lmgen: 1\nmodule: {namespace: acme, name: lambda, version: 1.0.0}\n"


@pytest.fixture(name="file")
def _file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "spec.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def python(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with this package."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
    )


def lmgen(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `lmgen` in a process of its own."""
    code = "from lambda_monitored_gen.__main__ import main; main()"
    return python(code, *arguments, **environment)


def help_of(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The help of a command."""
    assert commands.run([name, "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`lmgen help COMMAND` prints what `lmgen COMMAND --help` does."""
    wanted = help_of(name, capsys)
    assert commands.run(["help", name]) == 0
    assert capsys.readouterr().out == wanted


def test_help_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`lmgen help` is `lmgen --help`, and a mistyped command has a hint there, too."""
    assert commands.run(["--help"]) == 0
    wanted = capsys.readouterr().out
    assert commands.run(["help"]) == 0
    assert capsys.readouterr().out == wanted
    assert commands.run(["help", "rendr"]) == ExitCode.UNABLE
    assert "Unknown command 'rendr'. Did you mean 'render'?" in capsys.readouterr().err


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command has help with a sentence, an example that names it, and described options."""
    text = help_of(name, capsys)
    assert text.startswith(f"Usage: lmgen {name}")
    assert re.search(rf"Examples?: .*lmgen {name}", " ".join(text.split()))
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help
    assert command.help.split("\n")[0].endswith(".")
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "help":
            assert parameter.help, f"{name} {parameter.opts}"
            assert parameter.help.rstrip(".") != parameter.help, f"{name} {parameter.opts}"


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_the_commands(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The help of lmgen lists every command in the order in which people need them."""
    assert commands.run([flag]) == 0
    text = capsys.readouterr().out
    listed = re.findall(r"^  ([a-z]+)  ", text.partition("Commands:")[2], re.MULTILINE)
    assert listed == list(COMMANDS)
    assert "lmgen init" in text


def test_help_fits_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At 80 columns each command has its whole summary on one line, of at most 60 characters."""
    monkeypatch.setenv("COLUMNS", "80")
    assert commands.run(["--help"]) == 0
    text = capsys.readouterr().out
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        assert command.short_help
        assert len(command.short_help) <= 60
        assert re.search(rf"^  {name} +{re.escape(command.short_help)}$", text, re.MULTILINE)


def test_no_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    """Without arguments there is help, and an exit code that says nothing was done."""
    assert commands.run([]) == ExitCode.UNABLE
    printed = capsys.readouterr()
    assert "Usage: lmgen" in printed.out + printed.err


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_version_prints_name_and_version(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`-V` and `--version` print name and version."""
    assert commands.run([flag]) == 0
    assert capsys.readouterr().out == f"lmgen {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rendr", "x"], "Unknown command 'rendr'. Did you mean 'render'?"),
        (["zzz"], "Unknown command 'zzz'. Expected one of: "),
        (["render"], "Missing argument"),
        (["render", "--outptu", "x", "y"], "No such option"),
        (["-q", "-v", "schema"], "-q and -v exclude each other"),
        (["validate"], "Missing argument"),
        (["explain", "timout"], "Did you mean 'timeout'?"),
    ],
)
def test_bad_usage(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Bad usage exits 2 with what was wrong and the nearest right thing."""
    assert commands.run(arguments) == ExitCode.UNABLE
    assert message in capsys.readouterr().err


def test_exit_codes() -> None:
    """Exit codes are the same everywhere, and known to scripts."""
    assert [int(code) for code in ExitCode] == [0, 1, 2]


@pytest.mark.process
def test_help_imports_nothing_heavy() -> None:
    """`lmgen --help` answers at once: no parser, template engine or AWS client is imported."""
    ran = python(
        "import sys\n"
        "from lambda_monitored_gen.commands import run\n"
        "run(['--help'])\n"
        "heavy = {'yaml', 'jinja2', 'hcl2', 'lark', 'boto3', 'botocore', 'pytest'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.endswith("HEAVY []\n")


def imported_by(file: Path, *arguments: str) -> set[str]:
    """The modules that a command of lmgen imports, after a render so that nothing is new to it."""
    code = (
        "import sys\n"
        "from lambda_monitored_gen.commands import run\n"
        "code = run(sys.argv[1:])\n"
        "print('CODE', code, *sys.modules)\n"
    )
    assert python(code, "render", str(file), "-o", "module").returncode == 0
    ran = python(code, *arguments)
    code, *modules = ran.stdout.rpartition("CODE ")[2].split()
    assert code == "0", ran.stderr
    return set(modules)


@pytest.mark.process
def test_check_imports_only_what_it_needs(file: Path) -> None:
    """An unchanged module is checked without what writes, diffs, explains or tests."""
    # Without -o, on which click imports difflib to say what else could have been meant.
    file.write_text(f"{GOOD}output: module\n", encoding="utf-8")
    modules = imported_by(file, "check", str(file))
    assert {"jinja2", "yaml", "lambda_monitored_gen.output.comparison"} <= modules
    # Some releases of Python import one of these for click or pathlib.
    basis = python("import click, jinja2, yaml, pathlib, sys; print(*sys.modules)").stdout.split()
    unneeded = {"difflib", "glob", "shlex", "unicodedata", "subprocess", "hcl2", "lark", "boto3"}
    ours = {
        "commands.explanations",
        "fleet.watching",
        "output.declarations",
        "fleet.abandoned",
        "output.checkout",
        "output.git",
        "output.writer",
        "rendering.starter",
        "testing.matrix",
    }
    unneeded |= {f"lambda_monitored_gen.{name}" for name in ours}
    assert (modules & unneeded) - set(basis) == set()


@pytest.mark.process
def test_validate_imports_no_templates(file: Path) -> None:
    """`lmgen validate` of a sound spec needs neither Jinja2 nor python-hcl2."""
    ran = python(
        "import sys\n"
        "from lambda_monitored_gen.commands import run\n"
        "run(['validate', sys.argv[1]])\n"
        "print('HEAVY', sorted({'jinja2', 'hcl2', 'boto3'} & set(sys.modules)))\n",
        str(file),
    )
    assert ran.stdout.endswith("HEAVY []\n"), ran.stderr


@pytest.mark.process
def test_render_imports_no_hcl_parser(file: Path) -> None:
    """`lmgen render` without custom templates does not wait for python-hcl2."""
    ran = python(
        "import sys\n"
        "from lambda_monitored_gen.commands import run\n"
        "run(['render', sys.argv[1], '-o', 'module'])\n"
        "print('HEAVY', sorted({'hcl2', 'lark', 'boto3'} & set(sys.modules)))\n",
        str(file),
    )
    assert ran.stdout.endswith("HEAVY []\n"), ran.stderr


@pytest.mark.process
def test_runs_as_a_module() -> None:
    """`python -m lambda_monitored_gen` is `lmgen`."""
    ran = subprocess.run(
        [sys.executable, "-m", "lambda_monitored_gen", "--version"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    assert (ran.returncode, ran.stdout) == (0, f"lmgen {__version__}\n")


@pytest.mark.process
def test_shell_completion() -> None:
    """Click's shell completion works, for the script and for the words."""
    ran = lmgen(_LMGEN_COMPLETE="bash_source")
    assert ran.returncode == 0
    assert "_lmgen_completion" in ran.stdout
    ran = lmgen(_LMGEN_COMPLETE="bash_complete", COMP_WORDS="lmgen va", COMP_CWORD="1")
    assert "plain,validate" in ran.stdout


def test_an_interrupt_ends_with_a_word_and_code_130(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """^C ends with a word and code 130, not with a traceback."""

    def interrupt(_path: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lambda_monitored_gen.spec.validate.load", interrupt)
    assert commands.run(["validate", str(file)]) == 130
    assert capsys.readouterr().err.strip() == "interrupted"


@pytest.mark.process
@pytest.mark.parametrize("arguments", [["schema"], ["explain"]])
def test_closed_pipe(arguments: list[str]) -> None:
    """A reader that stops reading, such as head, ends lmgen without a traceback."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lambda_monitored_gen", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=30) == 141
    assert said == ""


@pytest.mark.process
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("entry", ["import main; main()", "import start; sys.exit(start())"])
def test_full_disk(entry: str) -> None:
    """A result that cannot be printed is an error with a sentence, however the process ends."""
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [
                sys.executable,
                "-c",
                f"import sys\nfrom lambda_monitored_gen.__main__ {entry}",
                "schema",
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
    assert ran.returncode == ExitCode.UNABLE
    assert ran.stderr.startswith("error: the result cannot be printed: No space left on device\n")
    assert "Exception" not in ran.stderr


def test_diagnostics_go_to_stderr(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings are on stderr, the result on stdout, and a bad spec exits 2."""
    file.write_text(f"{GOOD}oops: 1\n", encoding="utf-8")
    assert commands.run(["validate", "spec.yaml"]) == ExitCode.UNABLE
    printed = capsys.readouterr()
    assert printed.out == "spec.yaml: 1 error\n"
    assert printed.err.startswith("spec.yaml:3:1: error: unknown key 'oops' [unknown-key]\n")


def test_quiet_validate(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`-q` says nothing of a sound spec, and still says what is wrong with a bad one."""
    file.write_text(GOOD + "runtimes: [python3.13]\n", encoding="utf-8")
    assert commands.run(["-q", "validate", "spec.yaml"]) == 0
    assert capsys.readouterr() == ("", "")
    file.write_text(f"{GOOD}oops: 1\n", encoding="utf-8")
    assert commands.run(["-q", "validate", "spec.yaml"]) == 2
    assert "unknown-key" in capsys.readouterr().err


def test_deprecated_runtimes() -> None:
    """A runtime is warned of from the day on which AWS deprecates it, at the key of the spec."""
    checked = spec_of(runtimes=["python3.9", "python3.13"])
    before = datetime(2025, 12, 14, tzinfo=timezone.utc).date()
    after = datetime(2025, 12, 15, tzinfo=timezone.utc).date()
    assert find_deprecations(checked, before) == []
    (warning,) = find_deprecations(checked, after)
    assert warning.code == "deprecated-runtime"
    assert warning.severity.value == "warning"
    assert "AWS deprecated python3.9 on 2025-12-15" in warning.message
    assert warning.line > 0
    assert "python3.9" in warning.message
    assert find_deprecations(spec_of(), after) == []  # the catalog's runtimes are lmgen's to change


def test_warnings_are_not_counted_as_errors(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The summary of an invalid spec counts its errors; its warnings are printed all the same."""
    file.write_text(
        f"{GOOD}defaults: {{tags: {{}}}}\nrequired: [tags]\noops: 1\n", encoding="utf-8"
    )
    assert commands.run(["validate", "spec.yaml"]) == ExitCode.UNABLE
    printed = capsys.readouterr()
    assert "[required-default]" in printed.err
    assert printed.out == "spec.yaml: 1 error\n"


def test_warnings_are_not_errors(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A spec with warnings alone is valid; `-q` hides the warnings; rendering has none."""
    import lambda_monitored_gen.spec.validate as checks  # noqa: PLC0415 - to move the day

    good = f"{GOOD}runtimes: [python3.12, python3.13]\n"
    file.write_text(good, encoding="utf-8")
    late = datetime(2100, 1, 1, tzinfo=timezone.utc).date()
    real = checks.find_deprecations
    monkeypatch.setattr(checks, "find_deprecations", lambda spec, _today: real(spec, late))
    assert commands.run(["validate", "spec.yaml"]) == 0
    printed = capsys.readouterr()
    assert printed.err.count("warning: AWS deprecated python3.") == 2
    assert printed.out == "spec.yaml: valid\n"
    assert commands.run(["-q", "validate", "spec.yaml"]) == 0
    assert capsys.readouterr() == ("", "")
    assert commands.run(["render", "spec.yaml", "-o", "module"]) == 0
    assert "deprecated" not in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == good


def coloured(setting: bool | None, text: str) -> str:  # noqa: FBT001 - as click has it
    """What click prints to a terminal with that setting."""
    return text if setting is not False else click.unstyle(text)


def test_no_color_forbids_colour_when_not_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR forbids colour when it is not empty; else the terminal decides."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert console.colour_setting() is None
    monkeypatch.setenv("NO_COLOR", "")
    assert console.colour_setting() is None
    monkeypatch.setenv("NO_COLOR", "1")
    assert console.colour_setting() is False
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert console.colour_setting() is False
    assert coloured(console.colour_setting(), click.style("x", fg="red")) == "x"


@pytest.mark.parametrize(("value", "setting"), [("1", True), ("3", True), ("0", None), ("", None)])
def test_force_color_wants_colour(
    value: str,
    setting: bool | None,  # noqa: FBT001 - pytest hands it over by name
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """FORCE_COLOR has results and errors coloured where there is no terminal, as in CI."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", value)
    assert console.colour_setting() is setting
    assert commands.run(["explain", "timeout"]) == 0
    assert commands.run(["explain", "timout"]) == 2
    printed = capsys.readouterr()
    assert ("\x1b[" in printed.out) == ("\x1b[" in printed.err) == bool(setting)


def on_terminal(*arguments: str, **environment: str) -> bytes:
    """What lmgen prints when its output is a terminal."""
    import pty  # noqa: PLC0415 - Unix only, as lmgen is

    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as reader:
        ran = subprocess.Popen(
            [sys.executable, "-m", "lambda_monitored_gen", *arguments],
            stdout=theirs,
            stderr=theirs,
            env={
                **{key: value for key, value in os.environ.items() if key != "NO_COLOR"},
                "PYTHONPATH": str(REPOSITORY),
                "TERM": "xterm",
                **environment,
            },
        )
        os.close(theirs)
        output = b""
        while True:
            try:
                chunk = reader.read(4096)
            except OSError:  # Linux ends a terminal with an error
                break
            if not chunk:
                break
            output += chunk
        ran.wait(timeout=30)
    return output


@pytest.mark.process
def test_colour_on_a_terminal(file: Path) -> None:
    """A terminal gets colour, unless NO_COLOR is set; a pipe gets none."""
    file.write_text(f"{GOOD}oops: 1\n", encoding="utf-8")
    assert b"\x1b[" in on_terminal("validate", "spec.yaml")
    assert b"\x1b[" not in on_terminal("validate", "spec.yaml", NO_COLOR="1")
    assert "\x1b[" not in lmgen("validate", "spec.yaml").stderr


def test_init_writes_a_valid_spec_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`init` writes a valid spec once, says what comes next, and never replaces a file."""
    monkeypatch.chdir(tmp_path)
    assert commands.run(["init", "--namespace", "me", "--name", "it"]) == 0
    assert capsys.readouterr().out == "wrote spec.yaml; next: lmgen render spec.yaml\n"
    assert commands.run(["validate", "spec.yaml"]) == 0
    assert capsys.readouterr() == ("spec.yaml: valid\n", "")
    assert commands.run(["render", "spec.yaml"]) == 0
    assert capsys.readouterr().out.endswith("\nnext: lmgen test terraform-aws-it, then commit it\n")
    assert (tmp_path / "terraform-aws-it" / "lambda.tf").is_file()
    assert commands.run(["init"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert commands.run(["init", "other.yaml", "--name", "Not Good"]) == 2
    assert not (tmp_path / "other.yaml").exists()


def test_schema_prints_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """`schema` prints JSON and nothing else."""
    assert commands.run(["schema"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["title"] == "lmgen spec"


def test_matrix_prints_cases_or_findings_alone(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`matrix` prints what a CI system takes; of a bad spec it prints diagnostics only."""
    assert commands.run(["matrix", "spec.yaml"]) == 0
    assert len(json.loads(capsys.readouterr().out)["include"]) == 24
    file.write_text(f"{GOOD}oops: 1\n", encoding="utf-8")
    assert commands.run(["matrix", "spec.yaml"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "unknown-key" in printed.err


def test_explain_prints_one_answer_or_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    """`explain` prints one answer, or the list of all that has one."""
    assert commands.run(["explain", "timeout"]) == 0
    assert capsys.readouterr().out.startswith("variable timeout\n")
    assert commands.run(["explain"]) == 0
    assert "Variables (lmgen explain variables)\n" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["-q", "init", "s.yaml"], ["init", "s.yaml", "-q"]])
def test_quiet_may_stand_before_or_behind_the_command(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`-q` means the same on both sides of the command."""
    monkeypatch.chdir(tmp_path)
    assert commands.run(words) == 0
    assert capsys.readouterr().out == ""
    assert Path("s.yaml").is_file()

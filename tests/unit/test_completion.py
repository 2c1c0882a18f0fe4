"""Shells complete commands, options, spec files, directories and names."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
WORDS = [
    ("lmgen va", {"validate"}),
    ("lmgen help re", {"render"}),
    ("lmgen explain timeo", {"timeout"}),
    ("lmgen explain tests.arch", {"tests.architectures"}),
    ("lmgen explain dead_letter_q", {"dead_letter_queue", "dead_letter_queue_arn"}),
    ("lmgen explain python3.1", {"python3.10", "python3.14"}),
    ("lmgen render spec", {"spec.yaml", "specs/"}),
    ("lmgen check specs/", {"specs/one.yml", "specs/two.yaml"}),
    ("lmgen validate --format j", {"json"}),
    ("lmgen diff --templ", {"--templates"}),
    ("lmgen test spec.", {"spec.yaml"}),
    ("lmgen matrix spec.", {"spec.yaml"}),
    ("lmgen prove spec.", {"spec.yaml"}),
    ("lmgen -C specs render o", {"one.yml"}),
]
"""What people have typed, and what must be among the completions."""


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    for name in ("spec.yaml", "notes.txt", "specs/one.yml", "specs/two.yaml", "specs/three.json"):
        (tmp_path / name).touch()
    commands = tmp_path / "bin"
    commands.mkdir()
    program = commands / "lmgen"
    program.write_text(
        f"#!{sys.executable}\n"
        f"import sys\nsys.path.insert(0, {str(REPOSITORY)!r})\nsys.argv[0] = 'lmgen'\n"
        "from lambda_monitored_gen.__main__ import main\nmain()\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return tmp_path


def run(shell: str, script: str, place: Path) -> list[str]:
    """Run a script of a shell in a directory; the lines that it prints."""
    ran = subprocess.run(
        [shell, "-c", script] if shell == "bash" else [shell, "-f", "-c", script],
        cwd=place,
        env={"PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(place)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def in_bash(line: str, place: Path) -> set[str]:
    """What bash offers after a line, by the function that lmgen's script defines."""
    words = line.split(" ")
    script = (
        'eval "$(_LMGEN_COMPLETE=bash_source lmgen)"\n'
        f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}\n"
        "compopt() { :; }\n"  # it works while bash completes only
        '_lmgen_completion lmgen "${COMP_WORDS[COMP_CWORD]}"\n'
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    return set(run("bash", script, place))


def in_zsh(line: str, place: Path) -> set[str]:
    """What zsh offers after a line, by the function that lmgen's script defines."""
    words = line.split(" ")
    script = (
        # The completion system needs a terminal; what it would be given is printed instead.
        "compdef() { :; }\n"
        "compadd() { local name=${@[-1]}; print -l -- ${(P)name}; }\n"
        "_describe() { local name=$3; print -l -- ${${(P)name}%%:*}; }\n"
        "_path_files() { print -l files; }\n"
        'eval "$(_LMGEN_COMPLETE=zsh_source lmgen)"\n'
        f"words=({' '.join(words)}); CURRENT={len(words)}\n"
        "_lmgen_completion\n"
    )
    return set(run("zsh", script, place))


@pytest.mark.process
@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize(("line", "wanted"), WORDS, ids=[line for line, _ in WORDS])
def test_completions(shell: str, line: str, wanted: set[str], place: Path) -> None:
    """A shell offers what can follow: names that exist, and of files the specs alone."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    offered = in_bash(line, place) if shell == "bash" else in_zsh(line, place)
    assert wanted <= offered
    assert {"notes.txt", "specs/three.json"} & offered == set()

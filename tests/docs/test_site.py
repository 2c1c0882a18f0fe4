"""The pages of docs/ become a site, without a warning, and their commands do what they show."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.support.programs import development_program

REPOSITORY = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLS = re.compile(r"^(python3 -m venv|\S*pip install|export PATH=|make )")
"""What the test does in its own way, with the lmgen of this checkout."""


class Step(NamedTuple):
    """A command of a page, and the lines that the page shows below it."""

    command: str
    shown: tuple[str, ...]


def steps(page: str) -> Iterator[Step]:
    """The commands in a page's blocks of the language `console`."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    for language, block in BLOCK.findall(text):
        if language != "console":
            continue
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, shown = _split(part.rstrip("\n"))
            if not INSTALLS.search(command):
                yield Step(command, shown)


def _split(part: str) -> tuple[str, tuple[str, ...]]:
    """Part a command, of which a here-document is a part, from what it prints."""
    lines = part.split("\n")
    end = lines.index("END") + 1 if "<<'END'" in lines[0] else 1
    return "\n".join(lines[:end]), tuple(lines[end:])


def run_all(page: str, directory: Path) -> list[str]:
    """Run the commands of a page one after the other, as a reader does in one shell.

    Returns:
        Each command that failed, and each line that was shown and not printed.
    """
    program = directory / "bin" / "lmgen"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nexport PYTHONPATH="{REPOSITORY}"\n'
        f'exec "{sys.executable}" -m lambda_monitored_gen "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    found = list(steps(page))
    assert found, f"{page} has no commands"
    script = "".join(
        f"echo '--- {number}'\n{step.command}\necho \"=== $?\"\n"
        for number, step in enumerate(found)
    )
    home = directory / "work"
    home.mkdir()
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=home,
        env={
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(directory),
            "LMGEN_CACHE_DIR": str(directory / "cache"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    parts = re.split(r"^--- \d+$", ran.stdout, flags=re.MULTILINE)[1:]
    assert len(parts) == len(found), ran.stdout
    wrong = []
    for step, printed in zip(found, parts, strict=True):
        text, _, code = printed.rpartition("=== ")
        if code.strip() != "0":
            wrong.append(f"{step.command}: exit code {code.strip()}\n{text}")
        text = _uncounted(text)
        wrong += [
            f"{step.command}: {line!r} is not in\n{text}"
            for line in step.shown
            if _uncounted(line) not in text
        ]
    return wrong


def _uncounted(text: str) -> str:
    """Text without numbers of files and of lines, which change with every template."""
    return re.sub(r"(?<=:)\d+(?=:)|\d+(?= files?\b)", "N", text)


@pytest.mark.process
@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md"])
def test_commands_of_a_page(page: str, tmp_path: Path) -> None:
    """A reader who types the commands of a page sees what it shows, and none of them fails."""
    assert run_all(page, tmp_path) == []


@pytest.mark.parametrize(
    "page",
    ["README.md", *(str(f.relative_to(REPOSITORY)) for f in (REPOSITORY / "docs").glob("*.md"))],
)
def test_blocks_are_what_they_say(page: str) -> None:
    """A block that says that it is YAML can be read as YAML."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    for language, block in BLOCK.findall(text):
        if language in {"yaml", "yml"}:
            list(yaml.safe_load_all(block))


@pytest.mark.index
def test_site_builds_without_a_warning(tmp_path: Path) -> None:
    """Mkdocs finds every page of the menu, and the target of every link and anchor."""
    uv = development_program("uv")
    requirements = ["--with-requirements", str(REPOSITORY / "requirements" / "docs.txt")]
    build = ["mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    ran = subprocess.run(
        [uv, "run", "--quiet", "--isolated", "--no-project", *requirements, *build],
        cwd=REPOSITORY,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "site" / "tutorial.html").is_file()


def test_every_page_is_in_the_menu() -> None:
    """Each page of docs/ can be reached from the menu."""
    menu = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    pages = {file.name for file in (REPOSITORY / "docs").glob("*.md")}
    assert pages == set(re.findall(r": ([\w-]+\.md)$", menu, re.MULTILINE))


def test_messages_that_are_explained_exist() -> None:
    """Each message of the page on troubleshooting is one that lmgen has."""
    text = (REPOSITORY / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert headings
    files = (REPOSITORY / "lambda_monitored_gen").rglob("*.py")
    source = "\n".join(file.read_text(encoding="utf-8") for file in files)
    joined = re.sub(r'"\s*\n\s*f?"', "", source)  # literals over several lines
    fragments = [
        part.strip()
        for heading in headings
        for message in re.findall(r"`([^`]+)`", heading)
        for part in message.split("…")
        if len(part.strip()) > len("policy.")
    ]
    assert [fragment for fragment in fragments if fragment not in joined] == []

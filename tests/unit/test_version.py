"""One version, in every place that holds it, moved by one command."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lambda_monitored_gen import __version__
from tests.support.programs import development_program

REPOSITORY = Path(__file__).parent.parent.parent
PREFIX = "bumpversion:file:"


@pytest.fixture(name="config")
def _config() -> configparser.RawConfigParser:
    config = configparser.RawConfigParser()
    config.read(REPOSITORY / ".bumpversion.cfg", encoding="utf-8")
    return config


def places(config: configparser.RawConfigParser) -> list[str]:
    """The files that a bump changes."""
    return [name.removeprefix(PREFIX) for name in config.sections() if name.startswith(PREFIX)]


def test_current_version(config: configparser.RawConfigParser) -> None:
    """The configuration, the package and the project agree on the version."""
    assert config["bumpversion"]["current_version"] == __version__
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    (found,) = re.findall('^version = "(.*)"$', text, re.MULTILINE)
    assert found == __version__


def test_each_place_is_found_once(config: configparser.RawConfigParser) -> None:
    """Each text that a bump looks for is in its file exactly once."""
    assert places(config)
    for name in places(config):
        search = config[f"{PREFIX}{name}"]["search"].format(current_version=__version__)
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert text.count(search) == 1, name


def test_no_place_is_forgotten(config: configparser.RawConfigParser) -> None:
    """No other file of the project states the version of lmgen."""
    stated = re.compile(
        rf"""(?:^version = |__version__ = |"generator": |lmgen |lambda-monitored-gen==)"?"""
        rf"""{re.escape(__version__)}\b""",
        re.MULTILINE,
    )
    known = {*places(config), ".bumpversion.cfg", "CHANGELOG.md"}
    for file in sorted(REPOSITORY.rglob("*")):
        path = file.relative_to(REPOSITORY)
        own = not any(part.startswith(".") and part != ".ci" for part in path.parts)
        if own and file.suffix in {"", ".py", ".md", ".toml", ".cfg", ".j2", ".json", ".txt"}:
            if not file.is_file() or str(path) in known or path.parts[0] in {"build", "dist"}:
                continue
            assert not stated.search(file.read_text(encoding="utf-8", errors="replace")), path


@pytest.mark.process
def test_one_command_moves_every_place(
    config: configparser.RawConfigParser, tmp_path: Path
) -> None:
    """One command moves every place to the next version and dates the change log."""
    for name in (*places(config), ".bumpversion.cfg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, tmp_path / name)
    command = development_program("bump-my-version")
    ran = subprocess.run(
        [command, "bump", "minor", "--no-commit", "--no-tag", "--allow-dirty"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    major, minor, _ = (int(part) for part in __version__.split("."))
    new = f"{major}.{minor + 1}.0"
    for name in (*places(config), ".bumpversion.cfg"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert new in text, name
        assert name == "CHANGELOG.md" or __version__ not in text, name
    log = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    dated = rf"^## \[Unreleased\]\n\n## \[{re.escape(new)}\] - \d{{4}}-\d\d-\d\d$"
    assert re.search(dated, log, re.MULTILINE)


def test_change_log_has_a_heading_for_the_next_release() -> None:
    """There is always a place to write the next change down."""
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.count("## [Unreleased]") == 1

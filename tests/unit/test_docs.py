"""The documents tell of every command, option, verdict and key."""

import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from lambda_monitored_gen.commands import COMMANDS, cli
from lambda_monitored_gen.output.comparison import Verdict
from lambda_monitored_gen.spec.fields import SPEC
from lambda_monitored_gen.spec.shape import Record, Records
from tests.support.reference import commands_page, spec_page
from tests.unit.snapshots import compare

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
PAGES = sorted(DOCS.glob("*.md"))
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "page"), [("commands.md", commands_page), ("spec.md", spec_page)])
def test_reference_pages_are_what_lmgen_says_of_itself(
    name: str, page: Callable[[], str], *, regenerate: bool
) -> None:
    """The pages of commands and of keys agree with `--help` and with the check of specs."""
    compare(page(), DOCS / name, regenerate=regenerate)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_in_the_readme(name: str) -> None:
    """Every command has a row in the README's table."""
    assert re.search(rf"^\| `lmgen {name}\b", README, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    """Each spelling of each option of a command stands in that command's part of the reference."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    pages = (DOCS / "commands.md").read_text(encoding="utf-8")
    common, *parts = re.split(r"^## lmgen ", pages, flags=re.MULTILINE)
    (own,) = (part for part in parts if part.startswith(f"{name}\n"))
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for spelling in (*parameter.opts, *parameter.secondary_opts):
                assert re.search(rf"`[^`\n]*(?<![\w-]){spelling}\b", own + common), spelling


def test_every_verdict_has_a_row() -> None:
    """The table of docs/check.md has the verdicts of a check, and what is not lmgen's."""
    table = (DOCS / "check.md").read_text(encoding="utf-8").split("## Verdicts")[1].split("##")[0]
    rows = re.findall(r"^\| ([a-z ]+) \|", table, re.MULTILINE)
    assert set(rows[1:]) == {verdict.value for verdict in Verdict} | {"untracked"}
    assert len(rows) == len(set(rows))


def keys(record: Record, section: str) -> set[tuple[str, str]]:
    """The keys of a record and of the sections in it, without variables and their policies."""
    found = set()
    for field in record.fields:
        found.add((section, field.name))
        shape = field.shape.record if isinstance(field.shape, Records) else field.shape
        if isinstance(shape, Record) and shape.noun != "variable":
            found |= keys(shape, field.name)
    return found


def test_every_key_of_a_spec_is_documented() -> None:
    """The reference has a row for each key, in the part of its section."""
    text = (DOCS / "spec.md").read_text(encoding="utf-8")
    whole, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    sections = {"": whole} | {part.partition("\n")[0]: part for part in parts}
    missing = [
        (section, name)
        for section, name in keys(SPEC, "")
        if f"\n| `{name}` |" not in sections.get(section, "")
    ]
    assert missing == []


def test_every_section_of_a_spec_is_in_the_readme() -> None:
    """Each key of the top level stands in the README's own spec."""
    (sample,) = re.findall(r"```yaml\n# yaml-language-server.*?```", README, re.DOTALL)
    names = {field.name for field in SPEC.fields}
    assert set(re.findall(r"^(\w+):", sample, re.MULTILINE)) == names


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in PAGES)])
def test_links_lead_to_files(page: str) -> None:
    """Each relative link of a document leads to a file of the repository."""
    file = REPOSITORY / page
    prose = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose)
    assert [link for link in links if not (file.parent / link).exists()] == []

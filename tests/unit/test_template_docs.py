"""docs/templates.md, which is public, names what templates really have."""

import re
from pathlib import Path

from lambda_monitored_gen.rendering.context import TemplateContext
from lambda_monitored_gen.rendering.filters import FILTERS
from lambda_monitored_gen.rendering.sources import builtin_root, find_sources

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs" / "templates.md").read_text(encoding="utf-8")


def named(heading: str) -> set[str]:
    """The names in the first column of the table under a heading."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
    return {re.split(r"[( ]", name)[0] for cell in cells for name in re.findall("`([^`]+)`", cell)}


def test_every_name_of_the_context_is_documented() -> None:
    """The table has the fields of the context, no more and no less; `example` is in its text."""
    assert named("What templates can name") == set(TemplateContext._fields) - {"example"}
    assert "`example` is the one" in PAGE


def test_every_filter_is_documented() -> None:
    """The table has the filters, no more and no less."""
    assert named("Filters") == set(FILTERS)


def includes(kind: str) -> set[str]:
    """The names that templates include by `parts` or by `slot`."""
    return {
        name
        for file in builtin_root().rglob("*.j2")
        for name in re.findall(rf'{kind}\("([^"]+)"\)', file.read_text(encoding="utf-8"))
    }


def test_every_part_is_documented() -> None:
    """The table has the parts that core templates include, and no feature has another one."""
    assert named("Parts of features") == includes("parts")
    known = includes("parts") | includes("slot")
    parts = {name.split("/", 2)[2] for name in find_sources(builtin_root()).parts}
    assert parts <= known


def test_every_slot_is_documented() -> None:
    """The table has the slots that core templates have."""
    section = PAGE.partition("\n## Slots\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`((?:tests/)?_[^`]+)`", "\n".join(rows))) == includes("slot")


def test_core_templates_do_not_ask_for_features() -> None:
    """No template outside of features/ names one: a feature is in its own room alone."""
    root = builtin_root()
    for file in root.rglob("*.j2"):
        if "features" not in file.relative_to(root).parts:
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"features\.(?!values|items)\w+", text), file.name

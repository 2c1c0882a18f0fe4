"""`lmgen explain`: everything has an answer, and the answers are the catalog's."""

import re
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.commands.explanations import explain, overview
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.spec.diagnostic_codes import DIAGNOSTIC_CODES

PACKAGE = Path(__file__).parent.parent.parent / "lambda_monitored_gen"
_NAMED = re.compile(
    r"""(?:code=|collector\.add\(\s*|_report\(\s*(?:[^"]*,)?\s*|_broken\(\s*path,\s*[^"]*)
    "([a-z0-9]+(?:-[a-z0-9]+)*)"\s*,""",
    re.VERBOSE,
)


def test_variable() -> None:
    """A variable is explained with type, default, rules in both voices, relations and source."""
    text = explain("error_rate_datapoints_to_alarm")
    assert text.startswith("variable error_rate_datapoints_to_alarm\n")
    lines = [line.strip() for line in text.splitlines()]
    name = "var.error_rate_datapoints_to_alarm"
    for line in (
        "type:      number",
        "default:   2",
        f"{name} >= 1 && floor({name}) == {name}",
        f"{name} <= var.error_rate_evaluation_periods",
    ):
        assert line in lines
    assert lines[-1].startswith("source:    https://docs.aws.amazon.com/")
    assert "Must be a whole number" in text
    assert "across variables" not in explain("memory_size")
    assert "callers must give a value" in explain("function_name")


@pytest.mark.parametrize("name", CATALOG.outputs)
def test_output(name: str) -> None:
    """An output is explained with its expression; one that is a variable too is explained twice."""
    text = explain(name)
    assert f"output {name}\n" in text
    assert CATALOG.outputs[name].value in text
    assert (f"variable {name}\n" in text) == (name in CATALOG.variables)


@pytest.mark.parametrize("name", CATALOG.features)
def test_feature(name: str) -> None:
    """A feature is explained with all that it brings."""
    text = explain(name)
    for records in (CATALOG.variables, CATALOG.outputs):
        for each in records.values():
            if each.feature == name:
                assert each.name in text


@pytest.mark.parametrize("name", DIAGNOSTIC_CODES)
def test_finding(name: str) -> None:
    """A finding is explained in plain sentences."""
    assert DIAGNOSTIC_CODES[name].endswith(".")
    assert explain(name).startswith(f"diagnostic {name}\n  ")


def test_overview_is_complete() -> None:
    """The list without a name has every name once, under its heading, on lines of one screen."""
    lines = overview().split("\n")
    words = [line.split()[0] for line in lines if line.startswith("  ")]
    wanted = [*CATALOG.variables, *CATALOG.outputs, *CATALOG.features, *DIAGNOSTIC_CODES]
    assert sorted(words) == sorted(wanted)
    assert max(map(len, lines)) <= 100


def test_unknown_name() -> None:
    """A mistyped name is answered with the nearest; one like no other with where the list is."""
    with pytest.raises(LmgenError, match="nothing is called 'timout'") as near:
        explain("timout")
    assert near.value.hint == "Did you mean 'timeout'?"
    with pytest.raises(LmgenError) as far:
        explain("zzzzzz")
    assert "`lmgen explain` without a name" in (far.value.hint or "")


def used_in_source() -> set[str]:
    """The rule ids that the package's source gives to its findings."""
    used: set[str] = set()
    for file in [*(PACKAGE / "spec").glob("*.py")]:
        used |= set(_NAMED.findall(file.read_text(encoding="utf-8")))
    return used


def test_findings_are_explained() -> None:
    """Every finding that the source can make is explained, and no other one is."""
    assert used_in_source() == set(DIAGNOSTIC_CODES)


def test_findings_are_shown_by_bad_specs() -> None:
    """Every error that lmgen can find has a broken spec in tests/bad_specs that shows it."""
    warnings = {"deprecated-runtime", "required-default"}
    folder = Path(__file__).parent.parent / "bad_specs"
    shown = {
        rule
        for file in folder.glob("*.txt")
        for rule in re.findall(
            r" \[([a-z0-9-]+)\]$", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert shown == set(DIAGNOSTIC_CODES) - warnings

"""Controls of ISO 27001, costs and alarms in a module's documentation."""

import re

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.catalog.controls import CONTROLS, answer_controls
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.spec.diagnostics import WHOLE_FILE
from lambda_monitored_gen.spec.path_patterns import PathPattern
from tests.support.feature_sets import feature_sets
from tests.support.specs import feature_specs

NUMBERS = [control.number for control in CONTROLS]


def test_numbers() -> None:
    """Controls stand once each, in the order of the standard."""
    assert sorted(set(NUMBERS), key=lambda each: [*map(int, each.split("."))]) == NUMBERS


@pytest.mark.parametrize("name", CATALOG.features)
def test_features_answer_controls(name: str) -> None:
    """A feature answers controls that there are, with clauses."""
    for number, clause in CATALOG.features[name].controls.items():
        assert number in NUMBERS
        assert clause
        assert not clause.endswith(".")


@pytest.mark.parametrize("label", feature_sets())
def test_every_alarm_answers_one(label: str) -> None:
    """Each alarm of a module is in the row of its control, and every row has an answer."""
    interface = feature_specs()[label].interface
    rows = answer_controls(interface)
    named = [alarm.name for row in rows for alarm in row.alarms]
    assert sorted(named) == sorted(alarm.name for alarm in interface.alarms)
    assert all(row.clauses or row.alarms for row in rows)


@pytest.mark.parametrize("label", feature_sets())
def test_every_alarm_has_its_section(label: str) -> None:
    """docs/alarms.md tells of each alarm what to do, and the README leads there."""
    spec = feature_specs()[label]
    files = render_files(spec)
    text = files["docs/alarms.md"].content.decode()
    readme = files["README.md"].content.decode()
    found = re.findall(r"^## ([a-z0-9-]+)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    sections = dict(found)
    assert list(sections) == [alarm.suffix for alarm in spec.interface.alarms]
    for alarm in spec.interface.alarms:
        assert alarm.remedy in sections[alarm.suffix]
        assert alarm.raised in sections[alarm.suffix]
        assert f"(docs/alarms.md#{alarm.suffix})" in readme


def test_links_of_the_readme_lead_to_files() -> None:
    """A README names no file that the module does not have, also where the spec omits some."""
    spec = feature_specs()["none"]
    for files in (
        render_files(spec),
        render_files(spec._replace(omit=(PathPattern("docs/**", WHOLE_FILE),))),
    ):
        text = files["README.md"].content.decode()
        for link in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", text):
            assert any(path.startswith(link) for path in files), link

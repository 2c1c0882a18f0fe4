"""What the README of a rendered module says is true of that module."""

import json
import re
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.catalog.predecessor import REASONS, RELATION_REASONS, SHARED_RULES
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.spec.model import Spec
from tests.support.feature_sets import feature_sets, fullest_with, switches
from tests.support.modules import terraform_files
from tests.support.specs import EXAMPLE_SPECS, example_spec, spec_of

PUBLISHED = {
    fact["name"]
    for fact in json.loads(
        (Path(__file__).parents[1] / "facts" / "published_module_1_1_0.json").read_text("utf-8")
    )["variables"]
}
MIGRATION = "## Moving on from infrahouse/lambda-monitored"


def readme(spec: Spec) -> str:
    return render_files(spec)["README.md"].content.decode()


def refusal_rows() -> list[tuple[str, str, str]]:
    """The rows of the table of refusals: variable, rule, reason."""
    section = readme(example_spec("infrahouse")).partition(MIGRATION)[2]
    return re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", section, re.MULTILINE)


def plain(markdown: str) -> str:
    return markdown.replace("\\", "")


@pytest.mark.parametrize(
    "name", sorted(PUBLISHED & {name for name, each in CATALOG.variables.items() if each.rules})
)
def test_each_refusal_has_its_reason(name: str) -> None:
    """A rule of a published variable is either the published module's, too, or in the table."""
    rows = {(variable, plain(rule)) for variable, rule, _ in refusal_rows()}
    for rule in CATALOG.variables[name].rules:
        shared = (name, type(rule)) in SHARED_RULES
        assert ((name, rule.requirement) in rows) != shared, rule.requirement


def test_each_relation_has_its_reason() -> None:
    """Rules across its variables, of which the published module has none, are in the table."""
    rows = {plain(rule) for _, rule, _ in refusal_rows()}
    relations = example_spec("infrahouse").interface.relations
    assert {relation.sentence for relation in relations} <= rows
    assert {relation.variables[0] for relation in relations} == RELATION_REASONS.keys()


def test_each_precondition_has_its_reason() -> None:
    """What else fails a plan names a variable for which the table has more than its rules."""
    text = "\n".join(terraform_files(render_files(example_spec("infrahouse"))).values())
    blocks = re.findall(r"precondition \{\n.*?error_message += \"(.*?)\"\n", text, re.DOTALL)
    relations = {f"{relation.sentence}." for relation in CATALOG.relations}
    rules = {rule.requirement for each in CATALOG.variables.values() for rule in each.rules}
    more = {name for name, rule, _ in refusal_rows() if plain(rule) not in rules}
    new = set(CATALOG.variables) - PUBLISHED
    others = [
        message
        for message in blocks
        if message not in relations and not any(name in message for name in new)
    ]
    assert len(others) == 4
    assert [message for message in others if not any(name in message for name in more)] == []


def test_no_reason_is_left_over() -> None:
    """Reasons and shared rules are those of variables that both modules have."""
    assert REASONS.keys() <= PUBLISHED
    for name, kind in SHARED_RULES:
        assert name in PUBLISHED
        assert any(type(rule) is kind for rule in CATALOG.variables[name].rules)


@pytest.mark.parametrize("name", EXAMPLE_SPECS)
def test_migration_is_for_what_replaces_another_module(name: str) -> None:
    """Only a module that takes another one's place has moves and a section about them."""
    spec = example_spec(name)
    files = render_files(spec)
    assert (MIGRATION in readme(spec)) == bool(spec.module.replaces)
    assert ("moved.tf" in files) == bool(spec.module.replaces)


def test_first_upgrade_needs_the_old_provider() -> None:
    """Whoever upgrades learns that hashicorp/null has to be there once more."""
    section = readme(example_spec("infrahouse")).partition(MIGRATION)[2]
    assert "hashicorp/null once" in section


@pytest.mark.parametrize(
    "variable", sorted(name for name, each in CATALOG.variables.items() if each.nullable)
)
def test_what_must_not_be_null_does_not_say_what_null_means(variable: str) -> None:
    """A variable that a policy keeps from being null has no sentence about null."""
    required = spec_of(
        policy={variable: {"not_null": True}}, required=[variable], **_features(variable)
    )
    assert "null" not in required.interface.variables[variable].description


def _features(variable: str) -> dict[str, dict[str, bool]]:
    """As many features as can be on where there is this variable."""
    feature = CATALOG.variables[variable].feature
    on = fullest_with(feature) if feature else feature_sets()["all"]
    return {"features": switches(on)}


@pytest.mark.parametrize("name", EXAMPLE_SPECS)
def test_examples_are_of_any_partition(name: str) -> None:
    """No example has the partition of an ARN written down, nor a data source that it lacks."""
    for path, file in render_files(example_spec(name)).items():
        if path.startswith("examples/") and path.endswith("main.tf"):
            text = file.content.decode()
            assert '"arn:aws' not in text, path
            assert ("current.partition}" in text) == ('data "aws_partition" "current"' in text)


def test_terraform_of_the_tests() -> None:
    """The README says which Terraform `terraform test` needs, for it is newer than the module's.

    <https://developer.hashicorp.com/terraform/language/tests/mocking>
    """
    assert "1.7 or newer for `terraform test`" in readme(example_spec("minimal"))

"""What is rendered for every combination of features, and for unusual specs."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from lambda_monitored_gen import catalog
from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rendering.files import RenderedFile, render_files
from lambda_monitored_gen.rendering.sources import (
    SUFFIX,
    builtin_root,
    find_sources,
    rendered_path,
)
from lambda_monitored_gen.spec.model import Spec
from tests.module.unusual_specs import UNUSUAL
from tests.support.feature_sets import feature_sets
from tests.support.modules import names_of, terraform_files
from tests.support.plugin import TerraformIn
from tests.support.specs import feature_specs, spec_of

SETS = feature_sets()
COPIED = {
    rendered_path(name) for name in find_sources(builtin_root()).files if not name.endswith(SUFFIX)
}
"""Files that are the same in every module that has them."""


@cache
def words(feature: str) -> tuple[str, ...]:
    """What readers would recognise a feature by, as the module of its tests says."""
    name = f"tests.features.test_{feature}"
    found: tuple[str, ...] = import_module(name).WORDS if find_spec(name) else ()
    return found


@cache
def rendered(label: str) -> dict[str, RenderedFile]:
    return render_files(feature_specs()[label])


def declared(files: Mapping[str, str]) -> set[str]:
    """Names that a module declares: addresses, variables, outputs and locals."""
    text = "\n".join(files.values())
    blocks = re.findall(r'^(?:resource|data) "(\w+)" "(\w+)" \{$', text, re.MULTILINE)
    single = re.findall(r'^(?:variable|output) "(\w+)" \{$', text, re.MULTILINE)
    local_blocks = re.findall(r"^locals \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    locals_ = re.findall(r"^  (\w+) += ", "".join(local_blocks), re.MULTILINE)
    return {f"{kind}.{name}" for kind, name in blocks} | set(single) | set(locals_)


def fullest(feature: str) -> str:
    """The label of the largest set that has a feature: all that add something, if it is one."""
    if feature in SETS["all"]:
        return "all"
    return max((each for each in SETS if feature in SETS[each]), key=lambda each: len(SETS[each]))


@cache
def only_with(feature: str) -> list[str]:
    """The names, in lower case, that no module declares without a feature.

    A feature that changes an argument of the function alone has none, nor may one whose variable
    has the name of what it takes the place of.
    """
    whole = declared(terraform_files(rendered(fullest(feature))))
    without = f"without-{feature}" if f"without-{feature}" in SETS else "all"
    gone = whole - declared(terraform_files(rendered(without)))
    record = CATALOG.features[feature]
    assert gone or record.function.ignore_changes or record.replaces_core, feature
    return [name.lower() for name in gone]


@pytest.mark.terraform
@pytest.mark.usefixtures("requires_terraform")
def test_formatted(rendered_modules: Path, terraform_in: TerraformIn) -> None:
    """`terraform fmt` would change no file of any set of features or unusual spec."""
    assert len(list(rendered_modules.iterdir())) == len(SETS) + len(UNUSUAL)
    assert terraform_in(rendered_modules).unformatted() == []


def assert_interface(files: dict[str, RenderedFile], spec: Spec) -> None:
    text = "\n".join(terraform_files(files).values())
    for kind, records in (
        ("variable", spec.interface.variables),
        ("output", spec.interface.outputs),
    ):
        assert set(re.findall(rf'^{kind} "(\w+)" \{{$', text, re.MULTILINE)) == set(records)


def test_declarations_are_read() -> None:
    """A parser of HCL finds the same variables and outputs as the expression above."""
    names = names_of(rendered("all"))
    assert names.variables == set(feature_specs()["all"].interface.variables)
    assert names.outputs == set(feature_specs()["all"].interface.outputs)


@pytest.mark.parametrize("label", SETS)
def test_interface_of_each_set_of_features(label: str) -> None:
    """The module declares the variables and outputs of its features, no more and no less."""
    assert_interface(rendered(label), feature_specs()[label])


@pytest.mark.parametrize("name", UNUSUAL)
def test_interface_of_unusual_specs(name: str) -> None:
    """The module declares the whole interface, however the spec shapes it."""
    spec = spec_of(**UNUSUAL[name])
    assert_interface(render_files(spec), spec)


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """The names in a text, as they stand in code, in quotes and in Markdown: `var.x`, `"x"`.

    Some are words of the language, too; the first word of a quoted sentence is none.
    """
    found = re.findall(r"(?:\b(?:var|local|output)\.|[\"`](?![a-z]+ )|\b(?=aws_))([\w.]+)", text)
    dotted = [each.split(".") for each in found]
    return frozenset({each[0] for each in dotted} | {".".join(each[:2]) for each in dotted})


@pytest.mark.parametrize("label", SETS)
def test_switched_off_feature_leaves_nothing_behind(label: str) -> None:
    """No file that is made from the spec, README included, mentions a feature that is off."""
    texts = {
        path: file.content.decode(errors="replace").lower()
        for path, file in rendered(label).items()
        if path not in COPIED
    }
    off = CATALOG.features.keys() - SETS[label]
    names = {name for feature in off for name in only_with(feature)}
    told = {word.lower() for feature in off for word in words(feature)}
    for path, text in texts.items():
        assert [word for word in told if word in text] == [], path
        assert names & names_in(text) == set(), path


@pytest.mark.parametrize("feature", CATALOG.features)
def test_feature_has_tests_of_its_own(feature: str) -> None:
    """Each feature has a module of tests, whose words its module contains."""
    assert words(feature), f"tests/features/test_{feature}.py is missing, or has no WORDS"
    text = "\n".join(terraform_files(rendered(fullest(feature))).values()).lower()
    assert any(word.lower() in text for word in words(feature))


def test_rooms() -> None:
    """Every record and every directory of templates is one of a feature that is listed."""
    records = {file.stem for file in Path(catalog.features.__file__).parent.glob("[a-z]*.py")}
    assert records == set(CATALOG.features), "list it in catalog/features/__init__.py"
    assert {each.name for each in (builtin_root() / "features").iterdir()} <= records


@pytest.mark.parametrize("feature", CATALOG.features)
def test_variables_of_a_feature_are_used(feature: str) -> None:
    """No variable of a feature is declared and then forgotten."""
    files = terraform_files(rendered(f"only-{feature}"))
    text = "\n".join(each for path, each in files.items() if path != "variables.tf")
    names = [each.name for each in CATALOG.features[feature].variables]
    assert [name for name in names if not re.search(rf"\bvar\.{name}\b", text)] == []


@pytest.mark.parametrize("label", SETS)
def test_references_lead_somewhere(label: str) -> None:
    """What a module names it declares: no feature needs what only another one brings."""
    text = re.sub(r"(^|\s)#.*", "", "\n".join(terraform_files(rendered(label)).values()))
    blocks = re.findall(r'^(resource|data) "(\w+)" "(\w+)" \{', text, re.MULTILINE)
    locals_ = "".join(re.findall(r"^locals \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL))
    known = {
        *(f"{'data.' if kind == 'data' else ''}{type_}.{name}" for kind, type_, name in blocks),
        *(f"var.{name}" for name in re.findall(r'^variable "(\w+)"', text, re.MULTILINE)),
        *(f"local.{name}" for name in re.findall(r"^  (\w+) += ", locals_, re.MULTILINE)),
    }
    named = re.findall(r"(?<![\w.])(?:(?:data\.)?aws_\w+|terraform_data|var|local)\.\w+", text)
    assert len(set(named)) > 50
    assert set(named) - known == set()


def test_variables_and_outputs_are_sorted() -> None:
    """People find a variable or an output in its file by its name."""
    files = terraform_files(rendered("all"))
    for path, kind in (("variables.tf", "variable"), ("outputs.tf", "output")):
        names = re.findall(rf'^{kind} "(\w+)"', files[path], re.MULTILINE)
        assert names == sorted(names)
        assert len(names) > 20

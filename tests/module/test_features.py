"""What is rendered for every combination of features, and for unusual specs."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rendering.files import RenderedFile, render_files
from lambda_monitored_gen.rendering.sources import builtin_root
from lambda_monitored_gen.spec.model import Spec
from tests.module.unusual_specs import UNUSUAL
from tests.support.feature_sets import feature_sets
from tests.support.modules import names_of, terraform_files
from tests.support.plugin import TerraformIn
from tests.support.specs import feature_specs, spec_of

SETS = feature_sets()

WORDS = {
    "vpc": ("vpc", "subnet", "security group", "security_group", "ec2:", "in_vpc"),
    "throttle_alarm": ("throttl", "lack of concurrency"),
    "duration_alarm": ("duration_", "duration alarm", "-duration", '"Duration"', "*.duration"),
    "memory_alarm": ("insights", "memory_util", "memory alarm", "-memory", "layer"),
}
"""What readers would recognise each feature by; no file of the rest may contain it."""


@lru_cache(maxsize=32)
def rendered(label: str) -> dict[str, RenderedFile]:
    return render_files(feature_specs()[label])


def declared(files: Mapping[str, str]) -> set[str]:
    """Names that a module declares: addresses, locals, and lines that start a block."""
    text = "\n".join(files.values())
    blocks = re.findall(r'^(?:resource|data) "(\w+)" "(\w+)" \{$', text, re.MULTILINE)
    single = re.findall(r'^(?:variable|output) "(\w+)" \{$', text, re.MULTILINE)
    locals_ = re.findall(r"^  (\w+) += ", text, re.MULTILINE)
    return {f"{kind}.{name}" for kind, name in blocks} | set(single) | set(locals_)


@pytest.mark.terraform
@pytest.mark.usefixtures("requires_terraform")
def test_formatted(rendered_modules: Path, terraform_in: TerraformIn) -> None:
    """`terraform fmt` would change no file of any set of features or unusual spec."""
    assert len(list(rendered_modules.iterdir())) == len(SETS) + len(UNUSUAL)
    assert terraform_in(rendered_modules).unformatted() == []


def assert_interface(files: dict[str, RenderedFile], spec: Spec) -> None:
    names = names_of(files)
    assert names.variables == set(spec.interface.variables)
    assert names.outputs == set(spec.interface.outputs)


@pytest.mark.parametrize("label", SETS)
def test_interface_of_each_set_of_features(label: str) -> None:
    """The module declares the variables and outputs of its features, no more and no less."""
    assert_interface(rendered(label), feature_specs()[label])


@pytest.mark.parametrize("name", UNUSUAL)
def test_interface_of_unusual_specs(name: str) -> None:
    """The module declares the whole interface, however the spec shapes it."""
    spec = spec_of(**UNUSUAL[name])
    assert_interface(render_files(spec), spec)


@pytest.mark.parametrize("label", SETS)
def test_switched_off_feature_leaves_nothing_behind(label: str) -> None:
    """No file that is made from the spec, README included, mentions a feature that is off."""
    files = rendered(label)
    whole = declared(terraform_files(rendered("all")))
    for feature in CATALOG.features.keys() - SETS[label]:
        gone = whole - declared(terraform_files(rendered(f"without-{feature}")))
        assert gone, feature
        for path, file in files.items():
            if (builtin_root() / path).is_file():  # copied as it is into every module
                continue
            text = file.content.decode().lower()
            assert [word for word in WORDS[feature] if word.lower() in text] == [], path
            assert [
                name for name in gone if re.search(rf"\b{re.escape(name.lower())}\b", text)
            ] == [], path


def test_every_feature_changes_the_module() -> None:
    """Each feature has words of its own, which its module contains."""
    assert set(WORDS) == set(CATALOG.features)
    text = "\n".join(terraform_files(rendered("all")).values()).lower()
    for feature, words in WORDS.items():
        assert any(word.lower() in text for word in words), feature


def test_variables_and_outputs_are_sorted() -> None:
    """People find a variable or an output in its file by its name."""
    files = terraform_files(rendered("all"))
    for path, kind in (("variables.tf", "variable"), ("outputs.tf", "output")):
        names = re.findall(rf'^{kind} "(\w+)"', files[path], re.MULTILINE)
        assert names == sorted(names)
        assert len(names) > 20

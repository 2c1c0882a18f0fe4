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
from tests.support.modules import names_of, terraform_files
from tests.support.plugin import TerraformIn
from tests.support.specs import label as label_of
from tests.support.specs import spec_of, switched_off, switched_specs, switchings

LABELS = [label_of(switches) for switches in switchings()]

WORDS = {
    "vpc": ("vpc", "subnet", "security group", "security_group", "ec2:", "in_vpc"),
    "throttle_alarm": ("throttl", "lack of concurrency"),
    "duration_alarm": ("duration_", "duration alarm", "-duration", '"Duration"', "*.duration"),
    "memory_alarm": ("insights", "memory_util", "memory alarm", "-memory", "layer"),
}
"""What readers would recognise each feature by; no file of the rest may contain it."""


@lru_cache(maxsize=32)
def rendered(label: str) -> dict[str, RenderedFile]:
    return render_files(switched_specs()[label])


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
    """`terraform fmt` would change no file of any combination or unusual spec."""
    assert len(list(rendered_modules.iterdir())) == len(LABELS) + len(UNUSUAL)
    assert terraform_in(rendered_modules).unformatted() == []


def assert_interface(files: dict[str, RenderedFile], spec: Spec) -> None:
    names = names_of(files)
    assert names.variables == set(spec.interface.variables)
    assert names.outputs == set(spec.interface.outputs)


@pytest.mark.parametrize("label", LABELS)
def test_interface_of_each_combination(label: str) -> None:
    """The module declares the variables and outputs of its features, no more and no less."""
    assert_interface(rendered(label), switched_specs()[label])


@pytest.mark.parametrize("name", UNUSUAL)
def test_interface_of_unusual_specs(name: str) -> None:
    """The module declares the whole interface, however the spec shapes it."""
    spec = spec_of(**UNUSUAL[name])
    assert_interface(render_files(spec), spec)


@pytest.mark.parametrize("switches", list(switchings()), ids=LABELS)
def test_switched_off_feature_leaves_nothing_behind(switches: dict[str, bool]) -> None:
    """No file that is made from the spec, README included, mentions a feature that is off."""
    files = rendered(label_of(switches))
    whole = declared(terraform_files(rendered(LABELS[0])))
    for feature in switched_off(switches):
        alone = label_of({name: name != feature for name in CATALOG.features})
        gone = whole - declared(terraform_files(rendered(alone)))
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
    text = "\n".join(terraform_files(rendered(LABELS[0])).values()).lower()
    for feature, words in WORDS.items():
        assert any(word.lower() in text for word in words), feature


def test_variables_and_outputs_are_sorted() -> None:
    """People find a variable or an output in its file by its name."""
    files = terraform_files(rendered(LABELS[0]))
    for path, kind in (("variables.tf", "variable"), ("outputs.tf", "output")):
        names = re.findall(rf'^{kind} "(\w+)"', files[path], re.MULTILINE)
        assert names == sorted(names)
        assert len(names) > 20

"""What is rendered exists in hashicorp/aws 6 and is not deprecated there.

Provider 6 is not at hand wherever the tests run: its arguments come from `facts`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import hcl2
import pytest

from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.spec.model import Spec
from tests.module.unusual_specs import UNUSUAL
from tests.support.modules import terraform_files
from tests.support.specs import EXAMPLE_SPECS, example_spec, feature_specs, spec_of

FACTS = Path(__file__).parents[1] / "facts"

# The first file does not say what is deprecated.
RESOURCES: dict[str, dict[str, Any]] = {
    name: schema
    for file in ("aws_provider_6_66_0_more.json", "aws_provider_6_69_1.json")
    for name, schema in json.loads((FACTS / file).read_text(encoding="utf-8"))["resources"].items()
}

META = {"count", "depends_on", "for_each", "lifecycle", "provider"}
"""What Terraform itself gives every resource."""

REFERENCE = re.compile(r"(?<![\w.])((?:data\.)?aws_\w+)\.(\w+)(\[[^\]]*\])?(?:\.(\w+))?")
"""A type, a name, an index or splat, an attribute."""


@lru_cache(maxsize=1000)
def parse(text: str) -> dict[str, Any]:
    return dict(hcl2.loads(text))


def blocks(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The resources and data sources of AWS in a file: type as in `facts`, and body."""
    document = parse(text)
    for kind, prefix in (("resource", ""), ("data", "data.")):
        for block in document.get(kind, []):
            ((quoted, named),) = block.items()
            name = quoted.strip('"')
            if name.startswith("aws_"):
                ((_, body),) = named.items()
                yield prefix + name, body


def faults(where: str, body: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    """What a block has that provider 6 lacks or calls deprecated, and what it lacks itself."""
    known = schema["arguments"]
    deprecated = schema.get("deprecated", ())
    given = {name: value for name, value in body.items() if name not in META and name[:2] != "__"}
    for dynamic in given.pop("dynamic", []):
        ((quoted, block),) = dynamic.items()
        given[quoted.strip('"')] = block["content"]
    for name, value in given.items():
        place = f"{where}.{name}"
        argument = known.get(name)
        if argument is None:
            yield f"{place} does not exist"
        elif name in deprecated:
            yield f"{place} is deprecated"
        elif not argument.get("required") and not argument.get("optional"):
            yield f"{place} cannot be set"
        elif "arguments" in argument:
            for inner in value if isinstance(value, list) else [value]:
                yield from faults(place, inner, argument)
        elif isinstance(value, list) and any(
            isinstance(each, dict) and "__is_block__" in each for each in value
        ):
            yield f"{place} is no block"
    yield from (
        f"{where} lacks {name}"
        for name, argument in known.items()
        if argument.get("required") and name not in given
    )


def reference_faults(text: str) -> Iterator[str]:
    """References to types and attributes that provider 6 lacks or calls deprecated."""
    code = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    for kind, name, index, attribute in REFERENCE.findall(code):
        schema = RESOURCES.get(kind)
        if schema is None:
            yield f"{kind} does not exist"
        elif attribute and attribute not in schema["arguments"]:
            yield f"{kind}.{name}{index}.{attribute} does not exist"
        elif attribute in schema.get("deprecated", ()):
            yield f"{kind}.{name}{index}.{attribute} is deprecated"


def all_faults(text: str) -> list[str]:
    found = [f"{kind} does not exist" for kind, _ in blocks(text) if kind not in RESOURCES]
    for kind, body in blocks(text):
        if kind in RESOURCES:
            found += faults(kind, body, RESOURCES[kind])
    return found + list(reference_faults(text))


# Mixtures, and modules that lack one feature, have no block that these do not have.
SPECS = [
    *EXAMPLE_SPECS,
    *(each for each in feature_specs() if each.startswith(("none", "all", "only"))),
    *UNUSUAL,
]


def named(name: str) -> Spec:
    if name in EXAMPLE_SPECS:
        return example_spec(name)
    return feature_specs()[name] if name in feature_specs() else spec_of(**UNUSUAL[name])


@pytest.mark.parametrize("name", SPECS)
def test_all_exists_in_provider_6(name: str) -> None:
    """Every type, argument, block and reference exists, none is deprecated, none is missing."""
    files = terraform_files(render_files(named(name)))
    assert {path: found for path, text in files.items() if (found := all_faults(text))} == {}


def test_much_is_compared() -> None:
    """The comparison sees the resources, the blocks within blocks and the references."""
    files = terraform_files(render_files(feature_specs()["all"]))
    found = [kind for text in files.values() for kind, _ in blocks(text)]
    assert len(found) >= 60
    assert len(set(found)) >= 30
    references = [each for text in files.values() for each in REFERENCE.findall(text)]
    assert sum(bool(attribute) for *_, attribute in references) >= 90


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('resource "aws_nothing" "x" {\n}\n', "aws_nothing does not exist"),
        ('resource "aws_sns_topic" "x" {\n  colour = "red"\n}\n', "aws_sns_topic.colour does not"),
        ('resource "aws_sns_topic" "x" {\n  arn = "a"\n}\n', "aws_sns_topic.arn cannot be set"),
        ('resource "aws_s3_bucket" "x" {\n  acl = "private"\n}\n', "aws_s3_bucket.acl is deprec"),
        ('resource "aws_iam_role" "x" {\n}\n', "aws_iam_role lacks assume_role_policy"),
        (
            (
                'resource "aws_lambda_function" "x" {\n  function_name = "f"\n  role = "r"\n'
                '  dynamic "vpc_config" {\n    for_each = [1]\n    content {\n      subnets = []\n'
                "    }\n  }\n}\n"
            ),
            "aws_lambda_function.vpc_config.subnets does not exist",
        ),
        (
            "locals {\n  region = data.aws_region.current.name\n}\n",
            "data.aws_region.current.name is deprecated",
        ),
        (
            "locals {\n  arns = aws_sns_topic.x[*].arms\n}\n",
            "aws_sns_topic.x[*].arms does not exist",
        ),
        (
            "locals {\n  arn = aws_sns_topic.x[0].arms\n}\n",
            "aws_sns_topic.x[0].arms does not exist",
        ),
    ],
)
def test_faults_are_seen(text: str, fault: str) -> None:
    """The comparison above would find each kind of fault."""
    assert any(found.startswith(fault) for found in all_faults(text)), all_faults(text)

"""Rules across variables say in Terraform what they say in Python."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.catalog.error_alarms import ALARM_PERIODS
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rules import (
    AtMostVariable,
    MaxEvaluationRange,
    MaxKeysIncluding,
    Relation,
    RequiredTogether,
    RequiredWhere,
)
from tests.module.terraform_verdicts import variables_tf
from tests.support.plugin import TerraformIn
from tests.support.specs import spec_of


def unwrapped(relation: Relation) -> Relation:
    """A relation without the condition under which it matters."""
    return relation.relation if isinstance(relation, RequiredWhere) else relation


RELATIONS = {
    f"{type(unwrapped(relation)).__name__}-{relation.variables[0]}": relation
    for relation in CATALOG.relations
}


def combinations(relation: Relation) -> Iterator[dict[str, Value]]:
    """Values of the relation's variables on both sides of what it allows."""
    if isinstance(relation, RequiredWhere):
        for inner in combinations(relation.relation):
            for enabled, strategy in (
                (True, "threshold"),
                (True, "immediate"),
                (False, "threshold"),
            ):
                yield {**inner, "enable_error_alarms": enabled, "alert_strategy": strategy}
        return
    if isinstance(relation, AtMostVariable):
        numbers = (1, 2, 3, 9, 10, 11, 10**12, 10**21)
        pairs: Iterator[tuple[Value, ...]] = itertools.product(numbers, numbers)
    elif isinstance(relation, MaxEvaluationRange):
        pairs = iter(
            (period, max(1, limit // period + by))
            for period in ALARM_PERIODS
            for limit in (86400, 604800)
            for by in (-1, 0, 1)
        )
    elif isinstance(relation, MaxKeysIncluding):
        pairs = iter(
            (dict.fromkeys((*own, *(f"k{number}" for number in range(count))), "v"),)
            for own in ((), relation.added[:1], relation.added, ("Function_Name", "\U0001f984"))
            for count in (0, 1, 44, 45, 46, 47, 48, 49, 50)
        )
    else:
        assert isinstance(relation, RequiredTogether)
        lists: tuple[Value, ...] = (None, [], ["a-1"], ["a-1", "a-2"], [""], ["a-1"] * 16)
        pairs = itertools.product(lists, lists)
    for values in pairs:
        yield dict(zip(relation.variables, values, strict=True))


def test_every_relation_is_judged() -> None:
    """No relation of the catalog is left out, and each is a precondition of every such module."""
    assert len(RELATIONS) == len(CATALOG.relations)
    module = render_files(spec_of())["lambda.tf"].content.decode()
    for relation in CATALOG.relations:
        condition = f"condition = {relation.condition()}"
        assert condition in " ".join(module.split())


@pytest.mark.terraform
@pytest.mark.parametrize("name", RELATIONS)
def test_python_and_terraform_agree(name: str, tmp_path: Path, terraform_in: TerraformIn) -> None:
    """A relation's condition holds in Terraform for exactly the values that it does in Python."""
    relation = RELATIONS[name]
    given = list(combinations(relation))
    python = [relation.holds(values) for values in given]
    assert len(given) >= 30
    assert any(python)
    assert not all(python)

    module = tmp_path / "relation"
    module.mkdir()
    declared = variables_tf(*(CATALOG.variables[each] for each in relation.variables))
    output = f'output "holds" {{\n  value = {relation.condition()}\n}}\n'
    # Some values break rules of their own, which would hide the relation's verdict.
    (module / "main.tf").write_text(_without_validations(declared) + output, encoding="utf-8")
    (tmp_path / "values.json").write_text(json.dumps(given), encoding="ascii")
    calls = [
        f'module "call{index}" {{\n  source = "./relation"\n'
        + "".join(f"  {each} = local.values[{index}].{each}\n" for each in relation.variables)
        + "}\n"
        for index in range(len(given))
    ]
    holds = ", ".join(f"module.call{index}.holds" for index in range(len(given)))
    (tmp_path / "main.tf").write_text(
        'locals {\n  values = jsondecode(file("${path.module}/values.json"))\n}\n'
        + "".join(calls)
        + f'output "holds" {{\n  value = [{holds}]\n}}\n',
        encoding="utf-8",
    )
    terraform = terraform_in(tmp_path)
    terraform.init(backend=False)
    terraform.apply()
    different = [
        (values, there)
        for values, here, there in zip(given, python, terraform.output()["holds"], strict=True)
        if here != there
    ]
    assert different == []


def _without_validations(declared: str) -> str:
    lines: list[str] = []
    inside = False
    for line in declared.splitlines(keepends=True):
        inside = inside or line == "  validation {\n"
        if not inside:
            lines.append(line)
        inside = inside and line != "  }\n"
    return "".join(lines)

"""Rules across variables say in Terraform what they say in Python."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG, Variable
from lambda_monitored_gen.catalog.alarm_windows import WINDOW_LOCALS
from lambda_monitored_gen.catalog.features import schedule
from lambda_monitored_gen.hcl.type_constraints import BOOL, ListOf, Value
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rules import (
    AtLeastOne,
    AtMostVariable,
    ExactlyOne,
    GivenExactlyWhen,
    InRegion,
    Keeps,
    MaxEvaluationRange,
    MaxKeysIncluding,
    NeedsSwitch,
    OfService,
    OneOf,
    OnlyWhen,
    Relation,
    RequiredTogether,
)
from lambda_monitored_gen.rules.regions import REGION
from lambda_monitored_gen.spec.model import Spec
from tests.module.terraform_verdicts import variables_tf
from tests.support.plugin import TerraformIn
from tests.support.specs import feature_specs


def _kind(relation: Relation) -> str:
    inner = f"-{_kind(relation.relation)}" if isinstance(relation, OnlyWhen) else ""
    return f"{type(relation).__name__}{inner}"


RELATIONS = {
    f"{_kind(relation)}-{'-'.join(relation.variables)}": relation for relation in CATALOG.relations
}

RATES: tuple[dict[str, Value], ...] = (
    {"enable_error_alarms": True, "alert_strategy": "threshold"},
    {"enable_error_alarms": True, "alert_strategy": "immediate"},
    {"enable_error_alarms": False, "alert_strategy": "threshold"},
)
"""Ways in which errors are watched; only the first one has an alarm of their rate."""


REGIONS = ("us-east-1", "us-gov-east-1", "eu-isoe-west-1", "zg5ua9ca", "us-east-1 ", "US-EAST-1")
"""Of which only the first three look like regions."""

LISTS: tuple[Value, ...] = (None, [], ["a-1"], ["a-1", "a-2"], [""], ["a-1"] * 16)

OF_TWO: dict[type, tuple[tuple[Value, ...], tuple[Value, ...]]] = {
    RequiredTogether: (LISTS, LISTS),
    OfService: (
        (None, "", "arn:aws", "sqs", "arn:aws:s3:::b", "arn:aws:sqs:r:1:q", "arn:aws:sns:r"),
        (None, "sqs", "sns", "s3", ""),
    ),
}
"""Values of two variables, of which all pairs are judged."""


def combinations(relation: Relation) -> Iterator[dict[str, Value]]:
    """Values of the relation's variables on both sides of what it allows."""
    scheduled = any(name.startswith("schedule_") for name in relation.variables)
    scheduled &= not isinstance(getattr(relation, "relation", relation), InRegion)
    return _schedules(relation) if scheduled else _other_combinations(relation)


def _other_combinations(relation: Relation) -> Iterator[dict[str, Value]]:
    if isinstance(relation, InRegion):
        yield from _in_regions(relation)
        return
    if isinstance(relation, OnlyWhen):
        yield from _gated(relation)
        return
    if isinstance(relation, AtMostVariable):
        numbers = (None, 1, 2, 3, 10, 10**21)
        rates: tuple[tuple[Value, ...], ...] = ((None, 900), (3600, 61), (604_800, 1))
        periods = ((),) if relation.unless_null else rates
        pairs: Iterator[tuple[Value, ...]] = (
            (m, n, *period) for m, n, period in itertools.product(numbers, numbers, periods)
        )
    elif isinstance(relation, MaxEvaluationRange):
        pairs = (
            (period, timeout, count, breaching)
            for period in (None, 60, 540, 3540, 3600, 3660, 86_460, 302_400, 604_800)
            for timeout in ((1, 61, 900) if period is None else (900,))
            for limit in (86_400, 604_800)
            for by in (0, 1)
            for many in (max(1, limit // (period or -(-timeout // 60) * 60) + by),)
            for count, breaching in ((many, 1), (None, many), (None, None))
        )
    elif isinstance(relation, MaxKeysIncluding):
        pairs = iter(
            (dict.fromkeys((*own, *(f"k{number}" for number in range(count))), "v"),)
            for own in ((), relation.added[:1], relation.added, ("Function_Name", "\U0001f984"))
            for count in (0, 1, 44, 45, 46, 47, 48, 49, 50)
        )
    elif isinstance(relation, GivenExactlyWhen):
        given = (None, "", " ", "x", "arn:aws:x", "a" * 99)
        gate = relation.variables[0]
        absent = (None,) if CATALOG.variables[gate].nullable else ()
        pairs = itertools.product((*_gate_values(gate), *absent), given)
    else:
        pairs = _pairs(relation)
    for values in pairs:
        yield dict(zip(relation.variables, values, strict=True))


def _pairs(relation: Relation) -> Iterator[tuple[Value, ...]]:
    """Values of relations that ask what is given, and of what kind."""
    if isinstance(relation, AtLeastOne):
        lists: tuple[Value, ...] = ([], ["a-1"], ["a-1", "a-2"], [""], ["a-1"] * 4, ["b"] * 5)
        return itertools.product(lists, lists)
    if isinstance(relation, NeedsSwitch):
        texts: tuple[Value, ...] = (None, "", "\u00fc", *"abcdefghijklm")
        needing = (
            texts if CATALOG.variables[name].nullable else ([], ["a-1"], [""])
            for name in relation.needing
        )
        return itertools.product(*needing, (True, False))
    if isinstance(relation, RequiredTogether):
        of_lists = isinstance(CATALOG.variables[relation.first].type, ListOf)
        lists = (None, [], ["a-1"], ["a-1", "a-2"], [""], ["a-1"] * 16)
        texts = (None, "", "a", "a-1", " ", "a" * 99)
        return itertools.product(*[lists if of_lists else texts] * 2)
    if isinstance(relation, ExactlyOne):
        given = (None, "", "x", " ", "null", "\u00fc")
        return itertools.product(given, repeat=len(relation.variables))
    assert isinstance(relation, OfService)
    return itertools.product(*OF_TWO[type(relation)])


def _gated(relation: OnlyWhen) -> Iterator[dict[str, Value]]:
    """Values with which a relation matters, and others."""
    if isinstance(relation.relation, Keeps):
        yield from _words(relation)
        return
    if isinstance(relation.relation, InRegion):
        gates = [
            (name, value)
            for name in relation.when.variables
            for value in (*_gate_values(name), None)
        ]
        for given, (name, value) in itertools.product(_in_regions(relation.relation), gates):
            yield {**given, name: value}
        return
    if isinstance(relation.relation, MaxKeysIncluding):
        severities: tuple[Value, ...] = (None, "critical")
        for given, severity in itertools.product(combinations(relation.relation), severities):
            yield {**given, "alarm_severity": severity}
        return
    assert {*relation.when.variables} == {*RATES[0]}
    for number, given in enumerate(combinations(relation.relation)):
        yield from ({**given, **rate} for rate in RATES[: 1 if number % 4 else None])


def _gate_values(name: str) -> tuple[Value, ...]:
    """Values of a variable on which it depends whether a relation matters."""
    choices = next(
        (each.values for each in CATALOG.variables[name].rules if isinstance(each, OneOf)), None
    )
    return (1,) if choices is None else (*choices, *(f"{each}s".lower() for each in choices))


def _words(relation: OnlyWhen) -> Iterator[dict[str, Value]]:
    """Values of variables that are words, null among them where a variable takes it."""
    words = (
        *(None, "", "ERROR", "error", "FATAL", "JSON", "Text", "json", "JSON ", "text"),
        *("STANDARD", "INFREQUENT_ACCESS", "standard", "INFO", "null", "x" * 99),
    )
    kinds = (CATALOG.variables[name].type for name in relation.variables)
    choices = [(True, False) if kind is BOOL else words for kind in kinds]
    for several in itertools.product(*choices):
        given = dict(zip(relation.variables, several, strict=True))
        if all(
            value is not None or CATALOG.variables[name].nullable for name, value in given.items()
        ):
            yield dict(given)


def _schedules(relation: Relation) -> Iterator[dict[str, Value]]:
    rates = ("rate(1 minute)", "rate(6 days)", "rate(7 days)", "rate(167 hours)")
    choices: dict[str, tuple[Value, ...]] = {
        "schedule_expression": (None, "cron(0 8 ? * 2 *)", *rates),
        "schedule_interval_seconds": (None, 60, 604_320, 604_380, 604_800),
        "schedule_flexible_window_minutes": (None, 1, 1440),
        "schedule_kms_key_arn": (None, "", " ", "x", "arn:aws:kms:us-east-1:123456789012:key/a"),
        "enable_missed_run_alarm": (True, False),
        "timeout": (1, 61, 900),
    }
    for values in itertools.product(*(choices[name] for name in relation.variables)):
        yield dict(zip(relation.variables, values, strict=True))


def _in_regions(relation: InRegion) -> Iterator[dict[str, Value]]:
    arns = [f"arn:aws:any:{each}:123456789012:x" for each in (*REGIONS, "")]
    several: list[Value] = [[], arns[:1], arns[:2], arns[1:], arns[:1] * 2]
    absent = [] if CATALOG.variables[relation.variable].required else [None]
    for value in several if relation.of_list else [*absent, *arns]:
        yield from ({relation.variable: value, REGION: each} for each in REGIONS)


def test_every_relation_is_judged() -> None:
    """No relation of the catalog is left out, and each is a precondition of every such module."""
    assert len(RELATIONS) == len(CATALOG.relations)
    for relation in CATALOG.relations:
        # The largest set of features in which all its variables exist.
        interface, text = next(
            (spec.interface, render_files(spec)["lambda.tf"].content.decode())
            for _, spec in sorted(feature_specs().items(), key=_many_features)
            if relation in spec.interface.relations
        )
        assert {*relation.variables} <= {*interface.variables}
        assert f"condition = {relation.condition()}" in " ".join(text.split())


def _many_features(labelled: tuple[str, Spec]) -> int:
    return -len(labelled[1].interface.features)


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
    declared = variables_tf(*(_variable(relation, each) for each in relation.variables))
    if REGION in given[0]:
        declared += f'\nvariable "{REGION}" {{\n  type = string\n}}\n'
    output = f'output "holds" {{\n  value = {relation.condition()}\n}}\n' + _locals(relation)
    # Some values break rules of their own, which would hide the relation's verdict.
    (module / "main.tf").write_text(_without_validations(declared) + output, encoding="utf-8")
    (tmp_path / "values.json").write_text(json.dumps(given), encoding="ascii")
    calls = [
        f'module "call{index}" {{\n  source = "./relation"\n'
        + "".join(f"  {each} = local.values[{index}].{each}\n" for each in given[index])
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


def _variable(relation: Relation, name: str) -> Variable:
    """A variable as modules have it that have the relation: a feature may replace it."""
    replaced = (
        record
        for feature in CATALOG.features.values()
        if relation in feature.relations
        for record in feature.replaces
        if isinstance(record, Variable) and record.name == name
    )
    return next(replaced, CATALOG.variables[name])


def _locals(relation: Relation) -> str:
    """The local values of the module's alarms that a condition may name."""
    own = schedule.FEATURE.template_values["locals"]
    named = (each for each in (*WINDOW_LOCALS, *own) if {*each.variables} <= {*relation.variables})
    lines = [f"  {each.name} = {each.meaning.hcl}\n" for each in named]
    if "local.region" in relation.condition():
        lines.append(f"  region = var.{REGION}\n")
    return f"locals {{\n{''.join(lines)}}}\n"


def _without_validations(declared: str) -> str:
    lines: list[str] = []
    inside = False
    for line in declared.splitlines(keepends=True):
        inside = inside or line == "  validation {\n"
        if not inside:
            lines.append(line)
        inside = inside and line != "  }\n"
    return "".join(lines)

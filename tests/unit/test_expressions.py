"""Expressions over the variables of a module: as HCL, as a value, and as JSON for its suite."""

import json
import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.hcl.expressions import Expression, Literal, Local, Var, resolve
from lambda_monitored_gen.hcl.functions import Call, Choice, NotEmpty, RateSeconds
from lambda_monitored_gen.hcl.literals import literal
from lambda_monitored_gen.hcl.string_templates import Joined, Text
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.sources import builtin_root
from tests.support.plugin import TerraformIn

SUITE = runpy.run_path(str(builtin_root() / "tests" / "expressions.py"))
evaluate: Callable[[Any, Callable[[str], Any]], Any] = SUITE["evaluate"]

VALUES: Mapping[str, Value] = {
    "name": "pay",
    "s3_bucket": "b",
    "small": 3,
    "half": 0.5,
    "tiny": 0.00001,
    "whole": 2.0,
    "on": True,
    "off": False,
    "nothing": None,
    "pairs": {"key": "value"},
    "no_pairs": {},
}
"""Variables of the expressions below, with the values that they have."""

CASES: Mapping[str, tuple[Expression, str, Value, Any]] = {
    "literal": (Literal(0), "0", 0, 0),
    "literal text": (Literal('a"${b}'), r'"a\"$${b}"', 'a"${b}', 'a"${b}'),
    "literal null": (Literal(None), "null", None, None),
    "variable": (Var("small"), "var.small", 3, {"var": "small"}),
    "local": (
        Local("enabled", Var("nothing").is_set()),
        "local.enabled",
        False,
        {"set": {"var": "nothing"}},
    ),
    "seconds of a rate": (
        RateSeconds(Literal("rate(5 minutes)")),
        (
            'try(regex("^rate\\\\(([0-9]+) (minute|hour|day)s?\\\\)$", "rate(5 minutes)")[0] * '
            "{ minute = 60, hour = 3600, day = 86400 }"
            '[regex("^rate\\\\(([0-9]+) (minute|hour|day)s?\\\\)$", "rate(5 minutes)")[1]], null)'
        ),
        300,
        {"rate_seconds": "rate(5 minutes)"},
    ),
    "seconds of what is no rate": (
        RateSeconds(Var("nothing")),
        (
            'try(regex("^rate\\\\(([0-9]+) (minute|hour|day)s?\\\\)$", var.nothing)[0] * '
            "{ minute = 60, hour = 3600, day = 86400 }"
            '[regex("^rate\\\\(([0-9]+) (minute|hour|day)s?\\\\)$", var.nothing)[1]], null)'
        ),
        None,
        {"rate_seconds": {"var": "nothing"}},
    ),
    "not empty": (
        NotEmpty(Var("pairs")),
        "length(var.pairs) > 0",
        True,
        {"filled": {"var": "pairs"}},
    ),
    "empty, as a condition": (
        NotEmpty(Var("no_pairs")).equals(value=False) & Var("on"),
        "length(var.no_pairs) > 0 == false && var.on",
        True,
        {"both": [{"equal": [{"filled": {"var": "no_pairs"}}, False]}, {"var": "on"}]},
    ),
    "product": (
        Var("small") * 10 * Var("half"),
        "var.small * 10 * var.half",
        15,
        {"product": [{"product": [{"var": "small"}, 10]}, {"var": "half"}]},
    ),
    "product of sums": (
        (Var("small") + 1) * (Var("small") + Var("small")),
        "(var.small + 1) * (var.small + var.small)",
        24,
        {"product": [{"sum": [{"var": "small"}, 1]}, {"sum": [{"var": "small"}] * 2}]},
    ),
    "sum of products": (
        Var("small") * 2 + Var("half") * 4,
        "var.small * 2 + var.half * 4",
        8,
        {"sum": [{"product": [{"var": "small"}, 2]}, {"product": [{"var": "half"}, 4]}]},
    ),
    "quotient": (
        (Var("small") + 9) / (Var("small") / 2),
        "(var.small + 9) / (var.small / 2)",
        8,
        {"quotient": [{"sum": [{"var": "small"}, 9]}, {"quotient": [{"var": "small"}, 2]}]},
    ),
    "quotient of a product": (
        Var("small") * 4 / 2,
        "var.small * 4 / 2",
        6,
        {"quotient": [{"product": [{"var": "small"}, 4]}, 2]},
    ),
    "ceil": (
        Call("ceil", Var("small") / 2),
        "ceil(var.small / 2)",
        2,
        {"ceil": [{"quotient": [{"var": "small"}, 2]}]},
    ),
    "floor": (
        Call("floor", Var("small") / 2),
        "floor(var.small / 2)",
        1,
        {"floor": [{"quotient": [{"var": "small"}, 2]}]},
    ),
    "min": (
        Call("min", Var("small"), Var("half"), 2),
        "min(var.small, var.half, 2)",
        0.5,
        {"min": [{"var": "small"}, {"var": "half"}, 2]},
    ),
    "max": (
        Call("max", Var("small"), 7),
        "max(var.small, 7)",
        7,
        {"max": [{"var": "small"}, 7]},
    ),
    "coalesce": (
        Call("coalesce", Var("nothing"), Var("small") + 1),
        "coalesce(var.nothing, var.small + 1)",
        4,
        {"coalesce": [{"var": "nothing"}, {"sum": [{"var": "small"}, 1]}]},
    ),
    "coalesce of zero": (
        Call("coalesce", Literal(0), 1),
        "coalesce(0, 1)",
        0,
        {"coalesce": [0, 1]},
    ),
    "choice": (
        Choice(Var("small").equals(3), Text("{name}!"), "none"),
        'var.small == 3 ? "${var.name}!" : "none"',
        "pay!",
        {
            "choice": [
                {"equal": [{"var": "small"}, 3]},
                {"join": [{"var": "name"}, "!"]},
                "none",
            ]
        },
    ),
    "choice of choices": (
        Choice(Choice(Var("on"), Var("off"), Var("on")), 1, 2) * 2,
        "((var.on ? var.off : var.on) ? 1 : 2) * 2",
        4,
        {
            "product": [
                {"choice": [{"choice": [{"var": "on"}, {"var": "off"}, {"var": "on"}]}, 1, 2]},
                2,
            ]
        },
    ),
    "both": (
        Var("on") & Var("name").equals("pay"),
        'var.on && var.name == "pay"',
        True,
        {"both": [{"var": "on"}, {"equal": [{"var": "name"}, "pay"]}]},
    ),
    "not both": (
        Var("on") & Var("off"),
        "var.on && var.off",
        False,
        {"both": [{"var": "on"}, {"var": "off"}]},
    ),
    "both of both": (
        Var("on") & (Var("on") & Var("on")),
        "var.on && (var.on && var.on)",
        True,
        {"both": [{"var": "on"}, {"both": [{"var": "on"}, {"var": "on"}]}]},
    ),
    "equal": (
        Var("name").equals("other"),
        'var.name == "other"',
        False,
        {"equal": [{"var": "name"}, "other"]},
    ),
    "unequal": (
        Var("name").differs_from("other"),
        'var.name != "other"',
        True,
        {"unequal": [{"var": "name"}, "other"]},
    ),
    "both are equal": (
        (Var("on") & Var("off")).equals(value=False),
        "(var.on && var.off) == false",
        True,
        {"equal": [{"both": [{"var": "on"}, {"var": "off"}]}, False]},
    ),
    "set": (Var("name").is_set(), "var.name != null", True, {"set": {"var": "name"}}),
    "both are set": (
        (Var("on") & Var("off")).is_set(),
        "(var.on && var.off) != null",
        True,
        {"set": {"both": [{"var": "on"}, {"var": "off"}]}},
    ),
    "text": (
        Text("{name}: {small} %"),
        '"${var.name}: ${var.small} %"',
        "pay: 3 %",
        {"join": [{"var": "name"}, ": ", {"var": "small"}, " %"]},
    ),
    "text alone": (Text("as it is"), '"as it is"', "as it is", "as it is"),
    "joined": (
        Joined(Text("{name} is"), Literal(' a"${b}'), Choice(Var("on"), Text(" 1"), "")),
        r'"${var.name} is a\"$${b}${var.on ? " 1" : ""}"',
        'pay is a"${b} 1',
        {
            "join": [
                {"join": [{"var": "name"}, " is"]},
                ' a"${b}',
                {"choice": [{"var": "on"}, " 1", ""]},
            ]
        },
    ),
    "joined after a dollar sign": (
        Joined(Text("costs $"), Var("small"), Literal("$"), Literal(5)),
        '"${"costs $"}${var.small}${"$"}${5}"',
        "costs $3$5",
        {"join": ["costs $", {"var": "small"}, "$", 5]},
    ),
    "no text": (Text(""), '""', "", {"join": []}),
    "capitals before a variable": (
        Text("EXX{name}"),
        '"EXX${var.name}"',
        "EXXpay",
        {"join": ["EXX", {"var": "name"}]},
    ),
    "only a variable": (Text("{name}"), '"${var.name}"', "pay", {"var": "name"}),
    "a digit in the name": (
        Text("in {s3_bucket}"),
        '"in ${var.s3_bucket}"',
        "in b",
        {"join": ["in ", {"var": "s3_bucket"}]},
    ),
    "signs of HCL": (
        Text('"{name}" \\ ${ %{ \n'),
        r'"\"${var.name}\" \\ $${ %%{ \n"',
        '"pay" \\ ${ %{ \n',
        {"join": ['"', {"var": "name"}, '" \\ ${ %{ \n']},
    ),
    "dollars": (
        Text("${small} $${small} $"),
        '"${"$"}${var.small} ${"$$"}${var.small} $"',
        "$3 $$3 $",
        {"join": ["$", {"var": "small"}, " $$", {"var": "small"}, " $"]},
    ),
    "percent": (
        Text("%{small}%"),
        '"%${var.small}%"',
        "%3%",
        {"join": ["%", {"var": "small"}, "%"]},
    ),
}
"""Expressions with what each is as HCL, in Python, and as JSON."""

NUMBERS_IN_TEXT = {"small": "3", "half": "0.5", "tiny": "0.00001", "whole": "2", "on": "true"}

every_case = pytest.mark.parametrize("name", CASES)


@every_case
def test_hcl(name: str) -> None:
    """An expression writes itself as HCL: text inert, operands in the order of precedence."""
    expression, hcl, _, _ = CASES[name]
    assert expression.hcl == hcl


@every_case
def test_value(name: str) -> None:
    """An expression has a value where those of its variables are known."""
    expression, _, value, _ = CASES[name]
    assert expression.value(VALUES) == value


@every_case
def test_json(name: str) -> None:
    """An expression becomes plain JSON, which the suite evaluates to the same value."""
    expression, _, value, wanted = CASES[name]
    document = expression.as_json()
    assert document == wanted
    assert evaluate(json.loads(json.dumps(document)), VALUES.__getitem__) == value


@pytest.mark.parametrize("variable", NUMBERS_IN_TEXT)
def test_number_in_text(variable: str) -> None:
    """In a text a value is written as Terraform does: no exponent, no fraction of a whole one."""
    assert Text(f"={{{variable}}}").value(VALUES) == f"={NUMBERS_IN_TEXT[variable]}"


@pytest.mark.parametrize("expression", [Var("gone"), Text("{gone}"), Text("a {gone}")])
def test_unknown_variable(expression: Expression) -> None:
    """A variable that the module lacks is an error, not null."""
    with pytest.raises(KeyError, match="gone"):
        expression.value(VALUES)


def test_count() -> None:
    """A condition becomes the number of resources, and one of null keeps the usual order."""
    assert Var("on").count == "var.on ? 1 : 0"
    assert (Var("on") & Var("off")).count == "var.on && var.off ? 1 : 0"
    assert Var("name").is_set().count == "var.name == null ? 0 : 1"
    assert (Var("on") & Var("off")).is_set().count == "(var.on && var.off) == null ? 0 : 1"


def test_variables() -> None:
    """An expression tells the variables that it reads, each once, those of local values too."""
    named = Local("enabled", Var("nothing").is_set())
    expression = Choice(
        named, Call("max", Var("small"), Var("half") * Var("small")), Text("{name}")
    )
    assert expression.variables == ("nothing", "small", "half", "name")
    assert Literal("small").variables == ()


def test_resolve() -> None:
    """Expressions in mappings and lists are replaced wherever they are; the rest stays."""
    document = {"a": [Var("small"), {"b": Text("{name}")}], "c": "{name}", "d": None}
    assert resolve(document, lambda each: each.value(VALUES)) == {
        "a": [3, {"b": "pay"}],
        "c": "{name}",
        "d": None,
    }


texts = st.text(st.sampled_from('ab"${}%\\\n'), max_size=6)
numbers = st.integers(-1000, 1000) | st.sampled_from((0.5, 12.25, 99.9))
roundings = st.sampled_from(("ceil", "floor"))
extremes = st.sampled_from(("min", "max"))
numeric = st.recursive(
    numbers.map(Literal) | st.sampled_from(("small", "half")).map(Var),
    lambda inner: (
        st.builds(lambda left, right: left * right, inner, inner)
        | st.builds(lambda left, right: left + right, inner, inner)
        | st.builds(lambda inside, by: inside / by, inner, st.sampled_from((2, 60, 0.3)))
        | st.builds(Call, roundings, inner)
        | st.builds(Call, extremes, inner, inner)
        | st.builds(lambda inside: Call("coalesce", Var("nothing"), inside), inner)
        | st.builds(Choice, st.sampled_from((Var("on"), Var("off"))), inner, inner)
    ),
    max_leaves=6,
)
conditions = st.recursive(
    st.sampled_from((Var("on"), Var("off"), Var("nothing").is_set(), Var("name").is_set()))
    | st.sampled_from(("pairs", "no_pairs", "name")).map(lambda each: NotEmpty(Var(each)))
    | texts.map(Var("name").equals)
    | st.builds(lambda number, value: number.equals(value), numeric, numbers),
    lambda inner: (
        st.builds(lambda left, right: left & right, inner, inner)
        | st.builds(lambda condition, value: condition.equals(value), inner, st.booleans())
        | inner.map(lambda each: Local("named", each))
    ),
    max_leaves=6,
)
written = st.lists(texts | st.sampled_from(("{name}", "{small}", "{half}")), max_size=5).map(
    lambda parts: Text("".join(parts))
)


@given(numeric | conditions | written)
def test_suite_agrees(expression: Expression) -> None:
    """Whatever an expression is, the suite evaluates its JSON to the value that it has here."""
    document = json.loads(json.dumps(expression.as_json()))
    assert evaluate(document, VALUES.__getitem__) == expression.value(VALUES)


@pytest.mark.terraform
@pytest.mark.usefixtures("requires_terraform")
def test_terraform_agrees(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """Terraform evaluates the HCL of each expression to the value that it has here."""
    expressions = {name: each[0] for name, each in CASES.items()} | {
        f"number {name}": Text(f"={{{name}}}") for name in NUMBERS_IN_TEXT
    }
    lines = [f'variable "{name}" {{\n  default = {literal(VALUES[name])}\n}}' for name in VALUES]
    lines.append("locals {\n  enabled = var.nothing != null\n}")
    lines += [
        f'output "v{index}" {{\n  value = {each.hcl}\n}}'
        for index, each in enumerate(expressions.values())
    ]
    (tmp_path / "main.tf").write_text("\n".join(lines), encoding="utf-8")
    terraform = terraform_in(tmp_path)
    terraform.init(backend=False)
    terraform.apply()
    found = terraform.output()
    # Terraform leaves an output of null out.
    assert {name: found.get(f"v{index}") for index, name in enumerate(expressions)} == {
        name: each.value(VALUES) for name, each in expressions.items()
    }

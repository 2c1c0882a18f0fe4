"""The keys of the sections that are about variables: `defaults`, `policy` and `values`."""

from typing import cast

from lambda_monitored_gen.catalog import CATALOG, Variable
from lambda_monitored_gen.hcl.type_constraints import (
    BOOL,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    Primitive,
    Value,
)
from lambda_monitored_gen.rules import (
    Between,
    LengthBetween,
    OneOf,
    Rule,
    SizeBetween,
    ValuesAre,
)
from lambda_monitored_gen.spec.shape import Field, OneOrMore, Record, Shape


def constant_rules(variable: Variable) -> tuple[Rule, ...]:
    """The rules of a variable that hold in every module, whichever features it has.

    Args:
        variable: As the catalog has it.
    """
    replacements = [
        record.rules
        for feature in CATALOG.features.values()
        for record in feature.replaces
        if isinstance(record, Variable) and record.name == variable.name
    ]
    return tuple(
        rule
        for rule in variable.rules
        if all(any(rule is kept for kept in rules) for rules in replacements)
    )


def source_of_rules(name: str) -> str:
    """Where people read why the catalog has the rules of a variable."""
    return f"`lmgen explain {name}` has the source of the rule."


def _variable(variable: Variable) -> Field:
    return Field(
        name=variable.name,
        shape=variable.type,
        description=variable.description,
        nullable=variable.nullable,
        rules=constant_rules(variable),
        reason=source_of_rules(variable.name),
        default=None if variable.required else (cast("Value", variable.default),),
        examples=(variable.example,),
    )


DEFAULTS = Record(
    tuple(_variable(variable) for variable in CATALOG.variables.values()), noun="variable"
)

EXAMPLE_CODE = "lambda_source_dir"
"""The variable that examples do not set: lmgen renders code beside each example."""

EXAMPLE_CODE_VALUE = "./lambda"
"""What it is there: `${path.module}/lambda`, where `path.module` of a root module is `.`."""

VALUES = Record(
    tuple(field for field in DEFAULTS.fields if field.name != EXAMPLE_CODE),
    noun="variable",
    hints=((EXAMPLE_CODE, "Remove it: lmgen renders code beside each example and names it here."),),
)


def _number(name: str, description: str, *, whole: bool = False) -> Field:
    rules = (Between(minimum=0, whole=True),) if whole else ()
    return Field(name=name, shape=NUMBER, description=description, rules=rules)


_PATTERN_HELP = "a regular expression of RE2, or a list of several that all match"
_POLICY_KEYS = {
    "number": (
        _number("min", "Lowest value that callers may give."),
        _number("max", "Highest value that callers may give."),
        Field(
            name="except",
            shape=ListOf(NUMBER),
            description="Values that may be given although they are below min or above max.",
        ),
    ),
    "string": (
        Field(
            name="matches",
            shape=OneOrMore(STRING),
            description=f"What values match: {_PATTERN_HELP}.",
        ),
        _number("min_length", "Fewest characters of a value.", whole=True),
        _number("max_length", "Most characters of a value.", whole=True),
    ),
    "collection": (
        _number("min_items", "Fewest items.", whole=True),
        _number("max_items", "Most items.", whole=True),
        Field(
            name="each_matches",
            shape=OneOrMore(STRING),
            description=f"What each item, or each value of a map, matches: {_PATTERN_HELP}.",
        ),
    ),
}


_REQUIRED_KEYS = Field(
    name="required_keys",
    shape=ListOf(STRING),
    description="Keys that every map has, with a value that is not empty, such as owner.",
    rules=(SizeBetween(minimum=1), ValuesAre(LengthBetween(1, 256))),
)


def _policy(variable: Variable) -> Field:
    shape = variable.type
    keys: tuple[Field, ...] = ()
    if isinstance(shape, (ListOf, MapOf)):
        keys = _POLICY_KEYS["collection"]
        if isinstance(shape, ListOf):
            keys += (_choice("each_one_of", shape, "each item may be"),)
        elif shape.item == STRING:
            keys += (_REQUIRED_KEYS,)
    elif isinstance(shape, Primitive):
        keys = (*_POLICY_KEYS.get(shape.hcl, ()), _choice("one_of", ListOf(shape), "may be given"))
    if variable.nullable:
        keys += (
            Field(
                name="not_null",
                shape=BOOL,
                description="true: callers may not give null.",
                rules=(OneOf((True,)),),
            ),
        )
    keys = tuple(each._replace(editor=_documented(variable, each.name)) for each in keys)
    return Field(
        name=variable.name,
        shape=Record(keys, noun="rule", minimum=1),
        description=f"Narrower rules for {variable.name}.",
    )


def _documented(variable: Variable, key: str) -> tuple[Rule, ...]:
    """What a rule of a policy must keep so as not to widen the documented ones.

    `spec.policy` says what it would widen; of this, editors can only say that it is wrong.
    """
    if key in {"one_of", "except"}:
        return tuple(ValuesAre(rule) for rule in variable.rules)
    if key == "each_one_of":
        return tuple(rule for rule in variable.rules if isinstance(rule, ValuesAre))
    found: list[Rule] = []
    for rule in variable.rules:
        if key in {"min", "max"} and isinstance(rule, Between):
            found.append(Between(minimum=rule.minimum, maximum=rule.maximum))
        elif key in {"min", "max"} and isinstance(rule, OneOf):
            numbers = [each for each in rule.values if isinstance(each, (int, float))]
            found.append(Between(minimum=min(numbers), maximum=max(numbers)))
        elif (key.endswith("_length") and isinstance(rule, LengthBetween)) or (
            key.endswith("_items") and isinstance(rule, SizeBetween)
        ):
            found.append(Between(minimum=rule.minimum, maximum=rule.maximum))
    return tuple(found)


def _choice(name: str, shape: Shape, what: str) -> Field:
    return Field(
        name=name,
        shape=shape,
        description=f"The only values that {what}.",
        rules=(SizeBetween(minimum=1),),
    )


POLICIES = Record(
    tuple(_policy(variable) for variable in CATALOG.variables.values()), noun="variable"
)

"""The keys of the sections that are about variables: `defaults`, `policy` and `values`."""

from lambda_monitored_gen.catalog import CATALOG, Variable
from lambda_monitored_gen.hcl.type_constraints import BOOL, NUMBER, STRING, ListOf, MapOf, Primitive
from lambda_monitored_gen.rules import Between, OneOf, Rule, SizeBetween
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


def _policy(variable: Variable) -> Field:
    shape = variable.type
    keys: tuple[Field, ...] = ()
    if isinstance(shape, (ListOf, MapOf)):
        keys = _POLICY_KEYS["collection"]
        if isinstance(shape, ListOf):
            keys += (_choice("each_one_of", shape, "each item may be"),)
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
    return Field(
        name=variable.name,
        shape=Record(keys, noun="rule", minimum=1),
        description=f"Narrower rules for {variable.name}.",
    )


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

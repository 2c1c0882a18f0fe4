"""Rules as Terraform checks them: `validation` blocks of variables, preconditions of the function.

Source: <https://developer.hashicorp.com/terraform/language/validate>.
"""

from collections.abc import Iterator
from functools import cache

from lambda_monitored_gen.catalog import CATALOG, Variable
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.catalog.model import Condition
from lambda_monitored_gen.hcl import call
from lambda_monitored_gen.hcl.type_constraints import MapOf
from lambda_monitored_gen.rules import JsonBytes, Rule, ShowsBreach, message, relation_breach


def validations(variable: Variable) -> list[Condition]:
    """The `validation` blocks of one variable, one for each rule."""
    if variable is CATALOG.variables.get(variable.name):
        return _documented(variable.name)
    return _blocks(variable)


@cache  # as many as the catalog has; modules of one fleet share most of them
def _documented(name: str) -> list[Condition]:
    return _blocks(CATALOG.variables[name])


def _blocks(variable: Variable) -> list[Condition]:
    return [
        Condition(condition(variable, rule), message(variable.name, rule), _breach(variable, rule))
        for rule in variable.rules
    ]


def _breach(variable: Variable, rule: Rule) -> str:
    if not isinstance(rule, ShowsBreach):
        return ""
    expression = f"var.{variable.name}"
    if variable.nullable:
        # Terraform evaluates a message even where the condition holds, as it does for null.
        empty = "{}" if isinstance(variable.type, MapOf) else "[]"
        expression = call("coalesce", expression, empty)
    return rule.breach(expression)


def condition(variable: Variable, rule: Rule) -> str:
    """Write one rule of a variable; null passes where the variable is nullable.

    Terraform evaluates both sides of `||` but drops the errors of the branch of a conditional
    that it does not choose, so only `? :` keeps null away from comparisons.
    """
    expression = f"var.{variable.name}"
    if not variable.nullable:
        return rule.condition(expression)
    return f"{expression} == null ? true : {rule.condition(expression)}"


def preconditions(interface: Interface) -> list[Condition]:
    """What must hold before the function is made: rules across variables, and those of features."""
    across = [
        Condition(relation.condition(), f"{relation.sentence}.", relation_breach(relation))
        for relation in interface.relations
    ]
    of_features = [
        condition
        for feature in interface.features.values()
        for condition in feature.function.preconditions
    ]
    return [*across, *_environment(interface), *of_features]


def _environment(interface: Interface) -> Iterator[Condition]:
    """The limit of the environment, where features add variables to those of the caller."""
    own = sorted(
        {name for each in interface.features.values() for name in each.function.environment}
    )
    variable = interface.variables["environment_variables"]
    for rule in variable.rules:
        if own and isinstance(rule, JsonBytes):
            together = f"{variable.name} and the module's own {', '.join(own)}"
            expression = f"local.{variable.name}"
            yield Condition(
                rule.condition(expression), message(together, rule), rule.breach(expression)
            )

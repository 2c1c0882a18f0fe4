"""The interface of one module: the catalog as a spec shapes it."""

import re
from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import NamedTuple

from lambda_monitored_gen.catalog import (
    ARCHITECTURES,
    CATALOG,
    DEFAULT_RUNTIMES,
    REQUIRED,
    RUNTIMES,
    Alarm,
    Feature,
    Output,
    Variable,
)
from lambda_monitored_gen.catalog.alarm_labels import LABEL_LOCALS
from lambda_monitored_gen.catalog.alarm_windows import WINDOW_LOCALS
from lambda_monitored_gen.catalog.notifications import ACTIONS_ENABLED
from lambda_monitored_gen.hcl.expressions import Expression, Local, Var
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.hcl.version_constraints import Version, parse_version
from lambda_monitored_gen.rules import OneOf, Relation, Rule, join_policies


class Interface(NamedTuple):
    """What callers of the module see.

    Attributes:
        variables: The module's variables by name, with the spec's defaults and policies in them.
        outputs: Its outputs by name.
        alarms: Its alarms, in the order in which people should read of them.
        alarms_notify: The condition under which each of them sends messages.
        locals: The local values that its alarms have in common.
        relations: The rules across those variables.
        features: The features that it has by name, likewise.
        aws_provider_floor: The oldest hashicorp/aws that it can work with.
        terraform_floor: The oldest Terraform that it can work with.
    """

    variables: Mapping[str, Variable]
    outputs: Mapping[str, Output]
    alarms: tuple[Alarm, ...]
    alarms_notify: Expression
    locals: tuple[Local, ...]
    relations: tuple[Relation, ...]
    features: Mapping[str, Feature]
    aws_provider_floor: Version
    terraform_floor: Version

    def values(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """What each variable holds when a caller gives these; a missing required one is null."""
        defaults = {
            name: None if variable.required else variable.default
            for name, variable in self.variables.items()
        }
        return {**defaults, **given}  # type: ignore[dict-item]

    def allows(self, name: str, value: Value) -> bool:
        """Tell whether a value keeps all rules of a variable."""
        rules = self.variables[name].rules
        return all(next(rule.violations(value), None) is None for rule in rules)


CORE_TERRAFORM: Version = (1, 5, 0)
"""`terraform_data` came with 1.4; 1.5 is the oldest release that the module is offered for."""

CORE_AWS_PROVIDER: Version = (5, 24, 0)
"""The first in which `aws_s3_object` has `override_provider`, which keeps it below ten tags."""


def build(  # noqa: PLR0913 - one argument for each key of the spec that shapes it
    *,
    features: frozenset[str],
    runtimes: tuple[str, ...] = DEFAULT_RUNTIMES,
    architectures: tuple[str, ...] = ARCHITECTURES,
    defaults: Mapping[str, Value] | None = None,
    required: frozenset[str] = frozenset(),
    policy: Mapping[str, tuple[Rule, ...]] | None = None,
    not_null: frozenset[str] = frozenset(),
) -> Interface:
    """Shape the catalog.

    Args:
        features: Names of the features to have.
        runtimes: Runtimes that callers can choose.
        architectures: Architectures that callers can choose.
        defaults: Defaults instead of the catalog's.
        required: Variables that get no default.
        policy: Rules that narrow those of the catalog, by variable.
        not_null: Nullable variables that callers must not set to null.
    """
    choices = {
        "python_version": tuple(name for name in RUNTIMES if name in runtimes),
        "architecture": tuple(name for name in ARCHITECTURES if name in architectures),
    }
    present = {name: each for name, each in CATALOG.features.items() if name in features}
    removed = {name for each in present.values() for name in each.removes}
    replaced = [record for each in present.values() for record in each.replaces]
    own = {each.name: each for each in replaced if isinstance(each, Variable)}
    own_outputs = {each.name: each for each in replaced if isinstance(each, Output)}
    absent = (each for name, each in CATALOG.features.items() if name not in features)
    foreign = {relation for each in absent for relation in each.relations}
    variables: dict[str, Variable] = {}
    for name, documented in CATALOG.variables.items():
        if name in removed or (documented.feature and documented.feature not in features):
            continue
        variable = own.get(name, documented)
        if name in choices:
            variable = _narrow(variable, choices[name])
        if defaults is not None and name in defaults:
            variable = variable._replace(default=defaults[name], accepts_null=variable.nullable)
        if name in required:
            variable = variable._replace(default=REQUIRED, accepts_null=variable.nullable)
        if name in not_null:
            variable = variable._replace(accepts_null=False)
        if policy and name in policy:
            variable = variable._replace(rules=join_policies(variable.rules, policy[name]))
        if documented.nullable and not variable.nullable:
            variable = variable._replace(description=_without_null(variable.description))
        variables[name] = variable
    return Interface(
        variables=variables,
        outputs={
            name: own_outputs.get(name, output)
            for name, output in CATALOG.outputs.items()
            if name not in removed and (not output.feature or output.feature in features)
        },
        alarms=tuple(
            alarm
            for alarm in CATALOG.alarms.values()
            if not alarm.feature or alarm.feature in features
        ),
        alarms_notify=reduce(
            and_,
            (each.alarms_notify for each in present.values() if each.alarms_notify is not None),
            Var(ACTIONS_ENABLED),
        ),
        locals=(*LABEL_LOCALS, *WINDOW_LOCALS),
        relations=tuple(
            relation
            for relation in CATALOG.relations
            if relation not in foreign and all(name in variables for name in relation.variables)
        ),
        features=present,
        aws_provider_floor=max(
            CORE_AWS_PROVIDER,
            *(parse_version(RUNTIMES[runtime].aws_provider) for runtime in runtimes),
            *(parse_version(feature.aws_provider) for feature in present.values()),
        ),
        terraform_floor=max(
            [
                CORE_TERRAFORM,
                *(parse_version(feature.terraform) for feature in present.values()),
            ]
        ),
    )


def _narrow(variable: Variable, choices: tuple[str, ...]) -> Variable:
    """Limit a variable to the spec's choices; a default outside them moves to the last one."""
    default = variable.default if variable.default in choices else choices[-1]
    return variable._replace(rules=(OneOf(choices),), default=default)


def _without_null(description: str) -> str:
    """Drop the sentences that say what null means."""
    sentences = re.split(r"(?<=\.) ", description)
    return " ".join(each for each in sentences if "null" not in each)

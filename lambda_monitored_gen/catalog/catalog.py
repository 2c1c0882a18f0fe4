"""The catalog: what every module has, and what each feature adds."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lambda_monitored_gen.catalog.access import ENCRYPTION, PERMISSIONS
from lambda_monitored_gen.catalog.alarm import Alarm
from lambda_monitored_gen.catalog.alarm_labels import LABEL_VARIABLES
from lambda_monitored_gen.catalog.alarm_windows import WINDOW_VARIABLES
from lambda_monitored_gen.catalog.error_alarms import ERROR_ALARMS, ERROR_VARIABLES
from lambda_monitored_gen.catalog.feature import Feature
from lambda_monitored_gen.catalog.features import FEATURES
from lambda_monitored_gen.catalog.function import FUNCTION
from lambda_monitored_gen.catalog.model import Output, Variable
from lambda_monitored_gen.catalog.notifications import LOGS, NOTIFICATIONS
from lambda_monitored_gen.catalog.outputs import OUTPUTS
from lambda_monitored_gen.catalog.packaging import PACKAGE
from lambda_monitored_gen.catalog.relations import RELATIONS
from lambda_monitored_gen.hcl import call
from lambda_monitored_gen.rules import Relation

GROUPS = (
    "Function",
    "Concurrency",
    "Events",
    "Package",
    "Logs",
    "Alarms",
    "Notifications",
    "Permissions",
    "Network",
    "Encryption",
)
"""The headings under which people find variables, in the order in which they should read them."""


class Catalog(NamedTuple):
    """All that the module can have.

    Attributes:
        variables: By name, in the order in which people should read them.
        outputs: By name, likewise.
        alarms: By the name of their resource.
        features: By name.
        relations: Rules across variables.
    """

    variables: dict[str, Variable]
    outputs: dict[str, Output]
    alarms: dict[str, Alarm]
    features: dict[str, Feature]
    relations: tuple[Relation, ...]


def build_catalog(features: Sequence[Feature] = FEATURES) -> Catalog:
    """Put what every module has and what features add together.

    Args:
        features: In the order in which people should read of them.

    Returns:
        The catalog, in which each variable, output and alarm names its feature.
    """
    core = (
        *FUNCTION,
        *PACKAGE,
        *LOGS,
        *ERROR_VARIABLES,
        *WINDOW_VARIABLES,
        *LABEL_VARIABLES,
        *NOTIFICATIONS,
        *PERMISSIONS,
        *ENCRYPTION,
    )
    added = (each._replace(feature=of.name) for of in features for each in of.variables)
    variables = sorted((*core, *added), key=lambda each: GROUPS.index(each.group))
    alarms = (
        *ERROR_ALARMS,
        *(each._replace(feature=of.name) for of in features for each in of.alarms),
    )
    outputs = (
        *OUTPUTS,
        *_alarm_outputs(alarms),
        *(each._replace(feature=of.name) for of in features for each in of.outputs),
    )
    return Catalog(
        variables={variable.name: variable for variable in variables},
        outputs={output.name: output for output in outputs},
        alarms={alarm.name: alarm for alarm in alarms},
        features={feature.name: feature for feature in features},
        relations=(*RELATIONS, *(each for of in features for each in of.relations)),
    )


def _alarm_outputs(alarms: Iterable[Alarm]) -> list[Output]:
    """One output for each alarm, or for several that exclude each other."""
    sharing: dict[str, list[Alarm]] = {}
    for alarm in alarms:
        sharing.setdefault(alarm.output, []).append(alarm)
    return [
        Output(
            name=name,
            description=f"ARN of the {name.removesuffix('_arn').replace('_', ' ')}; null without "
            "one.",
            value=_only_arn(each),
            feature=each[0].feature,
        )
        for name, each in sharing.items()
    ]


def _only_arn(alarms: Sequence[Alarm]) -> str:
    lists = [f"{alarm.address}[*].arn" for alarm in alarms]
    return call("one", lists[0] if len(lists) == 1 else call("concat", *lists))


CATALOG = build_catalog()
"""The catalog of this release."""

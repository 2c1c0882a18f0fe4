"""Where alarms come from: a spec with some values, or the output of describe-alarms."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lambda_monitored_gen.catalog.descriptions import describe_alarm
from lambda_monitored_gen.catalog.error_alarms import STRATEGIES
from lambda_monitored_gen.catalog.features.composite_alarm import FEATURE as COMPOSITE
from lambda_monitored_gen.catalog.features.composite_alarm import SUFFIX
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.simulation.model import Unjudged
from lambda_monitored_gen.simulation.replaying import AlarmSet
from lambda_monitored_gen.spec.calls import (
    check_call,
    example_values,
    read_value,
    required_values,
)
from lambda_monitored_gen.spec.diagnostics import did_you_mean
from lambda_monitored_gen.spec.model import Spec

COMPOSITE_REASON = "composite alarms are not judged: neither its states nor its messages count"
_OWN_TOPIC = "the module's topic"
_FUNCTION = "FunctionName"


def alarms_of_spec(spec: Spec, values: Mapping[str, Value], label: str = "") -> AlarmSet:
    """The alarms that a module has with some values, and whom they tell.

    Args:
        spec: The spec.
        values: What a caller gives; see `call_of`.
        label: What people call these alarms.

    Raises:
        CallError: The module refuses the values.
    """
    interface = spec.interface
    check_call(interface, values)
    every = interface.values(values)
    # A spec without topic_only_alerts always makes a topic.
    own = [_OWN_TOPIC] if every.get("create_sns_topic", True) else []
    topics = [*own, *_texts(every["alarm_topic_arns"])]
    told = {
        "ActionsEnabled": bool(interface.alarms_notify.value(every)),
        "AlarmActions": topics,
        "OKActions": topics if every["ok_notifications"] else [],
    }
    exist = [alarm for alarm in interface.alarms if alarm.exists.value(every)]
    unjudged: tuple[Unjudged, ...] = ()
    if exist and COMPOSITE.name in interface.features:
        prefix = str(exist[0].full_name.value(every)).removesuffix(exist[0].suffix)
        unjudged = (Unjudged(prefix + SUFFIX, COMPOSITE_REASON),)
    return AlarmSet(
        label, tuple({**describe_alarm(alarm, every), **told} for alarm in exist), unjudged
    )


def _texts(value: Value) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def call_of(spec: Spec, example: str | None, settings: Iterable[str]) -> dict[str, Value]:
    """What a caller gives: the values of an example, and settings on top.

    Args:
        spec: The spec.
        example: Its name; None for the defaults, with the first example's required values.
        settings: Each `NAME=VALUE`.

    Raises:
        CallError: There is no such example.
        SimulationError: A setting has another form.
    """
    values = required_values(spec) if example is None else example_values(spec, example)
    return {**values, **dict(map(read_setting, settings))}


def read_setting(text: str) -> tuple[str, Value]:
    """Read `NAME=VALUE`.

    Raises:
        SimulationError: It has another form.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise SimulationError(
            f"expected NAME=VALUE, found {text!r}", hint="Such as error_rate_threshold=10."
        )
    return name.strip(), read_value(value)


def compared(spec: Spec, values: Mapping[str, Value], sides: Sequence[str]) -> list[AlarmSet]:
    """Sets of alarms side by side.

    Args:
        spec: The spec.
        values: What the caller gives on all sides.
        sides: What differs: a strategy, or settings, several of them joined by `+`.

    Raises:
        SimulationError: A side is neither.
    """
    found = []
    for side in sides:
        own: dict[str, Value] = {}
        for part in side.split("+"):
            if part in STRATEGIES:
                own["alert_strategy"] = part
            elif "=" in part:
                own.update([read_setting(part)])
            else:
                raise SimulationError(
                    f"--compare takes strategies and settings, found {part!r}",
                    hint=did_you_mean(part, STRATEGIES),
                )
        found.append(alarms_of_spec(spec, {**values, **own}, side))
    return found


def alarms_of_file(path: str, function: str | None) -> AlarmSet:
    """The alarms in the output of `aws cloudwatch describe-alarms`.

    Args:
        path: The file.
        function: The function that the trace is of; alarms of other ones are named as not judged.
            None if there is only one.

    Raises:
        SimulationError: It cannot be read, is something else, or has alarms of several functions.
    """
    document = _read_json(path)
    metric = document.get("MetricAlarms")
    composite = document.get("CompositeAlarms", [])
    if not isinstance(metric, list) or not all(
        isinstance(each, dict) and "AlarmName" in each for each in metric
    ):
        raise SimulationError(
            f"{path}: expected the output of `aws cloudwatch describe-alarms`, found the keys "
            f"{', '.join(document) or 'of nothing'}"
        )
    functions = sorted({name for each in metric if (name := _function_of(each))})
    if function is None and len(functions) > 1:
        raise SimulationError(
            f"{path}: has alarms of {len(functions)} functions, and a trace is of one",
            hint=f"Name it: --function {functions[0]}, or one of {', '.join(functions[1:])}.",
        )
    if function is not None and function not in functions:
        raise SimulationError(
            f"{path}: has no alarm of the function '{function}'",
            hint=did_you_mean(function, functions),
        )
    ours = function or (functions[0] if functions else None)
    others = [each for each in metric if _function_of(each) not in {None, ours}]
    judged = [each for each in metric if _function_of(each) in {None, ours}]
    names = [str(each["AlarmName"]) for each in judged]
    unjudged = [
        *(
            Unjudged(str(each.get("AlarmName")), _composite_reason(each, names))
            for each in composite
        ),
        *(Unjudged(x["AlarmName"], f"it is of the function {_function_of(x)}") for x in others),
    ]
    return AlarmSet("", tuple(judged), tuple(unjudged))


def _composite_reason(composite: Mapping[str, Any], names: Iterable[str]) -> str:
    """Why a composite alarm is not judged; one of other alarms sends no messages of these."""
    rule = composite.get("AlarmRule")
    if rule is None or any(name in rule for name in names):
        return COMPOSITE_REASON
    return "it is a composite alarm of other alarms"


def _read_json(path: str) -> dict[str, Any]:
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SimulationError(f"{path}: cannot be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise SimulationError(
            f"{path}:{error.lineno}:{error.colno}: is not JSON: {error.msg}"
        ) from error
    except UnicodeDecodeError as error:
        raise SimulationError(f"{path}: is not UTF-8 text") from error
    if not isinstance(document, dict):
        raise SimulationError(
            f"{path}: expected the output of `aws cloudwatch describe-alarms`, found a "
            f"{type(document).__name__}"
        )
    return document


def _function_of(description: Mapping[str, Any]) -> str | None:
    """The function that an alarm is of; None if it is of none, or of several."""
    stats = [query.get("MetricStat") or {} for query in description.get("Metrics") or ()]
    metrics = [stat.get("Metric") or {} for stat in stats] or [description]
    names = {
        each.get("Value")
        for metric in metrics
        for each in metric.get("Dimensions") or ()
        if each.get("Name") == _FUNCTION
    }
    return str(names.pop()) if len(names) == 1 else None

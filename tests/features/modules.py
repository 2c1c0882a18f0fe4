"""Modules with chosen features, as the tests of those features look at them."""

from typing import Any

import hcl2

from lambda_monitored_gen.alarms import MetricAlarm, read_alarm
from lambda_monitored_gen.catalog import Alarm
from lambda_monitored_gen.hcl.expressions import resolve
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.files import render_files
from tests.support.feature_sets import feature_sets, switches
from tests.support.specs import spec_of
from tests.unit.hcl_text import plain


def module(*features: str, **keys: Any) -> dict[str, str]:
    """The files, by path, of a module with only these features.

    Args:
        features: Names of features.
        keys: More keys of its spec.
    """
    made = spec_of(features=switches(frozenset(features)), **keys)
    return {
        path: file.content.decode(errors="replace") for path, file in render_files(made).items()
    }


def added(feature: str) -> set[str]:
    """The paths of the files that a module has because of a feature."""
    return module(feature).keys() - module().keys()


def values(**given: Value) -> dict[str, Value]:
    """What the variables of a module with all features hold when a caller gives these."""
    every = spec_of(features=switches(feature_sets()["all"]))
    return every.interface.values({"function_name": "pay", **given})


def flat(text: str) -> str:
    """Text with single blanks, so that neither alignment nor line breaks matter."""
    return " ".join(text.split())


def block(text: str, kind: str, *labels: str) -> dict[str, Any]:
    """Read one block of HCL, such as the `resource` of a type and a name.

    Returns:
        Its arguments; text of quoted strings is decoded, other expressions are as they stand.
    """
    for each in plain(hcl2.loads(text)).get(kind, []):
        found = each
        for label in labels:
            found = found.get(label, {})
        if found:
            body: dict[str, Any] = found
            return body
    raise AssertionError(f"there is no {kind} {'.'.join(labels)}")


def deployed(alarm: Alarm, **given: Value) -> MetricAlarm:
    """An alarm as CloudWatch would have it in a module that is called with these values."""
    described = resolve(alarm.describe(), lambda each: each.value(values(**given)))
    if "Metrics" in described:
        described["Metrics"] = [{"ReturnData": False, **query} for query in described["Metrics"]]
    return read_alarm({"AlarmName": f"pay-{alarm.suffix}", **described})

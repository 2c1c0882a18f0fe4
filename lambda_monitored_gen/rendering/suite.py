"""What the suite of a rendered module reads of its spec: `tests/parameters.json`."""

from collections.abc import Mapping
from typing import Any

from lambda_monitored_gen.catalog.alarm_labels import ALARM_PREFIX
from lambda_monitored_gen.catalog.feature import RolePolicy
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.expressions import resolve
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.relation_values import keep_relations
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.spec.samples import required_samples

_NAME = "{function_name}"
"""What the suite replaces by the name of the function."""

_COMMON: Mapping[str, Value] = {
    "handler": "main.lambda_handler",
    "timeout": 20,
    "memory_size": 256,
    "cloudwatch_log_retention_days": 731,
    "tags": {"suite": "pytest"},
}
_THRESHOLD: Mapping[str, Value] = {
    "error_rate_threshold": 20,
    "error_rate_minimum_invocations": 5,
    "error_rate_datapoints_to_alarm": 1,
}
_EVERYTHING: Mapping[str, Value] = {
    "description": "Has everything that the module offers",
    "environment_variables": {"GREETING": 'a "quoted" ${word}'},
    "additional_iam_policy_arns": ["arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"],
    "sns_topic_name": f"{_NAME}-topic",
    "alarm_name_prefix": "suite/",
    "alarm_severity": "low",
    "runbook_url": "https://example.com/runbook?of=suite#all",
    "alarm_actions_enabled": False,
    "ok_notifications": False,
}
_SILENT: Mapping[str, Value] = {"enable_error_alarms": False}

_PREFIX = "test"
_PREFIX_SAMPLE = "test-000000-x"
"""What the names of a run's functions look like."""

_LOGGING = RolePolicy("logging")


def sample_values(spec: Spec) -> dict[str, Value] | None:
    """Find a value for each variable that a call must give, for the usage and the tests.

    Those are the required ones, and those without which the defaults break a rule across variables.

    Returns:
        The values of the spec's first example, or others that the policies of the spec allow; None
        when one is missing.
    """
    given = spec.examples[0].values if spec.examples else {}
    samples = required_samples(spec.interface, given)
    missing = {name for name, value in samples.items() if value is None}
    nullable = {name for name, each in spec.interface.variables.items() if each.nullable}
    if missing - nullable:
        return None
    plain = spec.interface.values(samples)
    settled = keep_relations(spec.interface, plain)
    return samples | {name: value for name, value in settled.items() if value != plain[name]}


def suite_parameters(spec: Spec) -> dict[str, Any]:
    """Gather what the suite needs to know, so that it states nothing again.

    Returns:
        A document for JSON. Where a value depends on variables, it is an expression as of
        `Expression.as_json`.
    """
    interface = spec.interface
    samples = sample_values(spec)
    features = interface.features.values()
    everything = _merge(_EVERYTHING, *(feature.suite.everything for feature in features))
    silent = _merge(_SILENT, *(feature.suite.silent for feature in features))
    return {
        "provider_versions": list(spec.tests.provider_versions),
        "architectures": list(spec.tests.architectures),
        "python_versions": list(spec.tests.python_versions),
        "alert_strategies": list(spec.tests.alert_strategies),
        "prefix": _prefix(interface, samples),
        "required": samples and {name: _number(value) for name, value in samples.items()},
        "defaults": {
            name: _number(interface.variables[name].default)
            for name in sorted(interface.variables)
            if not interface.variables[name].required
        },
        "outputs": sorted(interface.outputs),
        "values": {
            "common": _allowed(interface, {**_given_defaults(interface), **_COMMON}),
            "threshold": _allowed(interface, _THRESHOLD),
            "everything": _allowed(interface, everything),
            "silent": _allowed(interface, silent),
            "own_bucket": "s3_bucket" in interface.variables
            and interface.variables["s3_bucket"].nullable,
        },
        "features": list(interface.features),
        "environment": sorted(
            name for feature in features for name in feature.function.environment
        ),
        "alarm_prefix": ALARM_PREFIX.as_json(),
        "alarms_notify": interface.alarms_notify.as_json(),
        "alarms": [
            {
                "name": alarm.suffix,
                "exists": alarm.exists.as_json(),
                "watches": alarm.watches,
                **(
                    {"rhythm": [each.as_json() for each in alarm.rhythm]}
                    if alarm.rhythm is not None
                    else {}
                ),
                "window": list(alarm.window_variables),
                "described": resolve(alarm.describe(), lambda each: each.as_json()),
            }
            for alarm in interface.alarms
        ],
        "policies": [
            {"name": each.name, "managed": each.managed, "exists": each.exists.as_json()}
            for each in (_LOGGING, *(own for of in features for own in of.role_policies))
        ],
        "support": {
            name: support._asdict()
            for feature in features
            for name, support in feature.suite.support.items()
        },
    }


def _prefix(interface: Interface, samples: Mapping[str, Value] | None) -> Value:
    if samples is None or interface.allows("function_name", _PREFIX_SAMPLE):
        return _PREFIX
    return samples["function_name"]


def _given_defaults(interface: Interface) -> dict[str, Value]:
    """Defaults of the spec for variables where null is a value of its own.

    A root module that calls the module several times gives null for what one call leaves out.
    """
    return {
        name: _number(variable.default)
        for name, variable in interface.variables.items()
        if variable.nullable and not variable.required and variable.default is not None
    }


def _merge(*mappings: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for mapping in mappings for name, value in mapping.items()}


def _number(value: Any) -> Any:  # noqa: ANN401 - any default
    """Write a whole number as Terraform does, or the suite would expect `2.0` in a description."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _allowed(interface: Interface, values: Mapping[str, Value]) -> dict[str, Value]:
    """What the module has and its policies allow."""
    return {
        name: value
        for name, value in values.items()
        if name in interface.variables
        and interface.allows(
            name, value.replace(_NAME, _PREFIX) if isinstance(value, str) else value
        )
    }

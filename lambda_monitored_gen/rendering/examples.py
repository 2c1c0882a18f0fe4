"""The examples of a module, as their templates see them."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from lambda_monitored_gen.catalog import Alarm
from lambda_monitored_gen.catalog.error_alarms import STRATEGIES
from lambda_monitored_gen.catalog.grants import ENVIRONMENT, GRANTS, POLICIES, Grant
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.suite import sample_values
from lambda_monitored_gen.spec.model import Example, Spec
from lambda_monitored_gen.spec.samples import granted_samples

_SOURCE = "lambda_source_dir"


class ErrorAlarm(NamedTuple):
    """What makes the alarm of an example's errors ring.

    Attributes:
        period: Seconds by which failures are counted.
        periods: How many of them must breach.
        invocations: Failures in each, among which there is no success.
    """

    period: int
    periods: int
    invocations: int


class ExampleCall(NamedTuple):
    """An example as its templates see it.

    Attributes:
        name: Name of its directory.
        description: What it shows.
        values: Values by variable, in the order of the spec.
        handler: Path of the module that holds the handler, with `/` and without `.py`.
        function: Name of the handler's function.
        function_name: Name of the Lambda function.
        grants: What the function may do besides what the module lets it do.
        granted: What these add to variables: HCL expressions by key, by variable.
        alarms: The alarms that it has.
        error_alarm: What makes that of its errors ring; None if it has none.
    """

    name: str
    description: str
    values: Mapping[str, Value]
    handler: str
    function: str
    function_name: str
    grants: tuple[Grant, ...]
    granted: Mapping[str, Mapping[str, str]]
    alarms: tuple[Alarm, ...]
    error_alarm: ErrorAlarm | None


def example_calls(spec: Spec) -> list[ExampleCall]:
    """The examples of a spec, or those that a spec without any gets."""
    examples = spec.examples or tuple(_default_examples(spec))
    return [_example_call(example, spec) for example in examples]


def _example_call(example: Example, spec: Spec) -> ExampleCall:
    values = spec.interface.values(example.values)
    module, _, function = str(values["handler"]).rpartition(".")
    grants = tuple(GRANTS[name] for name in example.grants)
    alarms = tuple(each for each in spec.interface.alarms if each.exists.value(values))
    granted = {
        POLICIES: {each.label: f"aws_iam_policy.{each.label}.arn" for each in grants},
        ENVIRONMENT: {each.variable: each.value for each in grants},
    }
    return ExampleCall(
        name=example.name,
        description=example.description,
        values=example.values,
        handler=module.replace(".", "/"),
        function=function,
        function_name=str(values["function_name"]),
        grants=grants,
        granted=granted if grants else {},
        alarms=alarms,
        error_alarm=_error_alarm(alarms, values),
    )


def _error_alarm(alarms: tuple[Alarm, ...], values: Mapping[str, Value]) -> ErrorAlarm | None:
    for alarm in alarms:
        if alarm.watches in {"failure", "failure-rate"}:
            breaching = alarm.datapoints_to_alarm or alarm.evaluation_periods
            rate = alarm.watches == "failure-rate"
            minimum = values["error_rate_minimum_invocations"] if rate else 1
            numbers = (alarm.period.value(values), breaching.value(values), minimum)
            return ErrorAlarm(*(int(cast("Any", each)) for each in numbers))
    return None


_STRATEGIES: Mapping[str, tuple[str, str, Mapping[str, Value]]] = {
    "immediate": ("immediate-alerts", "Tell the people on call about the first error", {}),
    "threshold": (
        "threshold-alerts",
        "Stay quiet until more than five percent of at least twenty invocations fail",
        {
            "error_rate_threshold": 5,
            "error_rate_minimum_invocations": 20,
            "error_rate_period": 300,
        },
    ),
}
_PERMISSIONS = (
    "custom-permissions",
    "Let the function read objects from S3, and write items into DynamoDB",
)


def _default_examples(spec: Spec) -> Iterator[Example]:
    """Examples that the policies of the spec allow: one for each strategy, one with permissions."""
    samples = sample_values(spec)
    if samples is None:
        return
    call = {name: value for name, value in samples.items() if name != _SOURCE}
    allows = spec.interface.allows
    for strategy in STRATEGIES:
        name, description, more = _STRATEGIES[strategy]
        values: dict[str, Value] = {"alert_strategy": strategy, **more}
        if all(allows(each, value) for each, value in values.items()):
            yield Example(name, description, {**call, **_named(spec, name), **values})
    if all(allows(each, value) for each, value in granted_samples(tuple(GRANTS)).items()):
        name, description = _PERMISSIONS
        yield Example(name, description, {**call, **_named(spec, name)}, tuple(GRANTS))


def _named(spec: Spec, name: str) -> dict[str, Value]:
    """The name of a function that shows which example it is of, where the module takes it."""
    return {"function_name": name} if spec.interface.allows("function_name", name) else {}

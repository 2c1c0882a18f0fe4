"""Whether the alarms of a module ring, with its defaults and with the values of each example."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lambda_monitored_gen.alarms import Proof, Rhythm, Scenario, Watched, prove, read_alarm
from lambda_monitored_gen.catalog import Alarm
from lambda_monitored_gen.catalog.descriptions import describe_alarm
from lambda_monitored_gen.catalog.notifications import ACTIONS_ENABLED
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.spec.calls import required_values
from lambda_monitored_gen.spec.model import Spec


class AlarmProof(NamedTuple):
    """What is proven of one alarm with some values.

    Attributes:
        name: What the alarm's name ends in.
        example: The example that the values are of; None for the module's defaults.
        proof: What is proven; None where lmgen has no scenario for what the alarm watches.
        chosen: Variables that shape the alarm's window and that the spec or the example gives.
        notifies: Whether it tells anybody when it rings.
    """

    name: str
    example: str | None
    proof: Proof | None
    chosen: tuple[str, ...]
    notifies: bool

    @property
    def fails(self) -> bool:
        """Whether the alarm does not ring in a case, and nobody has chosen that."""
        return self.proof is not None and not self.proof.rings and not self.chosen


def prove_alarms(spec: Spec) -> Iterator[AlarmProof]:
    """Prove each alarm that the module has, with its defaults and with each example's values.

    An alarm that the defaults switch off is proven with the values of its record's `ringing`, if
    the policies of the spec allow them.

    Raises:
        AlarmError: An alarm can never ring, or reads a metric of which no invocation is known to
            be a part.
    """
    interface = spec.interface
    # Examples often have the windows of the defaults, and a proof takes a second.
    known: dict[str, Proof] = {}
    for alarm in interface.alarms:
        if all(interface.allows(*each) for each in alarm.ringing.items()):
            given = {**required_values(spec), **alarm.ringing}
            yield from _proven(alarm, None, spec, given, known)
    for example in spec.examples:
        for alarm in interface.alarms:
            yield from _proven(alarm, example.name, spec, example.values, known)


def _proven(
    alarm: Alarm,
    example: str | None,
    spec: Spec,
    given: Mapping[str, Value],
    known: dict[str, Proof],
) -> Iterator[AlarmProof]:
    values = spec.interface.values(given)
    if not alarm.exists.value(values):
        return
    proof = None
    if alarm.watches:
        described = describe_for_proof(alarm, values)
        watched, timeout = Watched(alarm.watches), int(float(str(values["timeout"])))
        rhythm = None
        if alarm.rhythm is not None:
            rhythm = Rhythm(*(int(float(str(each.value(values)))) for each in alarm.rhythm))
        key = json.dumps([described, alarm.watches, timeout, rhythm])
        if key not in known:
            known[key] = prove(Scenario(read_alarm(described), watched, timeout, rhythm=rhythm))
        proof = known[key]
    yield AlarmProof(
        name=alarm.suffix,
        example=example,
        proof=proof,
        chosen=_chosen(alarm, spec, {} if example is None else given),
        notifies=bool(values[ACTIONS_ENABLED]),
    )


def describe_for_proof(alarm: Alarm, values: Mapping[str, Value]) -> dict[str, Any]:
    """What DescribeAlarms says of an alarm, apart from what does not matter for when it rings.

    Args:
        alarm: The alarm.
        values: Every variable of the module.
    """
    described = describe_alarm(alarm, {**values, "function_name": "function"})
    del described["AlarmDescription"]
    return {**described, "AlarmName": alarm.suffix}


def _chosen(alarm: Alarm, spec: Spec, given: Mapping[str, Value]) -> tuple[str, ...]:
    """The variables of an alarm's window to which the spec or the example gives a value."""
    return tuple(
        name
        for name in alarm.window_variables
        if given.get(name) is not None or spec.interface.variables[name].default is not None
    )

"""The runs of `terraform test`: values of variables, and what they must come to.

Two runs apply the module under a mock provider: `full` has every part that a module can have and
a value of its own for each variable, so that none can be taken for another; `bare` leaves out what
callers can leave out. Others are refused, each by one rule across variables.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.type_constraints import BOOL, ListOf, MapOf, Value
from lambda_monitored_gen.rendering.alarm_runs import ExpectedAlarm, expected_alarms
from lambda_monitored_gen.rendering.relation_values import Refusal, keep_relations, refusals
from lambda_monitored_gen.rendering.suite import sample_values
from lambda_monitored_gen.rendering.variations import vary
from lambda_monitored_gen.rules import InRegion, OnlyWhen
from lambda_monitored_gen.rules.regions import REGION
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.spec.samples import FILES, allowed, find_sample
from lambda_monitored_gen.spec.variable_fields import EXAMPLE_CODE

_NAME = "X_reports_of_the_unit_tests_0123456789_and_more_of_it_that_is_cut"
_NAMES = ("___", *(_NAME[:length] for length in (36, 37, 64)))
"""The first has no letter for the name of a bucket, the second is the longest that it keeps, the
third the longest that a role's keeps."""

_PREFERRED: Mapping[str, Value] = {
    "alarm_emails": ["first@example.com", "second@example.com"],
    "dependency_selection": {"omit": ["boto3"]},
    "function_name": _NAME[:37],
    "handler": "app.main.run",
    "package_excludes": ["**/*.txt"],
    "sns_topic_name": "unit-topic",
    "timeout": 31,
}
"""Where the catalog's example is the default, or what the module makes of another variable."""

_EXAMPLE_REGION = "us-east-1"
"""The region of the catalog's examples, which are none of the mocked one."""

MOCKED_REGION = "us-gov-west-1"
"""The region that `templates/tests/mocks` answers with."""

_BARE_SOURCE = "./tests/fixtures/simple_lambda"


class Run(NamedTuple):
    """A call of the module.

    Attributes:
        values: Every variable with its value.
        variables: Those that the call gives; of a call that follows another one, those that differ.
        alarms: What each alarm must be.
    """

    values: Mapping[str, Value]
    variables: Mapping[str, Value]
    alarms: Sequence[ExpectedAlarm]


class Runs(NamedTuple):
    """What `terraform test` runs.

    Attributes:
        full: A call with everything.
        variations: Calls that differ from the full one where alarms are computed, by their names.
        bare: A call with as little as possible.
        silent: The same with all switches off.
        names: Names of the function at their limits.
        refusals: Calls that break one rule each.
        region: The region that the function is in.
    """

    full: Run
    variations: Mapping[str, Run]
    bare: Run
    silent: Run
    names: Sequence[str]
    refusals: Sequence[Refusal]
    region: str


def choose_runs(spec: Spec) -> Runs | None:
    """Choose the runs of a module.

    Returns:
        The runs; None when no values are known that the policies of the spec allow.
    """
    samples = sample_values(spec)
    interface = spec.interface
    defaults = interface.values({})
    files = {
        name: allowed(interface, name, values)
        for name, values in FILES.items()
        if name in interface.variables
    }
    if samples is None or not all(files.values()):
        return None
    region = _region(interface)
    full = _with_alarms(
        interface, {**_full(interface, region), **{k: v[0] for k, v in files.items()}}
    )
    missing = [each for each in interface.alarms if not each.exists.value(full)]
    bare = _bare(interface, samples)
    regional = _regional(interface, region)
    bare |= _allowed(interface, {name: each for name, each in regional.items() if bare[name]})
    for alarm in missing:
        bare |= _allowed(interface, alarm.ringing)
    bare |= {name: values[-1] for name, values in files.items()}
    if EXAMPLE_CODE in files:
        fits = interface.allows(EXAMPLE_CODE, _BARE_SOURCE)
        bare[EXAMPLE_CODE] = _BARE_SOURCE if fits else files[EXAMPLE_CODE][0]
    full, bare = _kept(interface, full, region), _kept(interface, bare, region)
    other: dict[str, Value] = {}
    for alarm in missing:
        other |= {name: defaults[name] for name in alarm.exists.variables}
        other |= alarm.ringing
    switches = [name for name, each in interface.variables.items() if each.type is BOOL]
    off = _kept(interface, {**bare, **_allowed(interface, dict.fromkeys(switches, False))}, region)
    return Runs(
        full=_run(interface, full),
        variations={
            name: _run(interface, _kept(interface, values, region), after=full)
            for name, values in vary(interface, full, other).items()
        },
        bare=_run(interface, bare),
        silent=_run(interface, off, after=bare),
        names=[name for name in _NAMES if interface.allows("function_name", name)],
        refusals=list(refusals(interface, {**bare, REGION: region})),
        region=region,
    )


def _kept(interface: Interface, values: Mapping[str, Value], region: str) -> dict[str, Value]:
    kept = keep_relations(interface, {**values, REGION: region})
    del kept[REGION]
    return kept


def _region(interface: Interface) -> str:
    """The mocked region, or that of the ARNs which the policies of the spec leave."""
    for name, example in _regional(interface, MOCKED_REGION).items():
        if not allowed(interface, name, [example, [], None]):
            found = find_sample(interface, name)
            arns = found if isinstance(found, list) else [found]
            return next((str(arn).split(":")[3] for arn in arns if arn), MOCKED_REGION)
    return MOCKED_REGION


def _regional(interface: Interface, region: str) -> dict[str, Value]:
    """The examples of variables whose ARNs must be of the region, as they would be there."""
    examples: dict[str, Value] = {}
    for relation in interface.relations:
        bare = relation.relation if isinstance(relation, OnlyWhen) else relation
        if isinstance(bare, InRegion):
            text = json.dumps(interface.variables[bare.variable].example)
            examples[bare.variable] = json.loads(text.replace(_EXAMPLE_REGION, region))
    return examples


def _run(
    interface: Interface, values: Mapping[str, Value], *, after: Mapping[str, Value] | None = None
) -> Run:
    defaults = interface.values({})
    optional = (name for name, variable in interface.variables.items() if not variable.required)
    before = after or {name: defaults[name] for name in optional}
    given = {
        name: value
        for name, value in sorted(values.items())
        if name not in before or value != before[name]
    }
    return Run(values, given, expected_alarms(interface.alarms, values))


def _full(interface: Interface, region: str) -> dict[str, Value]:
    """Values that differ from the defaults; of features, of what their suites turn on."""
    values = interface.values({})
    named = {
        name
        for feature in interface.features.values()
        for part in (
            feature.suite.everything,
            feature.suite.mocked,
            *(s.variables for s in feature.suite.support.values()),
        )
        for name in part
    }
    known = {**_PREFERRED, **_regional(interface, region)}
    for name, variable in interface.variables.items():
        if variable.type is BOOL:
            values[name] = find_sample(interface, name, [True])
        elif not variable.feature or name in named or values[name] is not None:
            preferred = [known[name]] if name in known else []
            values[name] = find_sample(interface, name, preferred, unlike=values[name])
    return values


def _bare(interface: Interface, samples: Mapping[str, Value]) -> dict[str, Value]:
    values = interface.values(samples)
    for name, variable in interface.variables.items():
        empty: list[Value] = [None] if variable.nullable else []
        empty += [[]] if isinstance(variable.type, ListOf) else []
        empty += [{}] if isinstance(variable.type, MapOf) else []
        if name != "package_excludes":
            values[name] = next(iter(allowed(interface, name, empty)), values[name])
    return values


def _with_alarms(interface: Interface, values: dict[str, Value]) -> dict[str, Value]:
    for alarm in interface.alarms:
        values |= _allowed(interface, alarm.ringing)
    return values


def _allowed(interface: Interface, values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if interface.allows(name, value)}

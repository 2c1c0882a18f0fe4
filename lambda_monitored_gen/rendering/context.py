"""What templates can name: the public context of `--templates`, documented in docs/templates.md."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog import Alarm, Condition, Feature, Output, Variable
from lambda_monitored_gen.catalog.controls import AnsweredControl, answer_controls
from lambda_monitored_gen.catalog.custom_conditions import preconditions, validations
from lambda_monitored_gen.catalog.feature import FunctionAdditions
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.catalog.packaging import PACKAGE_RULES, PackageRules
from lambda_monitored_gen.catalog.picture import Picture, merge
from lambda_monitored_gen.catalog.predecessor import Refusal, refusals
from lambda_monitored_gen.catalog.scanners import SKIPPED_CHECKS
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.examples import ExampleCall, example_calls
from lambda_monitored_gen.rendering.picture import Drawing, lay_out
from lambda_monitored_gen.rendering.runs import Runs, choose_runs
from lambda_monitored_gen.rendering.suite import sample_values, suite_parameters
from lambda_monitored_gen.rendering.terraform_docs import Resource, required_first
from lambda_monitored_gen.rendering.workplace import Workplace, find_workplace
from lambda_monitored_gen.spec.model import Module, Spec

_CORE_DEPENDENCIES = ("aws_iam_role_policy.lambda_logging",)
"""What must outlive the function, with its log group: its last invocation still writes logs."""


class TemplateContext(NamedTuple):
    """What every template can name.

    Attributes:
        spec: The whole spec.
        module: Its names and places.
        samples: A value for each required variable; None when a policy allows none of ours.
        groups: Variables by the heading under which people find them.
        variables: The variables, sorted by name.
        required_first: The same, those without a default before the others.
        outputs: The outputs, sorted by name.
        alarms: The alarms, in the order in which people should read of them.
        features: The features that are on, by name, likewise.
        function: What the features together add to the function.
        skipped_checks: Why checks of checkov are skipped, by their IDs.
        package: What holds of every package: `format`, and patterns of files.
        validations: From a variable to its `validation` blocks.
        preconditions: What must hold before the function is made.
        allows: From the name of a variable and a value to whether the module takes it.
        parts: From the name of a part to the templates that the features have for it.
        slot: From the name of a partial template of the core to the one that takes its place.
        examples: The examples, in the order of the spec.
        controls: What the module does for controls of ISO 27001, and what it leaves to its user.
        picture: What pictures of its architecture show.
        drawing: The same with places, for an SVG.
        refusals: What the module refuses and the published one, which it may replace, takes.
        runs: How `terraform test` calls the module; None where no values are known.
        suite: What the suite of the module reads, ready to be written as JSON.
        workplace: How CI and people reach the spec, lmgen and other tools.
        example: The example that is being rendered; None outside of `examples/@example`.
        resources: What its Terraform files declare; only for `README.md`, which is rendered after
            them.
        paths: The files of the module, sorted; only for `README.md`, without that file itself, and
            for `.gitattributes`, which is rendered last, without those that the spec owns.
    """

    spec: Spec
    module: Module
    samples: Mapping[str, Value] | None
    groups: Mapping[str, Sequence[Variable]]
    variables: Sequence[Variable]
    required_first: Sequence[Variable]
    outputs: Sequence[Output]
    alarms: Sequence[Alarm]
    features: Mapping[str, Feature]
    function: FunctionAdditions
    skipped_checks: Mapping[str, str]
    package: PackageRules
    validations: Callable[[Variable], list[Condition]]
    preconditions: Sequence[Condition]
    allows: Callable[[str, Value], bool]
    parts: Callable[[str], list[str]]
    slot: Callable[[str], str]
    examples: Sequence[ExampleCall]
    controls: Sequence[AnsweredControl]
    picture: Picture
    drawing: Drawing
    refusals: Sequence[Refusal]
    runs: Runs | None
    suite: Mapping[str, Any]
    workplace: Workplace
    example: ExampleCall | None = None
    resources: Sequence[Resource] = ()
    paths: Sequence[str] = ()


def template_context(spec: Spec, parts: Callable[[str], list[str]]) -> TemplateContext:
    """Gather what templates can name.

    Args:
        spec: A valid spec.
        parts: From the name of a part to the templates that the spec's features have for it.
    """
    interface = spec.interface
    picture = merge(
        (feature.picture for feature in interface.features.values()),
        (alarm.noun for alarm in interface.alarms),
    )
    return TemplateContext(
        spec=spec,
        module=spec.module,
        samples=sample_values(spec),
        groups=_groups(interface),
        variables=[interface.variables[name] for name in sorted(interface.variables)],
        required_first=required_first(interface.variables.values()),
        outputs=[interface.outputs[name] for name in sorted(interface.outputs)],
        alarms=interface.alarms,
        features=interface.features,
        function=_function_additions(interface.features),
        skipped_checks=_skipped_checks(interface.features),
        package=PACKAGE_RULES,
        validations=validations,
        preconditions=preconditions(interface),
        allows=interface.allows,
        parts=parts,
        slot=lambda name: (parts(name) or [name])[-1],
        examples=example_calls(spec),
        controls=answer_controls(interface),
        picture=picture,
        drawing=lay_out(picture),
        refusals=refusals(interface) if spec.module.replaces else (),
        runs=choose_runs(spec),
        suite=suite_parameters(spec),
        workplace=find_workplace(spec),
    )


def _groups(interface: Interface) -> dict[str, list[Variable]]:
    groups: dict[str, list[Variable]] = {}
    for variable in interface.variables.values():
        groups.setdefault(variable.group, []).append(variable)
    return groups


def _skipped_checks(features: Mapping[str, Feature]) -> dict[str, str]:
    satisfied = {check for feature in features.values() for check in feature.satisfies}
    return {name: why for name, why in SKIPPED_CHECKS.items() if name not in satisfied}


PACKAGE_KEY = "s3_key"
"""The argument of the function that changes with each package which the module builds."""


def _function_additions(features: Mapping[str, Feature]) -> FunctionAdditions:
    additions = [feature.function for feature in features.values()]
    own_policies = [
        f"aws_iam_role_policy.lambda_{name}"
        for name, feature in features.items()
        if feature.iam_statements
    ]
    depends_on = {*_CORE_DEPENDENCIES, *own_policies, *(a for f in additions for a in f.depends_on)}
    ignored = {each for f in additions for each in f.ignore_changes}
    if PACKAGE_KEY in ignored:
        ignored |= {each for f in additions for each in f.code_arguments}
    return FunctionAdditions(
        depends_on=tuple(sorted(depends_on)),
        layers=tuple(layers for each in additions for layers in each.layers),
        environment={name: each for f in additions for name, each in f.environment.items()},
        ignore_changes=tuple(sorted(ignored)),
        invoke_arguments=tuple(each for of in additions for each in of.invoke_arguments),
        alias="".join(each.alias for each in additions),
    )

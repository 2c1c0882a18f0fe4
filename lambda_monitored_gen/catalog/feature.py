"""A feature as a record: all that a part of the module, which a spec can leave out, consists of.

Its room has one name in two places: the record is in `catalog/features/<name>.py`, the templates
are in `templates/features/<name>/`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog.alarm import Alarm
from lambda_monitored_gen.catalog.model import Condition, Output, Variable
from lambda_monitored_gen.catalog.picture import Picture
from lambda_monitored_gen.hcl import call
from lambda_monitored_gen.hcl.expressions import Expression, Literal
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rules import Relation

INVOKE_ARGUMENTS = ("destination_config", "maximum_event_age_in_seconds", "maximum_retry_attempts")
"""All that a configuration of asynchronous invocations holds besides whose it is."""


class IamStatement(NamedTuple):
    """A permission of the function's role.

    Attributes:
        sid: Letters and digits that say what it is for.
        actions: What it allows.
        resources: HCL expressions for the ARNs on which it allows that.
        reason: Why it is no narrower, where a reviewer would ask; it becomes a comment.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    reason: str = ""


class RolePolicy(NamedTuple):
    """A policy that the function's role has, for the suite to expect.

    Attributes:
        name: Of an inline policy, after the name of the function and a hyphen; or of a policy
            that AWS manages.
        exists: The condition under which the role has it.
        managed: Whether AWS manages it.
    """

    name: str
    exists: Expression = Literal(value=True)
    managed: bool = False


class FunctionAdditions(NamedTuple):
    """What a feature adds to the function, besides its part `_function.tf.j2`.

    Attributes:
        depends_on: Addresses of what must exist before the function and outlive it.
        layers: HCL expressions for lists of layer ARNs.
        environment: HCL expressions for environment variables; the caller's win.
        preconditions: What must hold before the function is made.
        ignore_changes: Arguments that Terraform leaves alone once the function is there.
        code_arguments: More arguments that name the code, left alone where the package is.
        invoke_arguments: Arguments of the configuration of asynchronous invocations that it
            decides; of the others, changes by whoever else makes one are left alone.
        alias: The address of the alias that callers and events go through; empty without one.
    """

    depends_on: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    environment: Mapping[str, str] = {}
    preconditions: tuple[Condition, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    code_arguments: tuple[str, ...] = ()
    invoke_arguments: tuple[str, ...] = ()
    alias: str = ""

    @property
    def target(self) -> str:
        """The address of what events go to: the alias, or the function itself."""
        return self.alias or "aws_lambda_function.this"

    @property
    def ignored_invoke_arguments(self) -> tuple[str, ...]:
        """Arguments of the configuration of asynchronous invocations that no feature decides."""
        return tuple(each for each in INVOKE_ARGUMENTS if each not in self.invoke_arguments)

    @property
    def layers_hcl(self) -> str:
        """All layers as one HCL expression."""
        return self.layers[0] if len(self.layers) == 1 else call("concat", *self.layers)


class Support(NamedTuple):
    """What the root modules of the suite make for a feature.

    Attributes:
        label: What people call it.
        resources: Arguments by address, such as `aws_vpc.network`.
        variables: HCL expressions for variables of the module, by name.
        changed: Whether it is made for the case that has a bucket of its own and changes, too.
        lacking: Why emulators do not have it, if so: there the case that has everything goes
            without it, and a test of it skips with this reason.
    """

    label: str
    resources: Mapping[str, Mapping[str, Value]]
    variables: Mapping[str, str]
    changed: bool = False
    lacking: str = ""


class SuiteValues(NamedTuple):
    """How the suite of a rendered module tries a feature.

    Attributes:
        everything: Values of variables in the case that has everything.
        silent: Values of variables in the case without alarms.
        support: What its root modules make, by a name of the feature's choice.
        mocked: Variables that only `terraform test` gives a value, for what they are about is on
            no emulator.
    """

    everything: Mapping[str, Value] = {}
    silent: Mapping[str, Value] = {}
    support: Mapping[str, Support] = {}
    mocked: tuple[str, ...] = ()


class Feature(NamedTuple):
    """A part of the module that a spec can leave out.

    Attributes:
        name: As specs write it, and as its two rooms are called.
        description: What the part adds, in plain sentences.
        default: Whether it is on when the spec does not say.
        variables: Its inputs.
        outputs: Its outputs, without those of its alarms.
        alarms: Its alarms.
        alarms_notify: The condition under which alarms still send messages of their own, where it
            can take that from them; None for a feature that cannot.
        relations: Rules across variables that hold where it is on, and has all of them.
        requires: Features without which it cannot be on.
        conflicts: Features with which it cannot be on.
        removes: Variables and outputs of the core, or of other features, that mean nothing where
            it is on.
        replaces: Variables and outputs of the core as they are where it is on.
        omits: What the paths of files of the core begin with that mean nothing where it is on.
        aws_provider: The oldest hashicorp/aws that it works with.
        terraform: The oldest Terraform that it works with.
        iam_statements: Permissions that the role has whenever the feature is on; they are rendered
            as an inline policy, which the function waits for.
        policies: Policies of the role that its own templates attach.
        permissions: What the role may do for it, as a clause of Markdown.
        function: What it adds to the function.
        template_values: What its templates can name besides what all can, under its name.
        satisfies: Checks of `scanners` that a module passes with it.
        controls: How it answers controls of ISO 27001, as clauses of Markdown by their numbers in
            `controls.CONTROLS`.
        costs: What AWS charges for because of it besides alarms, as a clause of Markdown.
        picture: What it adds to the picture of the architecture.
        suite: How the suite tries it.
    """

    name: str
    description: str
    default: bool = False
    variables: tuple[Variable, ...] = ()
    outputs: tuple[Output, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    alarms_notify: Expression | None = None
    relations: tuple[Relation, ...] = ()
    requires: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    replaces: tuple[Variable | Output, ...] = ()
    omits: tuple[str, ...] = ()
    aws_provider: str = "5.0.0"
    terraform: str = "1.5.0"
    iam_statements: tuple[IamStatement, ...] = ()
    policies: tuple[RolePolicy, ...] = ()
    permissions: str = ""
    function: FunctionAdditions = FunctionAdditions()
    template_values: Mapping[str, Any] = {}
    satisfies: tuple[str, ...] = ()
    controls: Mapping[str, str] = {}
    costs: str = ""
    picture: Picture = Picture()
    suite: SuiteValues = SuiteValues()

    @property
    def replaces_core(self) -> bool:
        """Whether it takes the place of a part of the core, instead of adding to it."""
        return bool(self.removes or self.replaces)

    @property
    def role_policies(self) -> tuple[RolePolicy, ...]:
        """All policies of the role that come with it."""
        own = (RolePolicy(self.name.replace("_", "-")),) if self.iam_statements else ()
        return own + self.policies

"""The small records of the catalog: variables, outputs, conditions and runtimes."""

from typing import Final, NamedTuple

from lambda_monitored_gen.hcl import indent, literal
from lambda_monitored_gen.hcl.type_constraints import TypeConstraint, Value
from lambda_monitored_gen.rules import Rule


class _Required:
    """The default of a variable that has none; its only instance is `REQUIRED`."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()


class Variable(NamedTuple):
    """One input of the module.

    Attributes:
        name: As callers write it.
        type: Its type constraint.
        description: What it does, in plain sentences.
        group: Heading under which people find it.
        example: A value as a caller might give it.
        default: Value when the caller gives none, or `REQUIRED`; a default of None makes the
            variable nullable.
        accepts_null: Whether a variable without a default of None is nullable all the same.
        omits_null: Whether an item of a map may be null, because the provider leaves it out.
        rules: What AWS documents of its values; null is exempt from them.
        feature: The feature without which it does not exist; empty for the core. The catalog fills
            it in.
        source: Where the rules come from.
    """

    name: str
    type: TypeConstraint
    description: str
    group: str
    example: Value
    default: Value | _Required = REQUIRED
    accepts_null: bool = False
    omits_null: bool = False
    rules: tuple[Rule, ...] = ()
    feature: str = ""
    source: str = ""

    @property
    def required(self) -> bool:
        """Whether callers must give a value."""
        return isinstance(self.default, _Required)

    @property
    def nullable(self) -> bool:
        """Whether null is a value of its own; elsewhere null stands for the default."""
        return self.default is None or self.accepts_null


class Output(NamedTuple):
    """One output of the module.

    Attributes:
        name: As callers write it.
        description: What it holds, in plain sentences.
        value: The HCL expression for it.
        depends_on: Addresses of what must exist before callers use it, and which `value` does not
            name.
        feature: The feature without which it does not exist; empty for the core. The catalog fills
            it in.
    """

    name: str
    description: str
    value: str
    depends_on: tuple[str, ...] = ()
    feature: str = ""


class Condition(NamedTuple):
    """A condition and what Terraform says when it does not hold.

    Attributes:
        expression: The condition, in HCL.
        error_message: A sentence in plain text.
        breach: A sentence that shows what breaks it, as the inside of a quoted template of
            Terraform; empty for none.
    """

    expression: str
    error_message: str
    breach: str = ""

    @property
    def error_message_hcl(self) -> str:
        """The whole message in HCL.

        What is sensitive is left out: Terraform shows no message that has a part of it. Before 1.8
        it cannot tell by `issensitive`, but `nonsensitive` fails for anything else.
        """
        sentence = literal(self.error_message)
        if not self.breach:
            return sentence
        hidden = "try(issensitive(found), can(nonsensitive(found)))"
        return (
            f'join(" ", concat([{sentence}], [\n'
            "  for found in [\n"
            f'    "{indent(self.breach, 4)}"\n'
            f"  ] : found if !{hidden}\n"
            "]))"
        )


class Runtime(NamedTuple):
    """A Python runtime that AWS manages.

    Attributes:
        name: Lambda's identifier.
        operating_system: What it runs on.
        glibc: Version of the C library there, so the newest manylinux tag that loads.
        deprecation: The day from which AWS calls it deprecated, ISO 8601.
        aws_provider: The oldest hashicorp/aws that accepts it.
    """

    name: str
    operating_system: str
    glibc: str
    deprecation: str
    aws_provider: str

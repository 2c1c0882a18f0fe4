"""Calls of a module: values of its variables, by an example, by name, and what breaks its rules."""

from collections.abc import Iterator, Mapping

from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.hcl.type_constraints import Value, format_value
from lambda_monitored_gen.spec.decoder import format_path, format_violation
from lambda_monitored_gen.spec.diagnostics import did_you_mean
from lambda_monitored_gen.spec.document import parse
from lambda_monitored_gen.spec.model import Spec


class CallError(LmgenError):
    """A module cannot be called like that."""


def required_values(spec: Spec) -> dict[str, Value]:
    """Values of the required variables: those of the first example, or the catalog's."""
    given = spec.examples[0].values if spec.examples else {}
    return {
        name: given.get(name, variable.example)
        for name, variable in spec.interface.variables.items()
        if variable.required
    }


def example_values(spec: Spec, name: str) -> dict[str, Value]:
    """The values of an example.

    Raises:
        CallError: The spec has none of that name.
    """
    for example in spec.examples:
        if example.name == name:
            return dict(example.values)
    names = [each.name for each in spec.examples]
    raise CallError(
        f"{spec.path} has no example named '{name}'",
        hint=did_you_mean(name, names) if names else "It has no examples at all.",
    )


def read_value(text: str) -> Value:
    """Read a value that was given on the command line, as a spec would have it.

    Raises:
        CallError: It is not a value there.
    """
    document = parse(text.encode(), "value")
    if document.diagnostics or document.root is None:
        found = "; ".join(each.message for each in document.diagnostics)
        raise CallError(f"{text!r} is not a value: {found}")
    value: Value = document.root.plain()
    return value


def check_call(interface: Interface, given: Mapping[str, Value]) -> None:
    """Refuse values that the module refuses.

    Args:
        interface: Of the module.
        given: Values of some of its variables; the others have their defaults.

    Raises:
        CallError: There is no such variable, or a value breaks a rule.
    """
    for name, value in given.items():
        variable = interface.variables.get(name)
        if variable is None:
            hint = did_you_mean(name, interface.variables)
            raise CallError(f"the module has no variable '{name}'", hint=hint)
        if value is None:
            if not variable.nullable:
                raise CallError(f"{name} must not be null")
            continue
        mismatch = next(variable.type.mismatches(value), None)
        if mismatch is not None:
            expected = mismatch.expected.english
            raise CallError(
                f"{format_path(name, mismatch.path)}: expected {expected}, "
                f"found {format_value(mismatch.found)}"
            )
        for rule in variable.rules:
            for broken in rule.violations(value):
                raise CallError(f"{format_path(name, broken.path)} {format_violation(broken)}")
    for sentence in _broken_relations(interface, given):
        raise CallError(sentence)


def _broken_relations(interface: Interface, given: Mapping[str, Value]) -> Iterator[str]:
    values = interface.values(given)
    for relation in interface.relations:
        if not relation.holds(values):
            found = ", ".join(f"{name} {format_value(values[name])}" for name in relation.variables)
            yield f"{relation.sentence}, found {found}"

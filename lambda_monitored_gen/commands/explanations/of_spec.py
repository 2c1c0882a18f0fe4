"""What `lmgen explain` says of a spec: its keys, the rules of its policies, and diagnostics."""

import re
from collections.abc import Iterator

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.commands.explanations.layout import paragraph, table
from lambda_monitored_gen.hcl.type_constraints import format_value
from lambda_monitored_gen.rendering.filters import sentence
from lambda_monitored_gen.spec.fields import SPEC
from lambda_monitored_gen.spec.shape import Field, Record, Records
from lambda_monitored_gen.spec.variable_fields import POLICIES

_NESTED = "variable", "rule", "feature"
"""Nouns of keys that are explained as what they are, and not as keys."""


def list_keys() -> dict[str, Field]:
    """The keys of a spec and of its sections by their paths, such as `module.version`."""
    return dict(_walk(SPEC, ""))


def _walk(record: Record, prefix: str) -> Iterator[tuple[str, Field]]:
    for field in record.fields:
        path = f"{prefix}{field.name}"
        yield path, field
        inner = record_of(field)
        if inner is not None and inner.noun not in _NESTED:
            yield from _walk(inner, f"{path}.")


def list_rules() -> dict[str, Field]:
    """The rules that a policy can have, each once."""
    rules: dict[str, Field] = {}
    for policy in POLICIES.fields:
        for rule in _fields(policy):
            rules.setdefault(rule.name, rule)
    return rules


def record_of(field: Field) -> Record | None:
    """The record that a key holds, or that each item of its list is."""
    shape = field.shape.record if isinstance(field.shape, Records) else field.shape
    return shape if isinstance(shape, Record) else None


def _fields(field: Field) -> tuple[Field, ...]:
    record = record_of(field)
    return record.fields if record else ()


def find_key(path: str) -> tuple[str, Field] | None:
    """Find a key by its path in a spec, as messages write it: `tests.architectures`.

    Args:
        path: Indices such as `[0]` count for nothing.

    Returns:
        The path without indices, and the key; None where no spec has it.
    """
    names = re.sub(r"\[[0-9]+\]", "", path).split(".")
    record: Record | None = SPEC
    field = None
    for name in names:
        field = record.by_name().get(name) if record else None
        if field is None:
            return None
        record = record_of(field)
    return None if field is None else (".".join(names), field)


def key(path: str, field: Field) -> Iterator[str]:
    """Explain a key of a spec; a section with its keys."""
    yield f"key {path}"
    yield from paragraph(field.description)
    yield f"  type:      {kind(field)}"
    yield f"  required:  {'yes' if field.required else 'no'}"
    if field.default is not None:
        yield f"  default:   {format_value(field.default[0])}"
    if field.examples:
        yield f"  example:   {format_value(field.examples[0])}"
    if field.rules:
        yield "  rules:"
        for rule in field.rules:
            yield from paragraph(sentence(rule.requirement), "    ")
    record = record_of(field)
    if record is None:
        return
    if record.noun == "variable":
        yield "  keys:      variables of the module; `lmgen explain variables` lists them"
    elif record.noun != "feature":  # of which the table follows
        yield "  keys:"
        yield from table(
            ("key", "type", "meaning"),
            ((each.name, kind(each), each.description) for each in record.fields),
            "    ",
        )


def kind(field: Field) -> str:
    """The type of a key in Terraform's words."""
    if isinstance(field.shape, Record):
        return "section"
    return "list of sections" if isinstance(field.shape, Records) else field.shape.hcl


def rule(field: Field) -> Iterator[str]:
    """Explain a rule of policies, with the variables that can have it."""
    names = [policy.name for policy in POLICIES.fields if field.name in map(_name, _fields(policy))]
    yield f"rule {field.name}"
    yield from paragraph(field.description)
    yield f"  written:   policy: {{{names[0]}: {{{field.name}: …}}}}"
    yield "  variables:"
    yield from paragraph(", ".join(names), "    ")


def rule_types(name: str) -> str:
    """The types of the variables that can have a rule."""
    types = {
        CATALOG.variables[policy.name].type.hcl.partition("(")[0]
        for policy in POLICIES.fields
        if name in map(_name, _fields(policy))
    }
    return ", ".join(sorted(types))


def _name(field: Field) -> str:
    return field.name


def diagnostic(name: str, meaning: str) -> Iterator[str]:
    """Explain the code of a diagnostic."""
    yield f"diagnostic {name}"
    yield from paragraph(meaning)

"""Decode nodes of the document by their shapes: values out, diagnostics collected."""

import math
from typing import Any

from lambda_monitored_gen.hcl.type_constraints import (
    BOOL,
    NUMBER,
    STRING,
    ListOf,
    Mismatch,
    Path,
    TypeConstraint,
    Value,
    format_value,
)
from lambda_monitored_gen.rules import Violation
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector, did_you_mean
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.shape import Field, Record, Records


def format_path(name: str, path: Path) -> str:
    """Write a path as people do: `defaults.tags.owner`, `examples[0]`."""
    for step in path:
        name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else step
    return name


def format_violation(broken: Violation) -> str:
    """Write what must hold and, of a scalar, what was found instead.

    A collection is left out: it would be too long to read, and its rules state the size that they
    have counted. So is a key, which the message names before the requirement.
    """
    omit_value = broken.of_key or isinstance(broken.found, (list, dict))
    if omit_value:
        return broken.requirement
    return f"{broken.requirement}, found {format_value(broken.found)}"


class SpecDecoder:
    """Decodes nodes by their shapes.

    A value that breaks its shape is left out, so that later checks see valid values only.

    Args:
        collector: Receives a diagnostic for each value that is left out.
    """

    def __init__(self, collector: DiagnosticCollector) -> None:
        self.collector = collector

    def record(self, node: Node, record: Record, name: str) -> dict[str, Any]:
        """Decode a mapping; null is an empty one.

        Returns:
            The valid values under their keys, as plain Python. A record in the record is a dict,
            and a key that is missing or whose value is not valid is absent:

                {
                    "lmgen": 1,
                    "module": {"namespace": "acme", "name": "jobs", "version": "1.0.0"},
                    "defaults": {"timeout": 30, "kms_key_id": None},
                    "policy": {"timeout": {"max": 60}},
                    "examples": [{"name": "minimal", "values": {"function_name": "jobs"}}],
                }
        """
        if node.value is None:
            return self._required(node, {}, record, name)
        if not isinstance(node.value, dict):
            self.collector.add(
                "type",
                node.mark,
                f"{name or 'the spec'}: expected a mapping of {record.noun}s, "
                f"found {format_value(node.plain())}",
                record.written_as_keys(node.plain()),
            )
            return {}
        fields = record.by_name()
        values: dict[str, Any] = {}
        for key, child in node.value.items():
            if key not in fields:
                self._unknown(key, child, record, name)
                continue
            decoded = self._field(child, fields[key], format_path(name, (key,)))
            if decoded is not None:
                values[key] = decoded[0]
        return self._required(node, values, record, name)

    def _unknown(self, key: str, child: Node, record: Record, name: str) -> None:
        hint = dict(record.hints).get(key) or did_you_mean(key, record.by_name())
        if key == "<<":
            hint = "Merge keys are not part of YAML 1.2; write the values out, or alias one value."
        where = f" in {name}" if name else ""
        mark = child.entry_mark
        self.collector.add("unknown-key", mark, f"unknown {record.noun} '{key}'{where}", hint)

    def _required(
        self, node: Node, values: dict[str, Any], record: Record, name: str
    ) -> dict[str, Any]:
        present = node.value if isinstance(node.value, dict) else {}
        where = f" in {name}" if name else ""
        for wanted in record.fields:
            if wanted.required and wanted.name not in {*present, *node.rejected_keys}:
                self.collector.add(
                    "missing-key",
                    node.entry_mark,
                    f"missing required {record.noun} '{wanted.name}'{where}: {wanted.description}",
                )
        if len(present) + len(node.rejected_keys) < record.minimum:
            known = ", ".join(wanted.name for wanted in record.fields)
            self.collector.add(
                "missing-key",
                node.entry_mark,
                f"{name}: expected at least "
                f"{'one' if record.minimum == 1 else record.minimum} of {known}",
            )
        return values

    def _field(self, node: Node, wanted: Field, name: str) -> tuple[Any] | None:
        if isinstance(wanted.shape, Record):
            return (self.record(node, wanted.shape, name),)
        if isinstance(wanted.shape, Records):
            return (self._records(node, wanted.shape, name),)
        return self.value(node, wanted, wanted.shape, name)

    def _records(self, node: Node, shape: Records, name: str) -> list[dict[str, Any]]:
        if node.value is None:
            return []
        if not isinstance(node.value, tuple):
            found = format_value(node.plain())
            self.collector.add("type", node.mark, f"{name}: expected a list, found {found}")
            return []
        return [
            self.record(item, shape.record, format_path(name, (index,)))
            for index, item in enumerate(node.value)
        ]

    def value(
        self, node: Node, wanted: Field, constraint: TypeConstraint, name: str
    ) -> tuple[Any] | None:
        """Decode a value of a type constraint, and check its rules.

        Returns:
            The value in a tuple, for it may be null; None if it is not valid.
        """
        value = node.plain()
        if value is None and wanted.nullable:
            return (None,)
        mismatches = list(constraint.mismatches(value))
        for mismatch in mismatches:
            self._mismatch(node.at(mismatch.path), mismatch, wanted, name)
        mistyped = [mismatch.path for mismatch in mismatches]
        violations = [
            violation
            for rule in (wanted.rules if () not in mistyped else ())
            for violation in rule.violations(value)
            if violation.of_key or violation.path not in mistyped
        ]
        for broken in violations:
            self._violation(node.at(broken.path), broken, name, broken.hint or wanted.reason)
        return None if mismatches or violations else (value,)

    def _violation(self, node: Node, broken: Violation, name: str, reason: str) -> None:
        subject = format_path(name, broken.path)
        if broken.of_key:
            subject = f"{format_path(name, broken.path[:-1])}: the key {format_value(broken.found)}"
        self.collector.add(
            "value",
            (node.key_mark if broken.of_key else None) or node.mark,
            f"{subject} {format_violation(broken)}",
            reason,
        )

    def _mismatch(self, node: Node, found: Mismatch, wanted: Field, name: str) -> None:
        self.collector.add(
            "type",
            node.mark,
            f"{format_path(name, found.path)}: expected {found.expected.english}, "
            f"found {_describe(found.found)}",
            _type_hint(node, found, wanted),
        )


def _describe(value: Value) -> str:
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return f"the boolean {format_value(value)}"
    if isinstance(value, (int, float)):
        return f"the number {format_value(value)}"
    if isinstance(value, str):
        return f"the string {format_value(value)}"
    kind = "mapping" if isinstance(value, dict) else "list"
    return f"the {kind} {format_value(value)}"


_SPOKEN_BOOLEANS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false"}


def _type_hint(node: Node, found: Mismatch, wanted: Field) -> str:
    value = found.found
    if value is None:
        return "Give a value, or remove the key."
    if found.expected == STRING and not isinstance(value, (str, list, dict)):
        return _string_hint(node.raw, found.path, wanted)
    if found.expected == NUMBER and isinstance(value, str):
        return "Write it as a number, without quotes." if _numeric(value) else ""
    if found.expected == BOOL and isinstance(value, str):
        spoken = _SPOKEN_BOOLEANS.get(value.lower())
        return f"YAML 1.2 reads '{value}' as a string; write {spoken}." if spoken else ""
    if isinstance(value, str) and isinstance(found.expected, ListOf):
        return f"Write a list of one: [{value}]."
    return ""


def _string_hint(raw: str, path: Path, wanted: Field) -> str:
    """Say how to write a string so that the rules of its key accept it.

    `1` and `1.2` are numbers in YAML, and to quote them does not make semantic versions of them.
    """
    if not _broken_by(raw, path, wanted):
        return f'Put it in quotes: "{raw}".'
    for padded in (f"{raw}.0", f"{raw}.0.0"):
        if not _broken_by(padded, path, wanted):
            return f'Write all three numbers of the version: "{padded}".'
    return f"It {_broken_by(raw, path, wanted)}."


def _broken_by(text: str, path: Path, wanted: Field) -> str:
    """The requirement that a string would break at a path of a value; empty for none."""
    value: Value = text
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    broken = (
        violation.requirement
        for rule in wanted.rules
        for violation in rule.violations(value)
        if len(violation.path) == len(path) and not violation.of_key
    )
    return next(broken, "")


def _numeric(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False

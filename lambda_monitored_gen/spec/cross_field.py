"""What must hold between the keys of a spec, each of which is valid by itself."""

import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lambda_monitored_gen.catalog import CATALOG, Variable
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.type_constraints import Path, Value, format_value
from lambda_monitored_gen.rules import Violation
from lambda_monitored_gen.spec.decoder import format_path, format_violation
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector, Severity
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.samples import granted_samples
from lambda_monitored_gen.spec.variable_fields import (
    EXAMPLE_CODE,
    EXAMPLE_CODE_VALUE,
    constant_rules,
    source_of_rules,
)
from lambda_monitored_gen.spec.versions import check_constraint

_PYTHON_HANDLER = re.compile(r"^[A-Za-z_]\w*([./][A-Za-z_]\w*)*\.[A-Za-z_]\w*\Z", re.ASCII)


class CrossFieldValidator:
    """Validates what depends on several keys.

    Args:
        root: The document's top node, for places.
        values: The valid values of the spec, by key.
        interface: The interface of the module that they make.
        collector: Receives a diagnostic for each combination that is not valid.
    """

    def __init__(
        self,
        root: Node,
        values: Mapping[str, Any],
        interface: Interface,
        collector: DiagnosticCollector,
    ) -> None:
        self.root = root
        self.values = values
        self.interface = interface
        self.collector = collector

    def check_defaults(self) -> None:
        """Check every default, the catalog's too, against the policies of the spec."""
        defaults = self.values.get("defaults", {})
        for name, variable in self.interface.variables.items():
            if variable.required:
                if name in defaults:
                    self.collector.add(
                        "required-default",
                        self.root.at(("defaults", name)).entry_mark,
                        f"'{name}' is listed under required, so its default here is not used",
                        "Remove one of the two.",
                        Severity.WARNING,
                    )
            elif variable.default is None:
                if "not_null" in self.values.get("policy", {}).get(name, {}):
                    self.collector.add(
                        "policy",
                        self.root.at(("policy", name)).entry_mark,
                        f"policy.{name}.not_null leaves '{name}' without a default",
                        f"List {name} under required, or give it a default.",
                    )
            elif name in defaults:
                self._check_value(variable, defaults[name], ("defaults", name))
            else:
                self._check_documented_default(variable)
        self._check_relations(defaults, ("defaults",), whole=False)

    def _check_documented_default(self, variable: Variable) -> None:
        for violation in _policy_violations(variable, variable.default):  # type: ignore[arg-type]
            self.collector.add(
                "default-breaks-policy",
                self.root.at(("policy", variable.name)).entry_mark,
                f"the default of {variable.name} {format_violation(violation)}",
                f"Give {variable.name} another default under defaults, or list it under required.",
            )

    def check_examples(self) -> None:
        """Check every example against the interface of the module."""
        if self.values.get("examples") and EXAMPLE_CODE in self.interface.variables:
            self._check_example_code()
        names: set[str] = set()
        for index, example in enumerate(self.values.get("examples", ())):
            path: Path = ("examples", index)
            if example.get("name") in names:
                self.collector.add(
                    "duplicate-example",
                    self.root.at((*path, "name")).mark,
                    f"{format_path('', path)}: another example is named '{example['name']}'",
                    "Each example is a directory: give each a unique name.",
                )
            names.add(example.get("name", ""))
            if "values" in example:
                self._check_example(example["values"], (*path, "values"))
            self._check_grants(example, path)

    def _check_grants(self, example: Mapping[str, Any], path: Path) -> None:
        given = granted_samples(example.get("grants", ()), example.get("values"))
        for name, value in given.items():
            for violation in _policy_violations(self.interface.variables[name], value):
                self.collector.add(
                    "policy",
                    self.root.at((*path, "grants")).entry_mark,
                    f"{format_path('', path)}: with its grants, {name} "
                    f"{format_violation(violation)}",
                    "Let the policy allow it, or remove the grants.",
                )

    def _check_example_code(self) -> None:
        """Check what lmgen renders into each example against the policies of the spec."""
        variable = self.interface.variables[EXAMPLE_CODE]
        for violation in _policy_violations(variable, EXAMPLE_CODE_VALUE):
            self.collector.add(
                "policy",
                self.root.at(("policy", EXAMPLE_CODE)).entry_mark,
                f"in each example, {EXAMPLE_CODE} {format_violation(violation)}",
                "Let the policy allow it, or remove the examples.",
            )

    def _check_example(self, values: Mapping[str, Any], path: Path) -> None:
        node = self.root.at(path)
        present = {*(node.value if isinstance(node.value, dict) else ()), *node.rejected_keys}
        for name, variable in self.interface.variables.items():
            if name in values:
                self._check_value(variable, values[name], (*path, name))
            elif variable.required and name not in present and name != EXAMPLE_CODE:
                self.collector.add(
                    "missing-variable",
                    node.entry_mark,
                    f"missing required variable '{name}' in {format_path('', path)}: "
                    "it has no default",
                    f"Add {name}: {variable.description}",
                )
        if EXAMPLE_CODE in self.interface.variables:
            self._check_handler(values, path)
        self._check_relations(values, path, whole=True)

    def _check_handler(self, values: Mapping[str, Any], path: Path) -> None:
        """Check that the example's code can be rendered into the file that its handler names."""
        written = self.root.at(path).value
        if isinstance(written, dict) and "handler" in written and "handler" not in values:
            return  # what breaks the rules of the variable has been found already
        handler = self.interface.values(values).get("handler")
        if handler is None or not self.interface.allows("handler", handler):
            return  # likewise
        if not _names_python(str(handler)):
            self.collector.add(
                "example-handler",
                self.root.at((*path, "handler")).mark,
                f"{format_path('', path)}: handler {format_value(handler)} does not name a Python "
                "module and a function, so the code of the example cannot be rendered",
                "For example: main.lambda_handler or app/main.handler.",
            )

    def check_tests(self, runtimes: tuple[str, ...], architectures: tuple[str, ...]) -> None:
        """Report runtimes and architectures of the test matrix that the module does not offer."""
        tests = self.values.get("tests", {})
        for key, known in (("architectures", architectures), ("python_versions", runtimes)):
            for index, name in enumerate(tests.get(key, ())):
                if name not in known and not self.root.inherits(("tests", key)):
                    self.collector.add(
                        "tests-not-offered",
                        self.root.at(("tests", key, index)).mark,
                        f"tests.{key}[{index}]: the module does not offer {name}, only "
                        f"{', '.join(known)}",
                        "Offer it in the module, or remove it here.",
                    )
        for index, constraint in enumerate(tests.get("provider_versions", ())):
            path = ("tests", "provider_versions", index)
            check_constraint(format_path("", path), constraint, self.root.at(path), self.collector)

    def _check_value(self, variable: Variable, value: Value, path: Path) -> None:
        """Check a value against the rules that depend on features and policies of the spec."""
        node = self.root.at(path)
        if value is None:
            if not variable.nullable:
                self.collector.add(
                    "value",
                    node.mark,
                    f"{format_path('', path)} must not be null (policy of this module)",
                )
            return
        for violation in _policy_violations(variable, value):
            self.collector.add(
                "value",
                node.at(violation.path).mark,
                f"{format_path('', (*path, *violation.path))} {format_violation(violation)}",
                _source(variable, value, violation),
            )

    def _check_relations(self, values: Mapping[str, Any], path: Path, *, whole: bool) -> None:
        """Check values against the rules across variables.

        Args:
            values: What the spec gives there.
            path: Where that is.
            whole: Whether it is all that a call gives, so that the defaults beside it count, too.
        """
        node = self.root.at(path)
        effective = self.interface.values(values)
        for relation in self.interface.relations:
            named = [name for name in relation.variables if name in values]
            # Defaults that leave out what must be given leave it to callers.
            left = all(effective[name] in (None, [], {}) for name in relation.variables)
            judged = whole or (named and not left)
            if judged and not relation.holds(effective):
                found = ", ".join(
                    f"{name} {format_value(effective[name])}" for name in relation.variables
                )
                self.collector.add(
                    "relation",
                    node.at((named[0],)).mark if named else node.entry_mark,
                    f"{format_path('', path)}: {relation.sentence}, found {found}",
                )


def _names_python(handler: str) -> bool:
    function = handler.rpartition(".")[2]
    return bool(_PYTHON_HANDLER.search(handler)) and not keyword.iskeyword(function)


def _source(variable: Variable, value: Value, violation: Violation) -> str:
    """Where the source of a broken rule is; empty for one of a policy."""
    documented = CATALOG.variables[variable.name].rules
    own = any(violation in rule.violations(value) for rule in documented)
    return source_of_rules(variable.name) if own else ""


def _policy_violations(variable: Variable, value: Value) -> Iterator[Violation]:
    """Yield violations of the rules that hold because of the features and policies of the spec."""
    checked = constant_rules(CATALOG.variables[variable.name])
    for rule in variable.rules:
        if not any(rule is known for known in checked):
            yield from rule.violations(value)

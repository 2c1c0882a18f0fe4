"""Paths that a spec names: those that are surely a mistake, or that not every clone can have."""

import re
from collections.abc import Mapping
from typing import Any

from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.type_constraints import Path, format_value
from lambda_monitored_gen.spec.decoder import format_path
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector
from lambda_monitored_gen.spec.nodes import Node

_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\..*)?", re.IGNORECASE
)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_VARIABLE = re.compile(r"\$\{?[A-Za-z_]|%[A-Za-z_]+%")
_ABSOLUTE = re.compile(r"/|[A-Za-z]:[/\\]")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_RELATIVE = "Write a path relative to this file, such as ../modules/jobs."
_BESIDE = "Write a path relative to this file, such as ../company.yaml."


def check_paths(
    root: Node, values: Mapping[str, Any], interface: Interface, collector: DiagnosticCollector
) -> None:
    """Report the output directory, and names of examples' directories and code.

    Args:
        root: The document's top node, for places.
        values: The valid values of the spec, by key.
        interface: The interface of the module, which has the default of an example's handler.
        collector: Receives a diagnostic for each path.
    """

    def report(path: Path, mistake: str, hint: str) -> None:
        collector.add("path", root.at(path).mark, f"{format_path('', path)}: {mistake}", hint)

    if found := find_reference_mistake(values.get("templates") or ""):
        report(("templates",), *found)
    output = values.get("output") or ""
    if mistake := find_mistake(output):
        report(("output",), f"{format_value(output)} {mistake}", _RELATIVE)
    elif obstacle := find_obstacle(output):
        report(("output",), obstacle, "Choose another name.")
    for index, example in enumerate(values.get("examples", ())):
        path: Path = ("examples", index)
        if obstacle := find_obstacle(example.get("name", "")):
            report((*path, "name"), obstacle, "Choose another name.")
        given = example.get("values", {})
        module = str(interface.values(given).get("handler")).rpartition(".")[0].replace(".", "/")
        if obstacle := find_obstacle(f"{module}.py"):
            report((*path, "values", "handler"), obstacle, "Choose another name of the module.")


def find_mistake(path: str) -> str:
    """Say what is surely not meant by a path of the file system; empty for nothing."""
    if path.startswith("~"):
        return "would be a directory whose name starts with ~, which only shells replace"
    if _VARIABLE.search(path):
        return "would be a directory with the name of a variable, which only shells replace"
    return "needs / between its directories" if "\\" in path else ""


def find_reference_mistake(path: str) -> tuple[str, str] | None:
    """Say what is wrong with a path that a spec refers to, and what to do; None for nothing.

    Args:
        path: A file or directory of the same repository, relative to the file that names it. It may
            well be above that: what many specs share usually is.
    """
    if mistake := find_mistake(path):
        return f"{format_value(path)} {mistake}", _BESIDE
    if _ABSOLUTE.match(path):
        return (
            f"{format_value(path)} is absolute, and other clones are in other directories",
            _BESIDE,
        )
    if _ADDRESS.match(path):
        return (
            f"{format_value(path)} is an address, and a render must not depend on a network",
            "Keep it in this repository, for example as a submodule, and name its path.",
        )
    if obstacle := find_obstacle(path):
        return obstacle, "Choose another name."
    return None


def find_obstacle(path: str) -> str:
    """Say why Windows cannot check out a path, with `/` between its names; empty if it can.

    Source: <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>.
    """
    for name in path.split("/"):
        if _RESERVED.fullmatch(name):
            return f"Windows cannot check out '{name}', which is a device there"
        if found := _FORBIDDEN.search(name):
            return f"Windows cannot check out '{name}', because of the {found[0]}"
        if name.endswith((" ", ".")) and name not in {".", ".."}:
            last = "space" if name.endswith(" ") else "dot"
            return f"Windows cannot check out '{name}', because of the {last} at its end"
    return ""

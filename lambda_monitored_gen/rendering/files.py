"""The plan: every file of a module, as a pure function of a checked spec.

`render`, `check`, `diff` and `--dry-run` all consume it, so they cannot disagree.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from lambda_monitored_gen.catalog import CATALOG, Variable
from lambda_monitored_gen.catalog.custom_conditions import preconditions, validations
from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.hcl.layout import align
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering import sources
from lambda_monitored_gen.rendering.environment import Renderer, renderer
from lambda_monitored_gen.spec.model import Example, Spec

EXECUTABLE = 0o755
REGULAR = 0o644


class RenderedFile(NamedTuple):
    """One file of the module.

    Attributes:
        content: Its bytes.
        mode: Its permission bits, 0o644 or 0o755.
    """

    content: bytes
    mode: int


class ExampleCall(NamedTuple):
    """An example as its templates see it.

    Attributes:
        name: Name of its directory.
        description: What it shows.
        values: Values by variable, in the order of the spec.
        handler: Path of the module that holds the handler, with `/` and without `.py`.
        function: Name of the handler's function.
    """

    name: str
    description: str
    values: Mapping[str, Value]
    handler: str
    function: str


def render_files(spec: Spec, templates_dir: Path | None = None) -> dict[str, RenderedFile]:
    """Render every file of a module.

    Args:
        spec: A checked spec.
        templates_dir: A directory of templates that replace or add to lmgen's own, or None.

    Returns:
        The files by their path in the module, with `/`, sorted. A template that renders to
        nothing but white space makes no file.

    Raises:
        LmgenError: A template cannot be rendered.
    """
    rendered_by = renderer(sources.builtin_root(), templates_dir)
    context = _context(spec)
    files: dict[str, RenderedFile] = {}
    for name in rendered_by.names:
        for path, extra in _instances(name, context["examples"]):
            file = _render(rendered_by, name, path, context, extra)
            if file is not None:
                files[path] = file
    return dict(sorted(files.items()))


def _context(spec: Spec) -> dict[str, Any]:
    interface = spec.interface
    return {
        "spec": spec,
        "module": spec.module,
        "samples": sample_values(spec),
        "groups": _groups(list(interface.variables.values())),
        "variables": [interface.variables[name] for name in sorted(interface.variables)],
        "outputs": [interface.outputs[name] for name in sorted(interface.outputs)],
        "features": {name: name in interface.features for name in CATALOG.features},
        "validations": validations,
        "preconditions": preconditions(interface),
        "allows": partial(_allows, interface),
        "examples": [_example(example, spec) for example in spec.examples],
    }


def sample_values(spec: Spec) -> dict[str, Value] | None:
    """Find a value for each required variable, for the usage and the tests of the module.

    Returns:
        The values of the spec's first example, or the catalog's where there is none; None when a
        policy of the spec allows neither.
    """
    interface = spec.interface
    given = spec.examples[0].values if spec.examples else {}
    values: dict[str, Value] = {}
    for name, variable in interface.variables.items():
        if variable.required:
            value = given.get(name, variable.example)
            if not _allows(interface, name, value):
                return None
            values[name] = value
    return values


def _allows(interface: Interface, name: str, value: Value) -> bool:
    rules = interface.variables[name].rules
    return all(next(rule.violations(value), None) is None for rule in rules)


def _groups(variables: list[Variable]) -> list[tuple[str, list[Variable]]]:
    groups: dict[str, list[Variable]] = {}
    for variable in variables:
        groups.setdefault(variable.group, []).append(variable)
    return list(groups.items())


def _example(example: Example, spec: Spec) -> ExampleCall:
    handler = spec.interface.values(example.values)["handler"]
    module, _, function = str(handler).rpartition(".")
    return ExampleCall(
        name=example.name,
        description=example.description,
        values=example.values,
        handler=module.replace(".", "/"),
        function=function,
    )


def _instances(name: str, examples: list[ExampleCall]) -> Iterator[tuple[str, dict[str, Any]]]:
    path = sources.rendered_path(name)
    if sources.EXAMPLE not in path:
        yield path, {}
        return
    for example in examples:
        filled = path.replace(sources.EXAMPLE, example.name)
        yield filled.replace(sources.HANDLER, example.handler), {"example": example}


def _render(
    rendered_by: Renderer,
    name: str,
    path: str,
    context: Mapping[str, Any],
    extra: Mapping[str, Any],
) -> RenderedFile | None:
    if path.startswith("/") or ".." in path.split("/"):
        raise LmgenError(f"template {name}: renders to '{path}', which is outside the module")
    if not name.endswith(sources.SUFFIX):
        content = rendered_by.static(name)
        return RenderedFile(content, EXECUTABLE if content.startswith(b"#!") else REGULAR)
    text = rendered_by.render(name, {**context, **extra})
    if not text.strip():
        return None
    if path.endswith((".tf", ".tftest.hcl")):
        text = align(text)
    return RenderedFile(text.encode(), EXECUTABLE if text.startswith("#!") else REGULAR)

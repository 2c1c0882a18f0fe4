"""Every file of a module, as a pure function of a valid spec.

`render`, `check`, `diff` and `--dry-run` all use the same files, so they cannot disagree.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.hcl.layout import align
from lambda_monitored_gen.rendering import sources
from lambda_monitored_gen.rendering.context import TemplateContext, template_context
from lambda_monitored_gen.rendering.environment import Renderer, renderer
from lambda_monitored_gen.rendering.examples import ExampleCall, example_calls
from lambda_monitored_gen.rendering.notices import NOTICE, with_comments
from lambda_monitored_gen.rendering.paths import SCAFFOLDED, is_plain, yields
from lambda_monitored_gen.rendering.terraform_docs import Resource, find_resources
from lambda_monitored_gen.spec.model import Spec

_README, _GITATTRIBUTES = "README.md", ".gitattributes"
_LATER = {_README: 1, _GITATTRIBUTES: 2}
"""What names the resources of the module, and what names all its files: itself included."""

EXECUTABLE = 0o755
REGULAR = 0o644


class RenderedFile(NamedTuple):
    """One file of the module.

    Attributes:
        content: Its bytes.
        mode: Its permission bits, 0o644 or 0o755.
        owned: Whether it belongs to the people of the module once it is there.
        yields: Whether it leaves its place to a file that is there and that no render has written.
    """

    content: bytes
    mode: int
    owned: bool = False
    yields: bool = False


def render_files(spec: Spec, templates_dir: Path | None = None) -> dict[str, RenderedFile]:
    """Render every file of a module.

    Args:
        spec: A valid spec.
        templates_dir: A directory of templates that replace or add to lmgen's own, or None.

    Returns:
        The files by their path in the module, with `/`, sorted. A template that renders to
        nothing but white space makes no file, and neither does what the spec omits.

    Raises:
        LmgenError: A template cannot be rendered, or the spec omits what the module needs.
    """
    rendered_by = renderer(sources.builtin_root(), templates_dir)
    present = spec.interface.features
    context = template_context(spec, lambda part: rendered_by.parts(part, present))
    omitted = tuple(each for feature in present.values() for each in feature.omits)
    files: dict[str, RenderedFile] = {}
    for name in sorted(rendered_by.names, key=_turn):
        feature = rendered_by.feature(name)
        if feature and feature not in present:
            continue
        for path, example in _instances(name, context.examples):
            if path.startswith(omitted) or is_omitted(spec, path):
                continue
            builtin = rendered_by.is_builtin(name)
            owned = _is_owned(spec, path) or (builtin and path in SCAFFOLDED)
            generated = [each for each, file in files.items() if not file.owned]
            if path == _GITATTRIBUTES:
                context = context._replace(paths=sorted([*generated, *[path] * (not owned)]))
            elif path == _README:
                resources = _resources(files, spec)
                context = context._replace(paths=sorted(files), resources=resources)
            file = _render(rendered_by, name, path, context._replace(example=example))
            if file is not None:
                # Who owns a file may edit it.
                lines = spec.header if owned else (*spec.header, NOTICE)
                content = with_comments(file.content, path, lines)
                files[path] = file._replace(
                    content=content, owned=owned, yields=builtin and not owned and yields(path)
                )
    return dict(sorted(files.items()))


def _turn(name: str) -> int:
    return _LATER.get(sources.rendered_path(name), 0)


def _resources(files: Mapping[str, RenderedFile], spec: Spec) -> list[Resource]:
    texts = (file.content.decode() for path, file in files.items() if _TERRAFORM.fullmatch(path))
    return find_resources(texts, spec.aws_provider)


def is_omitted(spec: Spec, path: str) -> bool:
    """Tell whether a spec leaves a file out.

    Raises:
        LmgenError: The module would not work without the file.
    """
    pattern = next((each for each in spec.omit if each.matches(path)), None)
    if pattern is not None and (path.startswith(_NEEDED) or _TERRAFORM.fullmatch(path)):
        raise LmgenError(
            f"{pattern.mark.location}: omit: '{pattern.text}' would leave out {path}, without "
            "which the module does not work",
            hint="To write it yourself, list it under `owned`, or have a template of your own.",
        )
    return pattern is not None


_NEEDED = "scripts/"
_TERRAFORM = re.compile(r"[^/]+\.tf")


def _is_owned(spec: Spec, path: str) -> bool:
    return any(each.matches(path) for each in spec.owned)


def idle_patterns(spec: Spec, templates_dir: Path | None = None) -> Iterator[str]:
    """Say which patterns of a spec match no file that any module of lmgen has.

    Args:
        spec: A valid spec.
        templates_dir: As for `render_files`.
    """
    if not (spec.omit or spec.owned):
        return
    examples = example_calls(spec)
    names = renderer(sources.builtin_root(), templates_dir).names
    paths = [path for name in names for path, _ in _instances(name, examples)]
    for key, patterns in (("omit", spec.omit), ("owned", spec.owned)):
        for pattern in patterns:
            if not any(map(pattern.matches, paths)):
                yield (
                    f"{pattern.mark.location}: {key}: '{pattern.text}' matches no file that is "
                    "rendered"
                )


def _instances(
    name: str, examples: Sequence[ExampleCall]
) -> Iterator[tuple[str, ExampleCall | None]]:
    path = sources.rendered_path(name)
    if sources.EXAMPLE not in path:
        yield path, None
        return
    for example in examples:
        filled = path.replace(sources.EXAMPLE, example.name)
        yield filled.replace(sources.HANDLER, example.handler), example


def _render(
    rendered_by: Renderer, name: str, path: str, context: TemplateContext
) -> RenderedFile | None:
    if not is_plain(path):
        raise LmgenError(
            f"template {name}: renders to '{ascii(path)[1:-1]}', which is outside the module, "
            "git's or lmgen's own, or not plain",
            hint="Rendered paths are relative, without '..', '\\' and control characters, and not "
            "in .git or .lmgen.",
        )
    if not name.endswith(sources.SUFFIX):
        content = rendered_by.static(name)
        return RenderedFile(content, EXECUTABLE if content.startswith(b"#!") else REGULAR)
    text = rendered_by.render(name, context._asdict())
    if not text.strip():
        return None
    if path.endswith((".tf", ".tftest.hcl")):
        text = align(text)
    return RenderedFile(text.encode(), EXECUTABLE if text.startswith("#!") else REGULAR)

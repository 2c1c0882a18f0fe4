"""What `lmgen render` and `lmgen check` do, without printing: render, compare, refuse or write."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import lock, manifest
from lambda_monitored_gen.output.comparison import (
    EQUAL,
    REFUSED,
    Difference,
    Verdict,
    compare_files,
)
from lambda_monitored_gen.output.disk import Disk
from lambda_monitored_gen.output.manifest import Manifest
from lambda_monitored_gen.output.record import compare_manifest, unfinished_manifest
from lambda_monitored_gen.rendering import sources
from lambda_monitored_gen.rendering.files import (
    RenderedFile,
    idle_patterns,
    is_omitted,
    render_files,
)
from lambda_monitored_gen.spec.model import Spec

_UNCHANGED = frozenset({Verdict.SAME, Verdict.LEFT, Verdict.OWNED})
"""Verdicts of files that no render touches."""

_FOR_GIT = frozenset(
    {Verdict.MISSING, Verdict.MODE, Verdict.MODIFIED, Verdict.FORMATTED, Verdict.MODIFIED_ORPHAN}
)
"""Verdicts that git or the drive may explain."""


class InterruptedRenderError(LmgenError):
    """The directory has files of two renders: one was killed there, or is running."""


class ModuleComparison(NamedTuple):
    """What a spec renders, compared with its output directory.

    Attributes:
        directory: The output directory.
        differences: Every rendered file, and orphans; sorted by path.
        manifest: The manifest that is there, and the one to have. It is the same as long as it is a
            true record, whichever release of lmgen wrote it.
        recorded: The manifest that was found; None for none.
        notes: What people must do, for no render can.
        beyond_render: The paths of files that a render does not make equal.
    """

    directory: Path
    differences: Sequence[Difference]
    manifest: Difference
    recorded: Manifest | None
    notes: Sequence[str] = ()
    beyond_render: frozenset[str] = frozenset()

    @property
    def refused(self) -> list[Difference]:
        """The files that only `--force` replaces."""
        return [each for each in self.different if each.verdict in REFUSED]

    @property
    def different(self) -> list[Difference]:
        """The files that are not what the spec renders, the manifest among them."""
        found = (*self.differences, self.manifest)
        return [each for each in found if each.verdict not in EQUAL]

    def count(self, *verdicts: Verdict) -> int:
        """How many files have one of these verdicts."""
        return sum(difference.verdict in verdicts for difference in self.differences)


def choose_output_directory(spec: Spec, option: str | None) -> Path:
    """Where a spec renders to: the option, else its `output`, else beside it.

    Args:
        spec: A valid spec.
        option: What the user said on the command line, or None.
    """
    if option is not None:
        return Path(option)
    beside = Path(spec.path).parent
    return beside / (spec.output or spec.module.repository_name)


def compare_module(
    spec: Spec, directory: Path, templates_dir: str | None = None
) -> ModuleComparison:
    """Render a spec in memory and compare it with a directory; nothing is written.

    Args:
        spec: A valid spec.
        directory: The output directory, which need not exist.
        templates_dir: A directory of the user's templates, or None for that of the spec.

    Raises:
        InterruptedRenderError: A render was killed in the directory, or is at work there.
        LmgenError: The directory is a file, a template is broken, the manifest is not valid, or a
            file cannot be read.
    """
    templates = _templates(spec, templates_dir)
    files = _render_files(spec, directory, templates)
    if lock.is_held(directory):
        raise InterruptedRenderError(
            f"{directory}: another lmgen is writing there", hint="Wait for it to end."
        )
    comparison = _compare(spec, directory, files)
    if comparison.recorded and comparison.recorded.unfinished:
        raise InterruptedRenderError(
            f"{directory}: a render was interrupted; some of its files are old and some new",
            hint="Render again: it goes on from here, also if the spec has changed.",
        )
    return comparison._replace(notes=[*comparison.notes, *idle_patterns(spec, templates)])


def render_module(
    spec: Spec, directory: Path, templates_dir: str | None = None, *, force: bool = False
) -> ModuleComparison:
    """Write to a directory what a spec renders.

    Args:
        spec: A valid spec.
        directory: The output directory, which need not exist.
        templates_dir: A directory of the user's templates, or None for that of the spec.
        force: Whether to replace files that were edited, or that lmgen did not write.

    Returns:
        How the directory compared before it was written to.

    Raises:
        LmgenError: As of `compare_module`; files were edited by hand, or are another module's, and
            `force` is not given; another process writes there; it cannot be written. The message
            says whether anything was changed.
    """
    # What only writes takes time to import, which `lmgen check` does without.
    from lambda_monitored_gen.output import writer  # noqa: PLC0415

    templates = _templates(spec, templates_dir)
    files = _render_files(spec, directory, templates)
    with writer.lock_output(directory) as locked:
        comparison = _compare(spec, directory, files)
        if not force:
            _refuse(comparison, spec)
        writer.remove_leftovers([each.path for each in comparison.differences], directory)
        changes = [each for each in comparison.differences if each.verdict not in _UNCHANGED]
        final = comparison.manifest.after
        if final is not None and (changes or comparison.manifest.before != final.content):
            unfinished = unfinished_manifest(
                _name(spec), comparison.differences, comparison.recorded
            )
            writer.write(changes, unfinished.to_bytes(), final.content, directory)
    comparison = comparison._replace(
        notes=[*comparison.notes, *idle_patterns(spec, templates), *_yielded(comparison)]
    )
    if locked:
        return comparison
    note = (
        f"{directory}: this drive cannot lock, so nothing kept another lmgen from writing there at "
        "the same time"
    )
    return comparison._replace(notes=[*comparison.notes, note])


def _yielded(comparison: ModuleComparison) -> Iterator[str]:
    """Say which files were not written, because somebody else's have their places."""
    for each in comparison.differences:
        if each.verdict is Verdict.OWNED and each.after and each.after.yields:
            yield (
                f"{comparison.directory / each.path}: was there before lmgen rendered one, and "
                "stays as it is; delete it to have lmgen's, or list it under `owned`"
            )


def _refuse(comparison: ModuleComparison, spec: Spec) -> None:
    if comparison.manifest.verdict is Verdict.OTHER_MODULE and comparison.recorded:
        raise LmgenError(
            f"{comparison.directory}: holds {' and '.join(sorted(comparison.recorded.modules))}, "
            f"and the spec is of {_name(spec)}; nothing was changed",
            hint="Name another directory with -o, or under `output` in the spec. If the module was "
            "renamed, render once with --force.",
        )
    if comparison.refused:
        names = "".join(f"\n  {difference.path}" for difference in comparison.refused)
        one = len(comparison.refused) == 1
        count = "1 file was" if one else f"{len(comparison.refused)} files were"
        edited = "was" if one else "were"
        raise LmgenError(
            f"{comparison.directory}: {count} not written by lmgen or {edited} edited since; "
            f"nothing was changed:{names}",
            hint="A formatter changed them: `lmgen check` says how to keep it off; then render "
            "with --force."
            if {each.verdict for each in comparison.refused} == {Verdict.FORMATTED}
            else "See what would change with --dry-run --diff, then move the edits into the "
            "spec or into --templates, or render with --force to replace the files.",
        )


def _templates(spec: Spec, option: str | None) -> Path | None:
    """The user's templates: of the option, else of the spec."""
    if option:
        return sources.templates_directory(option)
    if spec.templates:
        return sources.committed_templates(spec.templates, Path(spec.path).parent)
    return None


def _render_files(spec: Spec, directory: Path, templates: Path | None) -> dict[str, RenderedFile]:
    if directory.exists() and not directory.is_dir():
        raise LmgenError(
            f"{directory}: expected a directory to render into, found a file",
            hint="Name another directory with -o, or under `output` in the spec.",
        )
    return render_files(spec, templates)


def _compare(spec: Spec, directory: Path, files: Mapping[str, RenderedFile]) -> ModuleComparison:
    disk = Disk(directory)
    recorded = manifest.load(disk, directory)
    omitted = partial(is_omitted, spec)
    differences = compare_files(files, directory, recorded, omitted)
    notes: Sequence[str] = ()
    beyond_render: frozenset[str] = frozenset()
    if any(each.verdict in _FOR_GIT for each in differences):
        from lambda_monitored_gen.output import checkout  # noqa: PLC0415 - most modules are the same

        differences, notes, beyond_render = checkout.explain(differences, directory, recorded)
    found = compare_manifest(_name(spec), differences, disk, recorded)
    return ModuleComparison(directory, differences, found, recorded, notes, beyond_render)


def _name(spec: Spec) -> str:
    return f"{spec.module.namespace}/{spec.module.name}"

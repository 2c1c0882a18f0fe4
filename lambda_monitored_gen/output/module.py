"""What `lmgen render` and `lmgen check` do, without printing: render, compare, refuse or write."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen import __version__
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import lock, manifest
from lambda_monitored_gen.output.comparison import REFUSED, Difference, Verdict, compare_files
from lambda_monitored_gen.output.disk import Disk
from lambda_monitored_gen.output.manifest import MANIFEST, Manifest, digest, with_lf
from lambda_monitored_gen.rendering import sources
from lambda_monitored_gen.rendering.files import REGULAR, RenderedFile, render_files
from lambda_monitored_gen.spec.model import Spec

_UNCHANGED = frozenset({Verdict.SAME, Verdict.LEFT})
"""Verdicts of files that no render touches."""

_FOR_GIT = frozenset({Verdict.MISSING, Verdict.MODE, Verdict.MODIFIED, Verdict.MODIFIED_ORPHAN})
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
        return [each for each in found if each.verdict is not Verdict.SAME]

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
    files = _render_files(spec, directory, templates_dir)
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
    return comparison


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

    files = _render_files(spec, directory, templates_dir)
    with writer.lock_output(directory) as locked:
        comparison = _compare(spec, directory, files)
        if not force:
            _refuse(comparison, spec)
        writer.remove_leftovers([each.path for each in comparison.differences], directory)
        changes = [each for each in comparison.differences if each.verdict not in _UNCHANGED]
        final = comparison.manifest.after
        if final is not None and (changes or comparison.manifest.before != final.content):
            unfinished = _unfinished(comparison, spec)
            writer.write(changes, unfinished.to_bytes(), final.content, directory)
    if locked:
        return comparison
    note = (
        f"{directory}: this drive cannot lock, so nothing kept another lmgen from writing there at "
        "the same time"
    )
    return comparison._replace(notes=[*comparison.notes, note])


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
        raise LmgenError(
            f"{comparison.directory}: {len(comparison.refused)} of the files were not written by "
            f"lmgen or were edited since; nothing was changed:{names}",
            hint="See what would change with --dry-run --diff, then move the edits into the "
            "spec or into --templates, or render with --force to replace the files.",
        )


def _render_files(
    spec: Spec, directory: Path, templates_dir: str | None
) -> dict[str, RenderedFile]:
    if directory.exists() and not directory.is_dir():
        raise LmgenError(
            f"{directory}: expected a directory to render into, found a file",
            hint="Name another directory with -o, or under `output` in the spec.",
        )
    own = None
    if templates_dir:
        own = sources.templates_directory(templates_dir)
    elif spec.templates:
        own = sources.committed_templates(spec.templates, Path(spec.path).parent)
    return render_files(spec, own)


def _compare(spec: Spec, directory: Path, files: Mapping[str, RenderedFile]) -> ModuleComparison:
    disk = Disk(directory)
    recorded = manifest.load(disk, directory)
    differences = compare_files(files, directory, recorded)
    notes: Sequence[str] = ()
    beyond_render: frozenset[str] = frozenset()
    if any(each.verdict in _FOR_GIT for each in differences):
        from lambda_monitored_gen.output import checkout  # noqa: PLC0415 - most modules are the same

        differences, notes, beyond_render = checkout.explain(differences, directory, recorded)
    found = _compare_manifest(spec, differences, disk, recorded)
    return ModuleComparison(directory, differences, found, recorded, notes, beyond_render)


def _compare_manifest(
    spec: Spec, differences: Sequence[Difference], disk: Disk, recorded: Manifest | None
) -> Difference:
    wanted = Manifest(
        generator=__version__,
        modules=frozenset({_name(spec)}),
        files={
            each.path: frozenset({digest(each.after.content)}) for each in differences if each.after
        },
    )
    found = disk.find(MANIFEST)
    before = found.content if found else None
    verdict = Verdict.SAME
    if recorded is None or before is None:
        verdict = Verdict.MISSING
    elif recorded.modules and _name(spec) not in recorded.modules:
        verdict = Verdict.OTHER_MODULE
    elif recorded.to_bytes() != with_lf(before) or not _is_record(recorded, wanted, differences):
        verdict = Verdict.STALE
    return Difference(MANIFEST, verdict, before, RenderedFile(wanted.to_bytes(), REGULAR))


def _is_record(recorded: Manifest, wanted: Manifest, differences: Sequence[Difference]) -> bool:
    """Whether a manifest says of each file that there is what it is, once."""
    same = {each.path for each in differences if each.verdict is Verdict.SAME}
    there = {each.path for each in differences if each.verdict is not Verdict.MISSING}
    return (
        recorded.modules == wanted.modules
        and all(recorded.files.get(path) == wanted.files[path] for path in same)
        and recorded.files.keys() <= there | wanted.files.keys()
    )


def _unfinished(comparison: ModuleComparison, spec: Spec) -> Manifest:
    """What to record while files are replaced: of each, the content that it has and is to have."""
    recorded = comparison.recorded or Manifest({})
    files = dict(recorded.files)
    for each in comparison.differences:
        contents = [each.before, each.after.content if each.after else None]
        known = frozenset(digest(content) for content in contents if content is not None)
        files[each.path] = files.get(each.path, frozenset()) | known
    return Manifest(files, frozenset({_name(spec)}), __version__, unfinished=True)


def _name(spec: Spec) -> str:
    return f"{spec.module.namespace}/{spec.module.name}"

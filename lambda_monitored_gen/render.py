"""What `lmgen render` does, without its printing: plan, compare, refuse or write."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lambda_monitored_gen import __version__, lock, manifest, templates, tree
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.manifest import HOME, JOURNAL, Manifest
from lambda_monitored_gen.plan import RenderedFile, plan
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.tree import Difference, Verdict

if TYPE_CHECKING:
    from lambda_monitored_gen.journal import Direction


class InterruptedRenderError(LmgenError):
    """The directory is between two trees: a render was killed there, or is at work."""


class Comparison(NamedTuple):
    """A spec's plan held against its output directory.

    Attributes:
        directory: The output directory.
        differences: Every file of the plan, and orphans; sorted by path.
        recorded: The manifest that was found; None for none.
        recovered: Which way an interrupted render was brought to its end first, or None.
    """

    directory: Path
    differences: Sequence[Difference]
    recorded: Manifest | None
    recovered: "Direction | None" = None

    @property
    def refused(self) -> list[Difference]:
        """The files that only `--force` replaces."""
        return [each for each in self.differences if each.verdict in tree.REFUSED]

    @property
    def drift(self) -> list[Difference]:
        """The files that are not what the spec renders."""
        return [each for each in self.differences if each.verdict is not Verdict.SAME]

    def count(self, *verdicts: Verdict) -> int:
        """How many files have one of these verdicts."""
        return sum(each.verdict in verdicts for each in self.differences)


def output_directory(spec: Spec, given: str | None) -> Path:
    """Where a spec renders to: the option, else its `output`, else beside it.

    Args:
        spec: A checked spec.
        given: What the user said on the command line, or None.
    """
    if given is not None:
        return Path(given)
    beside = Path(spec.path).parent
    return beside / (spec.output or spec.module.repository_name)


def compare(spec: Spec, directory: Path, custom: str | None = None) -> Comparison:
    """Render a spec in memory and compare it with a directory; nothing is written.

    Args:
        spec: A checked spec.
        directory: The output directory, which need not exist.
        custom: A directory of the user's templates, or None.

    Raises:
        InterruptedRenderError: A render was killed in the directory, or is at work there.
        LmgenError: The directory is a file, a template is broken, the manifest is no manifest, or
            a file cannot be read.
    """
    files = _plan(spec, directory, custom)
    _refuse_interrupted(directory)
    return _compare(directory, files)


def render(
    spec: Spec, directory: Path, custom: str | None = None, *, force: bool = False
) -> Comparison:
    """Bring a directory to what a spec renders, all of it or nothing.

    Args:
        spec: A checked spec.
        directory: The output directory, which need not exist.
        custom: A directory of the user's templates, or None.
        force: Whether to replace files that were edited, or that lmgen did not write.

    Returns:
        How the directory stood before.

    Raises:
        LmgenError: As of `compare`; files were edited by hand and `force` is not given; another
            process writes there; it cannot be written. The directory is as it was.
    """
    # What only writes takes time to import, which `lmgen check` does without.
    from lambda_monitored_gen import writer  # noqa: PLC0415

    files = _plan(spec, directory, custom)
    with writer.writing(directory):
        recovered = writer.recover(directory, force=force)
        comparison = _compare(directory, files, recovered)
        if comparison.refused and not force:
            names = "".join(f"\n  {each.path}" for each in comparison.refused)
            raise LmgenError(
                f"{directory}: {len(comparison.refused)} of the files were not written by lmgen "
                f"or were edited since; nothing was changed:{names}",
                hint="See what would change with --dry-run --diff, then move the edits into the "
                "spec or into --templates, or render with --force to replace the files.",
            )
        writer.write(comparison.differences, _manifest(spec, files).to_bytes(), directory)
    return comparison


def _plan(spec: Spec, directory: Path, custom: str | None) -> dict[str, RenderedFile]:
    if directory.exists() and not directory.is_dir():
        raise LmgenError(
            f"{directory}: expected a directory to render into, found a file",
            hint="Name another directory with -o, or under `output` in the spec.",
        )
    return plan(spec, templates.custom_root(custom) if custom else None)


def _compare(
    directory: Path, files: Mapping[str, RenderedFile], recovered: "Direction | None" = None
) -> Comparison:
    recorded = manifest.load(directory)
    return Comparison(directory, tree.compare(files, directory, recorded), recorded, recovered)


def _manifest(spec: Spec, files: Mapping[str, RenderedFile]) -> Manifest:
    return Manifest(
        generator=__version__,
        spec=spec.digest,
        files={path: manifest.digest(file.content) for path, file in files.items()},
    )


def _refuse_interrupted(directory: Path) -> None:
    if lock.is_held(directory / HOME):
        raise InterruptedRenderError(
            f"{directory}: another lmgen is writing there", hint="Wait for it to end."
        )
    if os.path.lexists(directory / JOURNAL):
        from lambda_monitored_gen import journal  # noqa: PLC0415 - as the writer

        if journal.load(directory) is None:  # another process came to its end in between
            return
        raise InterruptedRenderError(
            f"{directory}: a render was interrupted, and its files are partly old and partly new",
            hint="The next `lmgen render` finishes or undoes it.",
        )

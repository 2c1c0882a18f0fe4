"""What `lmgen render` and `lmgen check` do, without printing: render, compare, refuse or write."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lambda_monitored_gen import __version__
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import lock, manifest
from lambda_monitored_gen.output.comparison import REFUSED, Difference, Verdict, compare_files
from lambda_monitored_gen.output.manifest import JOURNAL, STATE_DIR, Manifest
from lambda_monitored_gen.rendering import sources
from lambda_monitored_gen.rendering.files import RenderedFile, render_files
from lambda_monitored_gen.spec.model import Spec

if TYPE_CHECKING:
    from lambda_monitored_gen.output.journal import Direction


class InterruptedRenderError(LmgenError):
    """The directory has files of two renders: one was killed there, or is running."""


class ModuleComparison(NamedTuple):
    """What a spec renders, compared with its output directory.

    Attributes:
        directory: The output directory.
        differences: Every rendered file, and orphans; sorted by path.
        recorded: The manifest that was found; None for none.
        recovered: Whether an interrupted render was first completed or rolled back; None for none.
    """

    directory: Path
    differences: Sequence[Difference]
    recorded: Manifest | None
    recovered: "Direction | None" = None

    @property
    def refused(self) -> list[Difference]:
        """The files that only `--force` replaces."""
        return [difference for difference in self.differences if difference.verdict in REFUSED]

    @property
    def different(self) -> list[Difference]:
        """The files that are not what the spec renders."""
        return [
            difference for difference in self.differences if difference.verdict is not Verdict.SAME
        ]

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
        templates_dir: A directory of the user's templates, or None.

    Raises:
        InterruptedRenderError: A render was killed in the directory, or is at work there.
        LmgenError: The directory is a file, a template is broken, the manifest is not valid, or a
            file cannot be read.
    """
    files = _render_files(spec, directory, templates_dir)
    _refuse_interrupted(directory)
    return _compare(directory, files)


def render_module(
    spec: Spec, directory: Path, templates_dir: str | None = None, *, force: bool = False
) -> ModuleComparison:
    """Write to a directory what a spec renders, all files or none.

    Args:
        spec: A valid spec.
        directory: The output directory, which need not exist.
        templates_dir: A directory of the user's templates, or None.
        force: Whether to replace files that were edited, or that lmgen did not write.

    Returns:
        How the directory compared before it was written to.

    Raises:
        LmgenError: As of `compare_module`; files were edited by hand and `force` is not given;
            another process writes there; it cannot be written. The directory is as it was.
    """
    # What only writes takes time to import, which `lmgen check` does without.
    from lambda_monitored_gen.output import writer  # noqa: PLC0415

    files = _render_files(spec, directory, templates_dir)
    with writer.lock_output(directory):
        recovered = writer.recover(directory, force=force)
        comparison = _compare(directory, files, recovered)
        if comparison.refused and not force:
            names = "".join(f"\n  {difference.path}" for difference in comparison.refused)
            raise LmgenError(
                f"{directory}: {len(comparison.refused)} of the files were not written by lmgen "
                f"or were edited since; nothing was changed:{names}",
                hint="See what would change with --dry-run --diff, then move the edits into the "
                "spec or into --templates, or render with --force to replace the files.",
            )
        writer.write(comparison.differences, _manifest(spec, files).to_bytes(), directory)
    return comparison


def _render_files(
    spec: Spec, directory: Path, templates_dir: str | None
) -> dict[str, RenderedFile]:
    if directory.exists() and not directory.is_dir():
        raise LmgenError(
            f"{directory}: expected a directory to render into, found a file",
            hint="Name another directory with -o, or under `output` in the spec.",
        )
    return render_files(spec, sources.templates_directory(templates_dir) if templates_dir else None)


def _compare(
    directory: Path, files: Mapping[str, RenderedFile], recovered: "Direction | None" = None
) -> ModuleComparison:
    recorded = manifest.load(directory)
    return ModuleComparison(
        directory, compare_files(files, directory, recorded), recorded, recovered
    )


def _manifest(spec: Spec, files: Mapping[str, RenderedFile]) -> Manifest:
    return Manifest(
        generator=__version__,
        spec=spec.digest,
        files={path: manifest.digest(file.content) for path, file in files.items()},
    )


def _refuse_interrupted(directory: Path) -> None:
    if lock.is_held(directory / STATE_DIR):
        raise InterruptedRenderError(
            f"{directory}: another lmgen is writing there", hint="Wait for it to end."
        )
    if os.path.lexists(directory / JOURNAL):
        from lambda_monitored_gen.output import journal  # noqa: PLC0415 - as the writer

        if journal.load(directory) is None:  # another process came to its end in between
            return
        raise InterruptedRenderError(
            f"{directory}: a render was interrupted; some of its files are old and some new",
            hint="The next `lmgen render` completes it or rolls it back.",
        )

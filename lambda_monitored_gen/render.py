"""What `lmgen render` does, without its printing: plan, compare, refuse or write."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lambda_monitored_gen import __version__, manifest, templates, tree, writer
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.plan import plan
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.tree import Difference, Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """A spec's plan held against its output directory.

    Attributes:
        spec: The spec.
        directory: The output directory.
        differences: Every file of the plan, and orphans; sorted by path.
        manifest: The bytes of the manifest that goes with the plan.
    """

    spec: Spec
    directory: Path
    differences: Sequence[Difference]
    manifest: bytes

    @property
    def refused(self) -> list[Difference]:
        """The files that only `--force` replaces."""
        return [each for each in self.differences if each.verdict in tree.REFUSED]

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
        LmgenError: The directory is a file, a template is broken, the manifest is no manifest, or
            a file cannot be read.
    """
    if directory.exists() and not directory.is_dir():
        raise LmgenError(
            f"{directory}: expected a directory to render into, found a file",
            hint="Name another directory with -o, or under `output` in the spec.",
        )
    files = plan(spec, templates.custom_root(custom) if custom else None)
    recorded = manifest.load(directory)
    document = manifest.Manifest(
        generator=__version__,
        spec=spec.digest,
        files={path: manifest.digest(file.content) for path, file in files.items()},
    )
    return Comparison(
        spec, directory, tree.compare(files, directory, recorded), document.to_bytes()
    )


def write(comparison: Comparison, *, force: bool = False) -> None:
    """Bring the directory to the plan, all of it or nothing.

    Raises:
        LmgenError: Files were edited by hand and `force` is not given, or it cannot be written.
    """
    refused = comparison.refused
    if refused and not force:
        names = "".join(f"\n  {each.path}" for each in refused)
        raise LmgenError(
            f"{comparison.directory}: {len(refused)} of the files were not written by lmgen or "
            f"were edited since; nothing was changed:{names}",
            hint="See what would change with --diff, then move the edits into the spec or into "
            "--templates, or render with --force to replace the files.",
        )
    writer.write(comparison.differences, comparison.manifest, comparison.directory)

"""The status of modules, for `lmgen check`: whether each is what its spec renders, and why not."""

from collections.abc import Iterator, Sequence
from enum import Enum
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen import __version__
from lambda_monitored_gen.errors import ExitCode, LmgenError
from lambda_monitored_gen.fleet.specs import OutputDirectories
from lambda_monitored_gen.fleet.workers import parallel_map
from lambda_monitored_gen.output.comparison import Difference, Verdict, find_untracked_files
from lambda_monitored_gen.output.module import compare_module
from lambda_monitored_gen.spec.diagnostics import Diagnostic
from lambda_monitored_gen.spec.validate import validate_file


class Status(Enum):
    """Whether a module is what its spec renders; the value is the word that reports use."""

    UP_TO_DATE = "up-to-date"
    DRIFT = "drift"
    UNKNOWN = "unknown"


class ModuleStatus(NamedTuple):
    """How one module compares to what its spec renders.

    Attributes:
        spec: The spec's file.
        status: Whether the module is what the spec renders; unknown if it cannot be determined.
        directory: The module; None when the spec is not valid.
        differences: The files that differ, with their contents.
        unchanged: How many files do not differ.
        notes: What people must do about git or the drive, for no render can.
        untracked: Files that lmgen did not write, when they were asked for.
        recorded_generator: The lmgen that rendered the module; empty when it is not known.
        remedy: The command that brings the module up to date; empty where it is, or none does.
        diagnostics: Errors and warnings about the spec.
        error: Why the status is unknown, if the spec is valid.
    """

    spec: str
    status: Status
    directory: Path | None = None
    differences: Sequence[Difference] = ()
    unchanged: int = 0
    notes: Sequence[str] = ()
    untracked: Sequence[str] = ()
    recorded_generator: str = ""
    remedy: str = ""
    diagnostics: Sequence[Diagnostic] = ()
    error: LmgenError | None = None

    @property
    def other_generator(self) -> bool:
        """Whether another release of lmgen rendered what now differs."""
        stale = any(each.verdict in {Verdict.STALE, Verdict.ORPHAN} for each in self.differences)
        return stale and self.recorded_generator not in {"", __version__}


class Tally:
    """Counts of statuses; the statuses themselves, with all differences, are not kept."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(Status, 0)

    def add(self, status: ModuleStatus) -> ModuleStatus:
        """Count one status, and hand it on."""
        self.counts[status.status] += 1
        return status

    @property
    def total(self) -> int:
        """How many specs there are."""
        return sum(self.counts.values())

    @property
    def text(self) -> str:
        """The counts in words."""
        counts = ", ".join(f"{number} {kind.value}" for kind, number in self.counts.items())
        return f"{self.total} {'spec' if self.total == 1 else 'specs'}: {counts}"

    @property
    def exit_code(self) -> ExitCode:
        """2 if a status is unknown, else 1 if there is drift."""
        if self.counts[Status.UNKNOWN]:
            return ExitCode.UNABLE
        return ExitCode.NO if self.counts[Status.DRIFT] else ExitCode.OK


def check_modules(
    paths: Sequence[str],
    outputs: OutputDirectories,
    templates_dir: str | None = None,
    *,
    with_untracked: bool = False,
    jobs: int | None = None,
) -> Iterator[ModuleStatus]:
    """Compare each module with what its spec renders. Nothing is written anywhere.

    Args:
        paths: The specs' files.
        outputs: Chooses the modules' directories.
        templates_dir: A directory of the user's templates, or None.
        with_untracked: Whether to list files that lmgen did not write.
        jobs: How many processes share the work; None for one per processor if there are many specs.

    Yields:
        The statuses, in the order of the specs.
    """
    work = partial(
        check_module, outputs=outputs, templates_dir=templates_dir, with_untracked=with_untracked
    )
    for status in parallel_map(work, paths, jobs):
        try:
            if status.directory is not None:
                outputs.claim(status.directory, status.spec)
        except LmgenError as error:  # noqa: PERF203 - each spec may fail by itself
            yield ModuleStatus(spec=status.spec, status=Status.UNKNOWN, error=error)
        else:
            yield status


def check_module(
    path: str,
    outputs: OutputDirectories,
    templates_dir: str | None = None,
    *,
    with_untracked: bool = False,
) -> ModuleStatus:
    """Compare one module with what its spec renders. Nothing is written anywhere.

    Args:
        path: The spec's file.
        outputs: Chooses the module's directory.
        templates_dir: A directory of the user's templates, or None.
        with_untracked: Whether to list files that lmgen did not write.
    """
    validated = validate_file(path)
    if validated.spec is None:
        return ModuleStatus(spec=path, status=Status.UNKNOWN, diagnostics=validated.diagnostics)
    directory: Path | None = None
    try:
        directory = outputs.directory(validated.spec)
        comparison = compare_module(validated.spec, directory, templates_dir)
        known = {each.path for each in comparison.differences}
        untracked = list(find_untracked_files(known, directory)) if with_untracked else []
    except LmgenError as error:
        return ModuleStatus(spec=path, status=Status.UNKNOWN, directory=directory, error=error)
    return ModuleStatus(
        spec=path,
        status=Status.DRIFT if comparison.different else Status.UP_TO_DATE,
        directory=directory,
        differences=comparison.different,
        unchanged=comparison.count(Verdict.SAME),
        notes=comparison.notes,
        untracked=untracked,
        recorded_generator=comparison.recorded.generator if comparison.recorded else "",
        remedy=_remedy(path, directory if outputs.has_pattern else None, templates_dir)
        if any(each.path not in comparison.beyond_render for each in comparison.different)
        else "",
        diagnostics=validated.diagnostics,
    )


def _remedy(spec: str, directory: Path | None, templates_dir: str | None) -> str:
    import shlex  # noqa: PLC0415 - only drift needs it

    words = ["lmgen", "render", spec]
    if directory is not None:
        words += ["-o", str(directory)]
    if templates_dir is not None:
        words += ["--templates", templates_dir]
    return shlex.join(words)

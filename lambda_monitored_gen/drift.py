"""What `lmgen check` finds: for each spec whether its module is what it renders, and why not."""

from collections.abc import Iterator, Sequence
from enum import Enum
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen import __version__, render, tree
from lambda_monitored_gen.diagnostics import Diagnostic
from lambda_monitored_gen.errors import ExitCode, LmgenError
from lambda_monitored_gen.fleet import Outputs
from lambda_monitored_gen.spec.check import check_file
from lambda_monitored_gen.tree import Difference, Verdict
from lambda_monitored_gen.workers import spread


class Answer(Enum):
    """The answer for one spec; the value is the word that reports use."""

    UP_TO_DATE = "up-to-date"
    DRIFT = "drift"
    UNKNOWN = "unknown"


class Drift(NamedTuple):
    """How one module stands to its spec.

    Attributes:
        spec: The spec's file.
        answer: Whether the module is what the spec renders; unknown when that cannot be told.
        directory: The module; None when the spec is not valid.
        drift: The files that differ, with their contents.
        same: How many files do not differ.
        foreign: Files that lmgen did not write, when they were asked for.
        recorded_generator: The lmgen that rendered the module; empty when it is not known.
        remedy: The command that brings the module up to date; empty where it is.
        diagnostics: Findings about the spec.
        error: Why the answer is unknown, where that is no finding.
    """

    spec: str
    answer: Answer
    directory: Path | None = None
    drift: Sequence[Difference] = ()
    same: int = 0
    foreign: Sequence[str] = ()
    recorded_generator: str = ""
    remedy: str = ""
    diagnostics: Sequence[Diagnostic] = ()
    error: LmgenError | None = None

    @property
    def other_generator(self) -> bool:
        """Whether another release of lmgen rendered what now differs."""
        stale = any(each.verdict in {Verdict.STALE, Verdict.ORPHAN} for each in self.drift)
        return stale and self.recorded_generator not in {"", __version__}


class Tally:
    """Counts of answers, kept while drifts are passed on and forgotten."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(Answer, 0)

    def add(self, drift: Drift) -> Drift:
        """Count one answer."""
        self.counts[drift.answer] += 1
        return drift

    @property
    def exit_code(self) -> ExitCode:
        """2 when an answer is unknown, else 1 when there is drift."""
        if self.counts[Answer.UNKNOWN]:
            return ExitCode.UNABLE
        return ExitCode.NO if self.counts[Answer.DRIFT] else ExitCode.OK


def check_all(
    paths: Sequence[str],
    outputs: Outputs,
    custom: str | None = None,
    *,
    with_foreign: bool = False,
    jobs: int | None = None,
) -> Iterator[Drift]:
    """Compare each module with what its spec renders. Nothing is written anywhere.

    Args:
        paths: The specs' files.
        outputs: Chooses the modules' directories.
        custom: A directory of the user's templates, or None.
        with_foreign: Whether to list files that lmgen did not write.
        jobs: How many processes share the work; None for as many as it pays.

    Yields:
        The answers, in the order of the specs.
    """
    work = partial(check, outputs=outputs, custom=custom, with_foreign=with_foreign)
    for found in spread(work, paths, jobs):
        try:
            if found.directory is not None:
                outputs.claim(found.directory, found.spec)
        except LmgenError as error:  # noqa: PERF203 - each spec may fail by itself
            yield Drift(spec=found.spec, answer=Answer.UNKNOWN, error=error)
        else:
            yield found


def check(
    path: str, outputs: Outputs, custom: str | None = None, *, with_foreign: bool = False
) -> Drift:
    """Compare one module with what its spec renders. Nothing is written anywhere.

    Args:
        path: The spec's file.
        outputs: Chooses the module's directory.
        custom: A directory of the user's templates, or None.
        with_foreign: Whether to list files that lmgen did not write.
    """
    checked = check_file(path)
    if checked.spec is None:
        return Drift(spec=path, answer=Answer.UNKNOWN, diagnostics=checked.diagnostics)
    directory: Path | None = None
    try:
        directory = outputs.directory(checked.spec)
        comparison = render.compare(checked.spec, directory, custom)
        known = {each.path for each in comparison.differences}
        strangers = list(tree.foreign(known, directory)) if with_foreign else []
    except LmgenError as error:
        return Drift(spec=path, answer=Answer.UNKNOWN, directory=directory, error=error)
    return Drift(
        spec=path,
        answer=Answer.DRIFT if comparison.drift else Answer.UP_TO_DATE,
        directory=directory,
        drift=comparison.drift,
        same=comparison.count(Verdict.SAME),
        foreign=strangers,
        recorded_generator=comparison.recorded.generator if comparison.recorded else "",
        remedy=_remedy(path, directory if outputs.given else None, custom)
        if comparison.drift
        else "",
        diagnostics=checked.diagnostics,
    )


def _remedy(spec: str, directory: Path | None, custom: str | None) -> str:
    import shlex  # noqa: PLC0415 - only drift needs it

    words = ["lmgen", "render", spec]
    if directory is not None:
        words += ["-o", str(directory)]
    if custom is not None:
        words += ["--templates", custom]
    return shlex.join(words)

"""Run mutants in this process, and tell what they ended with."""

import contextlib
import io
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen import commands
from lambda_monitored_gen.errors import ExitCode
from tests.mutations.mutants import FILES, Mutant, Mutator, apply_environment

ALLOWED = frozenset(ExitCode)
"""0, 1 and 2; nothing else is an answer."""


class Ending(NamedTuple):
    """How one mutant ended.

    Attributes:
        seed: With which it can be made again.
        mutant: What was run.
        code: The exit code; None if an exception came out of lmgen.
        printed: What was printed, or the exception.
    """

    seed: int
    mutant: Mutant
    code: int | None
    printed: str

    @property
    def is_wrong(self) -> bool:
        """Whether it ended in no answer, in a traceback, or in what nobody foresaw."""
        said = f"\n{self.printed}"
        unforeseen = "\nerror: lmgen has a defect" in said or "\nTraceback (" in said
        return self.code not in ALLOWED or unforeseen


def make_pristine(directory: Path) -> Path:
    """Write the spec that mutants start from, and render it."""
    pristine = directory / "pristine"
    pristine.mkdir()
    for name, text in FILES.items():
        (pristine / name).write_text(text, encoding="utf-8")
    arguments = ["-q", "render", str(pristine / "spec.yaml"), "-o", str(pristine / "module")]
    if commands.run(arguments) != ExitCode.OK:
        raise AssertionError("the spec without mutations is not valid")
    return pristine


def run_mutants(directory: Path, seeds: Iterable[int]) -> Iterator[Ending]:
    """Run the mutants of the seeds one after the other.

    Args:
        directory: An empty one; mutants live three levels below it.
        seeds: One for each.
    """
    place = directory / "a/b/place"
    mutator = Mutator(make_pristine(directory), place)
    for seed in seeds:
        mutant = mutator.make(seed)
        yield Ending(seed, mutant, *_run(mutant, place))


def _run(mutant: Mutant, place: Path) -> tuple[int | None, str]:
    before, directory = dict(os.environ), Path.cwd()
    printed = io.BytesIO()
    streams = io.TextIOWrapper(printed, encoding="utf-8")
    sys.stdin, stdin = io.TextIOWrapper(io.BytesIO()), sys.stdin
    os.chdir(place)
    apply_environment(mutant.environment)
    try:
        with contextlib.redirect_stdout(streams), contextlib.redirect_stderr(streams):
            code = commands.run(mutant.arguments)
    except BaseException as error:  # noqa: BLE001 - whatever comes out is the finding
        return None, f"{type(error).__name__}: {error}"
    finally:
        sys.stdin = stdin
        os.chdir(directory)
        os.environ.clear()
        os.environ.update(before)
    streams.flush()
    return code, printed.getvalue().decode()


def count_endings(endings: Iterable[Ending]) -> tuple[Counter[int | None], list[Ending]]:
    """Count the exit codes, and collect what is wrong."""
    codes: Counter[int | None] = Counter()
    wrong = []
    for ending in endings:
        codes[ending.code] += 1
        if ending.is_wrong:
            wrong.append(ending)
    return codes, wrong

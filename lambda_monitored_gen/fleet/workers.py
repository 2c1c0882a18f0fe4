"""Share the work of a fleet among the processors of one machine."""

import contextlib
import gc
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple, TypeVar

from lambda_monitored_gen.errors import LmgenError

Item = TypeVar("Item")
Result = TypeVar("Result")

PARALLEL_THRESHOLD = 16
"""Items from which more processes take less time, by measurement: see docs/benchmarks.md."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parallel_map(
    work: Callable[[Item], Result], items: Sequence[Item], jobs: int | None = None
) -> Iterator[Result]:
    """Call a function for each item, in parallel where that takes less time.

    Args:
        work: A function whose results and errors can be pickled; it changes nothing that the
            other items depend on.
        items: What to work on.
        jobs: How many processes; None for one for each processor, or for a single one where
            there are few items.

    Yields:
        The results, in the order of the items.

    Raises:
        LmgenError: A process was killed, for example for lack of memory.
    """
    if jobs is None:
        jobs = processors() if len(items) >= PARALLEL_THRESHOLD else 1
    jobs = min(jobs, len(items))
    if jobs < 2:  # noqa: PLR2004 - one process is this one
        yield from map(work, items)
        return
    yield work(items[0])  # what it compiles and caches is there for the other processes too
    yield from _map_in_processes(work, items[1:], jobs)


def _map_in_processes(
    work: Callable[[Item], Result], items: Sequence[Item], jobs: int
) -> Iterator[Result]:
    """Share the items out to forked processes, and take their results in turn.

    A pool of the standard library would do, but for two things: its processes live on when this
    one is killed, and it takes longer to import than five modules take to check. Here processes
    block only on a pipe, and closing either end stops both.
    """
    gc.freeze()  # what the processes share stays shared
    children: list[_Child] = []
    try:
        for first in range(jobs):
            children.append(_fork(work, items[first::jobs], [child.results for child in children]))
        for index in range(len(items)):
            yield children[index % jobs].next()
    finally:
        for child in children:
            child.end()


class _Child(NamedTuple):
    """A process that works, and the pipe on which its results come."""

    process: int
    results: BinaryIO

    def next(self) -> Any:  # noqa: ANN401 - whatever the work gives
        try:
            result, error = pickle.load(self.results)  # noqa: S301 - our own process wrote it
        except (EOFError, pickle.UnpicklingError) as gone:
            raise LmgenError(
                "one of the processes that share the work was killed",
                hint="Is there enough memory? Fewer processes need less: --jobs 1.",
            ) from gone
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        import signal  # noqa: PLC0415 - a single module is checked without it

        self.results.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGTERM)
        os.waitpid(self.process, 0)


def _fork(
    work: Callable[[Item], Result], items: Sequence[Item], others: Sequence[BinaryIO]
) -> _Child:
    import signal  # noqa: PLC0415 - as above

    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return _Child(process, os.fdopen(reading, "rb"))
    try:
        # The default action ends the child at once: by ^C, by `end`, by a write that nobody reads.
        for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        # A child that held a reading end, its own or a sibling's, would keep that pipe from
        # breaking when the parent is gone, and its writer would wait for ever.
        for descriptor in (reading, *(other.fileno() for other in others)):
            os.close(descriptor)
        with os.fdopen(writing, "wb") as results:
            for item in items:
                # An error is a result too: it is raised where the parent takes it.
                pickle.dump(_attempt(work, item), results)
                # The parent is waiting for this one, and may have nothing else to do.
                results.flush()
    finally:
        # Not sys.exit: what the parent has registered or buffered is the parent's to finish.
        os._exit(0)


def _attempt(work: Callable[[Item], Result], item: Item) -> tuple[Result | None, Exception | None]:
    try:
        return work(item), None
    except Exception as error:  # noqa: BLE001 - raised again where the result is taken
        return None, error

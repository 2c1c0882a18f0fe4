"""Spread the work of a fleet over the processors of one machine."""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from lambda_monitored_gen.errors import LmgenError

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_IT = 40
"""Items from which more processes take less time, by measurement: see docs/benchmarks.md."""

_SHARE = 16
"""Items that a process takes at a time."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    work: Callable[[Item], Result], items: Sequence[Item], jobs: int | None = None
) -> Iterator[Result]:
    """Do the same work for each item, in as many processes as it pays.

    Args:
        work: A function that can be pickled, as can what it takes and gives; it changes nothing
            that the other items depend on.
        items: What to work on.
        jobs: How many processes; None for one for each processor, or for a single one where
            there are few items.

    Yields:
        The results, in the order of the items.

    Raises:
        LmgenError: A process was killed, for example for lack of memory.
    """
    if jobs is None:
        jobs = processors() if len(items) >= WORTH_IT else 1
    jobs = min(jobs, len(items))
    if jobs < 2:  # noqa: PLR2004 - one process is this one
        yield from map(work, items)
        return
    yield work(items[0])  # what it compiles and caches is there for the forked processes too
    yield from _forked(work, items[1:], jobs)


def _forked(work: Callable[[Item], Result], items: Sequence[Item], jobs: int) -> Iterator[Result]:
    # These take longer to import than a module takes to check.
    from concurrent.futures.process import (  # noqa: PLC0415
        BrokenProcessPool,
        ProcessPoolExecutor,
    )
    from multiprocessing import get_context  # noqa: PLC0415

    # A fork starts at once and knows what this process knows. Apple's libraries do not bear it.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    gc.freeze()
    share = max(1, min(_SHARE, len(items) // (jobs * 2)))
    try:
        with ProcessPoolExecutor(jobs, context, initializer=_leave_interrupts_to_parent) as pool:
            try:
                yield from pool.map(work, items, chunksize=share)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    except BrokenProcessPool as error:
        raise LmgenError(
            "one of the processes that share the work was killed",
            hint="Is there enough memory? Fewer processes need less: --jobs 1.",
        ) from error


def _leave_interrupts_to_parent() -> None:
    import signal  # noqa: PLC0415 - only a worker needs it

    signal.signal(signal.SIGINT, signal.SIG_IGN)

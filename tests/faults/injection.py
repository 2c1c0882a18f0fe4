"""Fail or kill a render at each of its steps, and look at what is left.

A step is an operation that changes the output directory: Python reports each to an audit hook
before it happens. The render runs in a forked child, which the hook kills or makes fail.
"""

import contextlib
import errno
import os
import shutil
import signal
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from unittest.mock import patch

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import module as rendering
from lambda_monitored_gen.output.manifest import MANIFEST
from lambda_monitored_gen.output.module import InterruptedRenderError, compare_module, render_module
from lambda_monitored_gen.output.writer import SUFFIX
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.spec.model import Spec

_REACHED, _FAILED = 1, 2
_WRITES = {"open", "os.mkdir"}
_CHANGES = _WRITES | {"os.rename", "os.remove", "os.rmdir", "os.chmod"}


class Fault(Enum):
    """What happens at a step; the value is what the table calls it."""

    KILL = "killed"
    FULL = "disk full from there on"
    ERROR = "one error"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fault left.

    Attributes:
        reached: Whether the render came to that step.
        failed: Whether it said that it failed, or was killed.
        whole: Whether every file was an old or a new one, none torn.
        tree: `old`, `new` or `mixed`, before anything mends it.
        reported: Whether a check says that a render was interrupted.
        ends: Whether the next render goes through, to the new tree.
        ends_elsewhere: Whether it does so if the spec has changed meanwhile, to the tree of that.
    """

    reached: bool
    failed: bool
    whole: bool
    tree: str
    reported: bool
    ends: bool
    ends_elsewhere: bool


class FaultBench:
    """An old tree, a new tree, and a place to break the way from one to the other.

    Args:
        directory: A place for the trees.
        old: The spec of the old tree.
        new: The spec of the new tree; it should add, change and remove files.
        other: The spec as it may have changed before the next render.
    """

    def __init__(self, directory: Path, old: Spec, new: Spec, other: Spec) -> None:
        self.new = new
        self.other = other
        # Each tree is planned once: what is tested is how it gets to the disk.
        plans = {id(spec): render_files(spec) for spec in (old, new, other)}
        self._planning = patch.object(
            rendering, "render_files", lambda spec, _templates_dir: plans[id(spec)]
        )
        self.work = directory / "work"
        self._old_tree = directory / "old"
        with self._planning:
            render_module(old, self._old_tree)
        (self._old_tree / "mine.txt").write_text("not lmgen's\n")
        self.old_files = files(self._old_tree)
        self.new_files = self._rendered_over(self._old_tree, new)
        self._other_files = self._rendered_over(self._old_tree, other)

    def inject(self, fault: Fault, step: int) -> Outcome:
        """Render the new spec over the old tree, with a fault before one step."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self._old_tree, self.work)
        code = self._break(fault, step)
        left = files(self.work)
        reported = False
        try:
            with self._planning:
                compare_module(self.new, self.work)
        except InterruptedRenderError:
            reported = True
        return Outcome(
            reached=bool(code & _REACHED),
            failed=bool(code & _FAILED),
            whole=all(
                path == MANIFEST or each in {self.old_files.get(path), self.new_files.get(path)}
                for path, each in left.items()
            ),
            tree=self._name(left),
            reported=reported,
            ends=self._rendered_over(self.work, self.new) == self.new_files,
            ends_elsewhere=self._rendered_over(self.work, self.other) == self._other_files,
        )

    def _rendered_over(self, tree: Path, spec: Spec) -> dict[str, tuple[bytes, int]]:
        """What a render without `--force` makes of a tree; what is staged and left over shows."""
        copy = tree.with_name("copy")
        shutil.copytree(tree, copy)
        try:
            with contextlib.suppress(LmgenError), self._planning:
                render_module(spec, copy)
            return files(copy, staged=True)
        finally:
            shutil.rmtree(copy)

    def _name(self, found: dict[str, tuple[bytes, int]]) -> str:
        if found == self.old_files:
            return "old"
        return "new" if found == self.new_files else "mixed"

    def _break(self, fault: Fault, step: int) -> int:
        child = os.fork()
        if child == 0:
            hook = _Hook(self.work, fault, step)
            failed = True
            with contextlib.suppress(LmgenError), self._planning:
                sys.addaudithook(hook)
                render_module(self.new, self.work)
                failed = False
            os._exit((_REACHED if hook.count >= step else 0) | (_FAILED if failed else 0))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return _REACHED | _FAILED
        return os.WEXITSTATUS(status)


def files(directory: Path, *, staged: bool = False) -> dict[str, tuple[bytes, int]]:
    """Content and permissions of every file, with or without what is only staged."""
    return {
        path.relative_to(directory).as_posix(): (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in directory.rglob("*")
        if path.is_file() and (staged or not path.name.endswith(SUFFIX))
    }


class _Hook:
    """An audit hook that counts steps and breaks one.

    Source: <https://docs.python.org/3/library/audit_events.html>.
    """

    def __init__(self, directory: Path, fault: Fault, step: int) -> None:
        self.count = 0
        self._inside = str(directory)
        self._fault = fault
        self._step = step

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _CHANGES or not str(arguments[0]).startswith(self._inside):
            return
        if event == "open" and not _is_writing(arguments):
            return
        self.count += 1
        if self._fault is Fault.KILL and self.count == self._step:
            os.kill(os.getpid(), signal.SIGKILL)
        full = self._fault is Fault.FULL and self.count >= self._step and event in _WRITES
        if full or (self._fault is Fault.ERROR and self.count == self._step):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))


def _is_writing(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))

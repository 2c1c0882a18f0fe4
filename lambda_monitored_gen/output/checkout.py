"""What differs because of git or of the drive: merges, modes and ignored files.

Only what differs is looked at, so that git is not started for a module that is up to date.
"""

import shlex
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.output.comparison import Difference, Verdict
from lambda_monitored_gen.output.git import Git
from lambda_monitored_gen.output.manifest import Manifest
from lambda_monitored_gen.output.merges import accept_merges
from lambda_monitored_gen.spec.checkout import find_checkout

_SHOWN = 3
"""Files that a note names; the others are counted."""


class Checkout(NamedTuple):
    """Differences, seen in the light of the checkout.

    Attributes:
        differences: The differences, with what git and the drive explain taken into account.
        notes: What people must do about git, for no render can.
        beyond_render: The paths of files that a render does not make equal.
    """

    differences: list[Difference]
    notes: list[str]
    beyond_render: frozenset[str] = frozenset()


def explain(differences: list[Difference], directory: Path, manifest: Manifest | None) -> Checkout:
    """Take into account what git does to files, and what the drive cannot keep.

    Args:
        differences: As compared.
        directory: The output directory.
        manifest: The manifest there, or None.
    """
    top = find_checkout(directory) if directory.is_dir() else None
    if top is None:
        return Checkout(_without_drive_modes(differences), [])
    git = Git(directory)
    differences = accept_merges(differences, git, manifest)
    notes: list[str] = []
    missing = [each.path for each in differences if each.verdict is Verdict.MISSING]
    if missing:
        rendered = sum(each.after is not None for each in differences)
        notes += _ignored_notes(git, missing, rendered, directory)
    new_programs = any(each.verdict is Verdict.MISSING and _runs(each) for each in differences)
    if not new_programs and all(each.verdict is not Verdict.MODE for each in differences):
        return Checkout(differences, notes)
    return _with_recorded_modes(differences, git, directory, notes)


def _runs(difference: Difference) -> bool:
    return difference.after is not None and bool(difference.after.mode & stat.S_IXUSR)


def _without_drive_modes(differences: list[Difference]) -> list[Difference]:
    """A drive on which every single file can be run keeps no modes."""
    plain = [each for each in differences if each.before is not None and not _runs(each)]
    if len(plain) > 1 and all(each.mode & stat.S_IXUSR for each in plain):
        return [_same(each) if each.verdict is Verdict.MODE else each for each in differences]
    return differences


def _same(difference: Difference) -> Difference:
    return difference._replace(verdict=Verdict.SAME)


def _with_recorded_modes(
    differences: list[Difference], git: Git, directory: Path, notes: list[str]
) -> Checkout:
    """Where git does not read modes from the disk, what it has recorded is the mode of a file."""
    keeps = git.keeps_modes()
    odd = {
        each.path
        for each in differences
        if each.verdict is Verdict.MODE
        or (_runs(each) and not keeps and each.verdict is not Verdict.OWNED)
    }
    recorded = git.recorded_modes(sorted(odd)) if odd else {}
    wrong: dict[bool, list[str]] = {}
    found = []
    for each in differences:
        verdict = each.verdict
        if each.path in odd:
            # Where git does not track a file: the mode with which it would add it.
            right = bool(recorded.get(each.path, 0) & stat.S_IXUSR) == _runs(each)
            if not right and (each.path in recorded or not keeps):
                wrong.setdefault(_runs(each), []).append(each.path)
            if not keeps and verdict in {Verdict.SAME, Verdict.MODE}:
                verdict = Verdict.SAME if right else Verdict.MODE
        found.append(each._replace(verdict=verdict))
    for runs, paths in sorted(wrong.items()):
        bit = "+x" if runs else "-x"
        command = ["git", "-C", str(directory), "update-index", "--add", f"--chmod={bit}", *paths]
        notes.append(
            f"git records the wrong mode for {_names(paths)}. "
            + (
                "Render, and commit it. Where git does not read modes"
                if keeps
                else "As it does not read them here"
            )
            + f" (core.fileMode is false), run: {shlex.join(command)}"
        )
    beyond = (each.path for each in found if each.verdict is Verdict.MODE and not keeps)
    return Checkout(found, notes, frozenset(beyond))


def _ignored_notes(git: Git, paths: Sequence[str], rendered: int, directory: Path) -> Iterable[str]:
    rules: dict[str, list[str]] = {}
    for ignored in git.ignored(paths):
        rules.setdefault(ignored.rule, []).append(ignored.path)
    for rule, ignored_paths in rules.items():
        every = len(ignored_paths) == rendered
        what = f"all of {directory}" if every else _names(ignored_paths)
        names = ["."] if every else _tops(ignored_paths)
        command = ["git", "-C", str(directory), "add", "--force", *names]
        yield (
            f"git ignores {what} by the rule {rule!r}, so that no clone has what is rendered. "
            f"Remove the rule, or render and run: {shlex.join(command)}"
        )


def _names(paths: Sequence[str]) -> str:
    shown = ", ".join(paths[:_SHOWN])
    return shown if len(paths) <= _SHOWN else f"{shown} and {len(paths) - _SHOWN} more"


def _tops(paths: Iterable[str]) -> list[str]:
    return sorted({path.partition("/")[0] for path in paths})

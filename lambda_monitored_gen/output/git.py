"""Ask git about a checkout. It is started only where something differs, and changes nothing."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_SECONDS = 30

_OF_ANOTHER_CHECKOUT = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"}
)
"""What git sets for the hooks of one repository, which may not be that of the module."""

_SETTINGS = ("-c", "core.fsmonitor=false")
"""No program that a repository names is run."""


class Ignored(NamedTuple):
    """A file that git ignores.

    Attributes:
        rule: The rule, as `file:line: pattern`.
        path: Its path in the directory.
    """

    rule: str
    path: str


class Git:
    """Answers of git about the files below one directory.

    Whatever git does not say, because it is not installed or does not trust the repository, is as
    if there were no repository.

    Args:
        directory: A directory of a checkout.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keeps_modes(self) -> bool:
        """Whether git reads modes from the disk, which it found out when the checkout was made."""
        return self._run("config", "--type=bool", "core.fileMode").strip() != b"false"

    def recorded_modes(self, paths: Sequence[str]) -> Mapping[str, int]:
        """The modes that git has recorded, of those files that it tracks."""
        answer = self._run("--literal-pathspecs", "ls-files", "--stage", "-z", "--", *paths)
        listed = answer.decode(errors="replace")
        entries = (entry.partition("\t") for entry in listed.split("\0") if entry)
        return {path: int(head.split()[0], 8) for head, _, path in entries}

    def ignored(self, paths: Sequence[str]) -> list[Ignored]:
        """Which files git ignores: those that it does not track and that a rule names."""
        answer = self._run("check-ignore", "-v", "-z", "--stdin", data="\0".join(paths).encode())
        fields = answer.decode(errors="replace").split("\0")[:-1]
        quads = zip(fields[::4], fields[1::4], fields[2::4], fields[3::4], strict=False)
        return [
            Ignored(f"{source}:{line}: {pattern}", path)
            for source, line, pattern, path in quads
            if not pattern.startswith("!")  # a rule that takes another one back
        ]

    def contents(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """The contents of those objects that there are.

        Args:
            names: Objects, such as `HEAD:./main.tf` or `:2:./main.tf`.
        """
        answer = self._run("cat-file", "--batch", data="".join(f"{n}\n" for n in names).encode())
        found: dict[str, bytes] = {}
        for name in names:
            head, _, answer = answer.partition(b"\n")
            size = head.rpartition(b" ")[2]
            if size.isdigit():
                found[name], answer = answer[: int(size)], answer[int(size) + 1 :]
        return found

    def prefix(self) -> str:
        """The path of the directory in its checkout, with a slash behind it; empty at the top."""
        return self._run("rev-parse", "--show-prefix").decode().rstrip("\n")

    def knows(self, revision: str) -> bool:
        """Whether a name is that of a commit.

        Args:
            revision: Such as `HEAD~1`, `main` or a hash.
        """
        name = f"{revision}^{{commit}}"
        answer = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        return bool(answer.strip())

    def parents_of_last_change(self, path: str) -> Sequence[str]:
        """The parents of the last commit that changed a file; several if that was a merge."""
        # Not `log`, which runs what the repository names to verify signatures.
        arguments = ("rev-list", "--max-count=1", "--parents", "HEAD", "--", path)
        return self._run("--literal-pathspecs", *arguments).decode().split()[1:]

    def _run(self, *arguments: str, data: bytes = b"") -> bytes:
        kept = {name: each for name, each in os.environ.items() if name not in _OF_ANOTHER_CHECKOUT}
        environment = kept | {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
        try:
            return subprocess.run(
                ["git", *_SETTINGS, *arguments],
                cwd=self._directory,
                env=environment,
                input=data,
                capture_output=True,
                check=False,
                timeout=_SECONDS,
            ).stdout
        except (OSError, subprocess.TimeoutExpired):
            return b""

"""What can go wrong, told to a person: what was found and what to do about it."""

from __future__ import annotations


class PackagingError(Exception):
    """The package cannot be built (exit code 1).

    Args:
        message: One sentence that names what is wrong.
        found: What was met, one line each; may be empty.
        do: What the user can do about it.
    """

    code = 1

    def __init__(self, message: str, *, found: list[str] | None = None, do: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.found = found or []
        self.do = do

    def __str__(self) -> str:
        lines = ["error: " + self.message]
        lines += ["  found: " + line for line in self.found]
        if self.do:
            lines.append("  do: " + self.do)
        return "\n".join(lines)


class UsageError(PackagingError):
    """What was asked for makes no sense (exit code 2)."""

    code = 2


def shown(name: str) -> str:
    """Give a path or name as it can stand in a message: one line, quotes visible.

    Args:
        name: Any text, also with newlines or undecodable bytes.

    Returns:
        The text itself if it is plain, otherwise escaped and quoted.
    """
    if name and name.isprintable() and name.strip() == name and "'" not in name:
        return name
    return ascii(name) if not name.isprintable() else repr(name)
